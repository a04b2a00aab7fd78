"""What a text is known by when its need is looked for: parts of its words, and what stands together in it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from support_plugin.answers.retrieval.reading import Concepts

# Letters of the parts of a word.
_SHORTEST, _LONGEST = 3, 5


@lru_cache(maxsize=4096)
def signs_of_word(stem: str) -> tuple[str, ...]:
    """Return the word itself, and its parts, each marked by a ``#``; its ends count as letters.

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


def is_part(sign: str) -> bool:
    """Return whether a sign is a part of a word."""
    return sign.startswith("#")


def signs_between(stems: Sequence[str], concepts: Concepts) -> Iterator[str]:
    """Yield neighbouring words, concepts, and pairs of concepts; none of them twice."""
    yield from {f"{stem} {following}" for stem, following in pairwise(stems)}
    ordered = sorted(concepts)
    for place, concept in enumerate(ordered):
        yield f":{concept}"
        for other in ordered[place + 1 :]:
            yield f":{concept}:{other}"

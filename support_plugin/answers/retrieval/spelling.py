"""Mistyped and joined words, put right by character n-grams over the words that are known."""

from collections import Counter
from collections.abc import Iterable

# Shorter words are changed into others too easily.
_SHORTEST, _SHORTEST_JOINED = 5, 6
# From this length on, a word may have two mistakes.
_TWO_MISTAKES = 10
# Known words of which the distance is computed.
_LOOKED_AT = 40


def grams(text: str, size: int) -> set[str]:
    """Return the character n-grams of a text, its beginning and end marked."""
    marked = f"^{text}$"
    return {marked[start : start + size] for start in range(max(1, len(marked) - size + 1))}


def similarity(one: set[str], other: set[str]) -> float:
    """Return how much two sets of n-grams have in common, from 0 to 1 (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


class Speller:
    """The known words of a language. The first letter is taken for right: few people err there."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {word for word in words if len(word) > 1}
        self._by_gram: dict[tuple[str, str], list[str]] = {}
        for word in sorted(self._words):
            if len(word) >= _SHORTEST:
                for gram in grams(word, 2):
                    self._by_gram.setdefault((word[0], gram), []).append(word)

    def correct(self, word: str) -> str | None:
        """Return the known word that was meant by an unknown one; None where it is near to none."""
        if len(word) < _SHORTEST or not word.isalpha():
            return None
        allowed = 2 if len(word) >= _TWO_MISTAKES else 1
        shared = Counter[str]()
        for gram in grams(word, 2):
            shared.update(self._by_gram.get((word[0], gram), ()))
        near = [
            known
            for known, _count in shared.most_common(_LOOKED_AT)
            if abs(len(known) - len(word)) <= allowed
        ]
        distances = [(_distance(word, known, allowed), -shared[known], known) for known in near]
        found = min(distances, default=None)
        return found[2] if found and found[0] <= allowed else None

    def split(self, word: str) -> list[str] | None:
        """Return the two or three known words that were joined; None where it is no such word."""
        if len(word) < _SHORTEST_JOINED:
            return None
        for middle in sorted(range(2, len(word) - 1), key=lambda at: abs(2 * at - len(word))):
            if word[:middle] in self._words and word[middle:] in self._words:
                return [word[:middle], word[middle:]]
        for first in range(len(word) - 4, 2, -1):
            if word[:first] in self._words and (rest := self._split_once(word[first:])):
                return [word[:first], *rest]
        return None

    def _split_once(self, word: str) -> list[str] | None:
        for middle in range(len(word) - 2, 2, -1):
            if word[:middle] in self._words and word[middle:] in self._words:
                return [word[:middle], word[middle:]]
        return None


def _distance(one: str, other: str, most: int) -> int:
    """Return how many letters have to be changed, added, left out or swapped; ``most`` + 1 for more."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, known in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != known))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == known:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, last = last, current
    return last[-1]

"""BM25 over one field of all passages: an inverted index with each word's share in each passage."""

import math
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

# The usual values: how soon a repeated word counts no more, and how much a long field is held against it.
_K1, _B = 1.2, 0.5
# A word that so large a part of many passages has distinguishes nothing, and its list is long.
_COMMON, _MANY = 0.25, 400


class Field:
    """One field of the passages, in the order in which they were added."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self.size = len(documents)
        self._postings: dict[str, tuple[array[int], array[float]]] = {}
        # By how many passages have a word.
        self._rarities = [
            math.log(1 + (self.size - count + 0.5) / (count + 0.5)) for count in range(self.size + 1)
        ]
        average = sum(map(len, documents)) / max(1, self.size) or 1.0
        for number, words in enumerate(documents):
            length = _K1 * (1 - _B + _B * len(words) / average)
            for word, count in Counter(words).items():
                numbers, shares = self._postings.setdefault(word, (array("I"), array("f")))
                numbers.append(number)
                shares.append(count * (_K1 + 1) / (count + length))

    def __contains__(self, word: str) -> bool:
        return word in self._postings

    def rarity(self, word: str) -> float:
        """Return the inverse document frequency of a word; the largest there is for an unknown one."""
        found = self._postings.get(word)
        return self._rarities[len(found[0]) if found else 0]

    def holds(self, number: int, word: str) -> bool:
        """Return whether a passage has the word."""
        found = self._postings.get(word)
        if found is None:
            return False
        at = bisect_left(found[0], number)
        return at < len(found[0]) and found[0][at] == number

    def score(self, words: Iterable[str]) -> dict[int, float]:
        """Return the scores of those passages that have any of the words, by number."""
        scores: dict[int, float] = {}
        for word in words:
            found = self._postings.get(word)
            if found is None or (self.size > _MANY and len(found[0]) > _COMMON * self.size):
                continue
            rarity = self.rarity(word)
            for number, share in zip(*found, strict=True):
                scores[number] = scores.get(number, 0.0) + rarity * share
        return scores

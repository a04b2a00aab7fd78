"""What a shopper needs, learned from sentences of shoppers: a likeness of questions beyond shared words.

A multinomial logistic regression over the features of a text (text_features.py), fitted by
``tools/answers/learn.py`` to sentences that were written for shops in general, not for one help centre; its
weights are shipped in data/learned_<language>.json.
"""

import math
import operator
from array import array
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import accumulate, repeat
from typing import Any

from support_plugin.answers.retrieval.data import load_data
from support_plugin.answers.retrieval.reading import Reading
from support_plugin.answers.retrieval.text_features import context_features, is_subword, word_features

# Needs of a text that are kept, and words whose parts a process remembers.
_MOST_LIKELY, _MOST_WORDS = 12, 8192
# How much a part of a word counts.
_PART = 0.8
# Needs that no help centre covers, such as the weather, begin so.
OUTSIDE = "x-"
Likely = Mapping[str, float]
# What something else than words adds to each need, in the order of ``Needs.names``.
Hint = Sequence[float]


@dataclass(frozen=True, slots=True)
class _Part:
    """What one word, or what stands together, adds: to the length of a text, and to each need."""

    square: float
    values: "array[float]"


class Needs:
    """Finds the likeliest needs of texts in one language.

    ``learned``: as ``tools/answers/learn.py`` writes it.
    """

    def __init__(self, learned: Mapping[str, Any]) -> None:
        self.names: list[str] = learned["needs"]
        self._bias = array("f", learned["bias"])
        self._scale: float = learned["scale"]
        signs: list[str] = learned["signs"].split("\n")
        self._signs = {sign: number for number, sign in enumerate(signs)}
        # Of the n-th sign: its rarity, and where its weights end; each with the need it speaks for.
        counts = array("H", b64decode(learned["counts"]))
        self._rarity = array("f", map(rarity_of, signs, counts, repeat(learned["sentences"])))
        self._ends = array("I", accumulate(b64decode(learned["owned"])))
        self._owners = b64decode(learned["owners"])
        self._weights = array("b", b64decode(learned["weights"]))
        self._words: dict[str, _Part] = {}

    def likely(self, reading: Reading, hint: Hint = ()) -> Likely:
        """Return the likeliest needs of a text, with how likely they are; none of an unknown one."""
        parts = [self._word(stem) for stem in set(reading.every_stem)]
        parts.append(self._add(context_features(reading.every_stem, reading.concepts)))
        length = math.sqrt(sum(part.square for part in parts))
        if not length:
            if not hint:
                return {}
            length = 1.0
        values: Iterable[float] = parts[0].values
        for part in parts[1:]:
            values = map(operator.add, values, part.values)
        logits = [bias + value / length for bias, value in zip(self._bias, values, strict=True)]
        if hint:
            logits = list(map(operator.add, logits, hint))
        most = max(logits)
        shares = [math.exp(value - most) for value in logits]
        whole = sum(shares)
        best = nlargest(_MOST_LIKELY, zip(shares, self.names, strict=True))
        return {need: share / whole for share, need in best}

    def _word(self, stem: str) -> _Part:
        part = self._words.get(stem)
        if part is None:
            part = self._add(word_features(stem))
            if len(self._words) < _MOST_WORDS:
                self._words[stem] = part
        return part

    def _add(self, signs: Iterable[str]) -> _Part:
        values = array("f", bytes(4 * len(self.names)))
        square = 0.0
        for sign in signs:
            number = self._signs.get(sign)
            if number is None:
                continue
            rarity = self._rarity[number]
            square += rarity * rarity
            scaled = rarity * self._scale
            for place in range(self._ends[number - 1] if number else 0, self._ends[number]):
                values[self._owners[place]] += scaled * self._weights[place]
        return _Part(square, values)


def rarity_of(sign: str, count: int, sentences: int) -> float:
    """Return the weight of a sign that so many sentences of all have; a part of a word weighs less."""
    rarity = 1 + math.log((sentences + 1) / (count + 1))
    return _PART * rarity if is_subword(sign) else rarity


@lru_cache(maxsize=3)
def needs_of(language: str) -> Needs:
    """Return what the process knows of a language."""
    return Needs(load_data(f"learned_{language}"))


def features_of(reading: Reading) -> Iterator[str]:
    """Yield all features of a text, as ``Needs`` counts them: an n-gram that two words share comes twice."""
    for stem in set(reading.every_stem):
        yield from word_features(stem)
    yield from context_features(reading.every_stem, reading.concepts)


def outside_of(likely: Likely) -> float:
    """Return from 0 to 1 how much a text is about what no help centre covers."""
    return sum(share for need, share in likely.items() if need.startswith(OUTSIDE))


def likelihood_of(share: float) -> float:
    """Return a share of 0 to 1 by its magnitude, from 0 (a thousandth, or less) to 1."""
    return 1 + math.log10(max(share, 0.001)) / 3


class NeedsOfPassages:
    """The needs that passages speak of, by need: how much a question needs the same as each of them."""

    def __init__(self) -> None:
        self._postings: dict[str, tuple[array[int], array[float]]] = {}
        # By need, the most that any passage speaks of it.
        self._spoken: dict[str, float] = {}
        # By passage, the share of its likeliest need: whether it speaks of one that is known.
        self.focus: list[float] = []

    def add(self, number: int, wordings: Sequence[Likely]) -> None:
        """Add a passage, by the likely needs of its wordings."""
        shares: dict[str, float] = defaultdict(float)
        for wording in wordings:
            for need, share in wording.items():
                shares[need] += share / len(wordings)
        self.focus.append(max(shares.values(), default=0.0))
        for need, share in nlargest(_MOST_LIKELY, shares.items(), key=lambda pair: pair[1]):
            numbers, values = self._postings.setdefault(need, (array("I"), array("f")))
            numbers.append(number)
            values.append(share)
            self._spoken[need] = max(share, self._spoken.get(need, 0.0))

    def homeless(self, asked: Likely) -> float:
        """Return from 0 to 1 how much of what is needed no passage speaks of."""
        return 1.0 - sum(share * self._spoken.get(need, 0.0) for need, share in asked.items())

    def score(self, asked: Likely) -> dict[int, float]:
        """Return by number how likely each passage speaks of what is needed, from 0 to 1."""
        scores: dict[int, float] = {}
        for need, share in asked.items():
            for number, other in zip(*self._postings.get(need, ((), ())), strict=True):
                scores[number] = scores.get(number, 0.0) + share * other
        return scores

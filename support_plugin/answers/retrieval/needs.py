"""What a shopper needs, learned from sentences of shoppers: a likeness of questions beyond shared words.

Each need is the mean of its sentences, as weighed words, concepts and pairs of concepts (Rocchio).
The sentences stand in data/needs_<language>.json; they were written for shops in general, not for anybody's
articles.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest

from support_plugin.answers.retrieval.data import read_data
from support_plugin.answers.retrieval.lexicon import plain_lexicon
from support_plugin.answers.retrieval.reading import Concepts, read_question
from support_plugin.answers.retrieval.words import analyse

# Needs that a sign may speak for, needs of a text, and how sharply they are told apart.
_MOST_NEEDS, _MOST_LIKELY, _SHARPNESS = 16, 12, 16.0
# Needs that no help centre tells about, such as the weather, begin so.
OUTSIDE = "x-"
Likely = Mapping[str, float]


class Needs:
    """Learns from sentences by need, and tells the needs of texts."""

    def __init__(self, sentences: Mapping[str, Iterable[str]], language: str) -> None:
        lexicon = plain_lexicon(language)
        read = []
        for need, texts in sentences.items():
            for text in texts:
                reading = read_question(analyse(text, language), lexicon, 0)
                read.append((need, signs_of(reading.every_stem, reading.concepts)))
        counts = Counter(sign for _need, signs in read for sign in signs)
        self._rarity = {
            sign: math.log((len(read) + 1) / (count + 0.5)) for sign, count in counts.items() if count > 1
        }
        sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for need, signs in read:
            for sign, weight in self._weigh(signs).items():
                sums[need][sign] += weight
        by_sign: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for need, weights in sums.items():
            length = math.sqrt(sum(weight * weight for weight in weights.values()))
            for sign, weight in weights.items():
                by_sign[sign].append((need, weight / length))
        self._needs = {
            sign: nlargest(_MOST_NEEDS, needs, key=lambda pair: pair[1]) for sign, needs in by_sign.items()
        }

    def likely(self, signs: Iterable[str]) -> Likely:
        """Return the likeliest needs of a text with these signs, with shares that add up to 1."""
        values: dict[str, float] = defaultdict(float)
        for sign, weight in self._weigh(signs).items():
            for need, found in self._needs[sign]:
                values[need] += weight * found
        best = nlargest(_MOST_LIKELY, values.items(), key=lambda pair: pair[1])
        parts = {need: math.exp(_SHARPNESS * (value - best[0][1])) for need, value in best}
        whole = sum(parts.values())
        return {need: part / whole for need, part in parts.items()}

    def _weigh(self, signs: Iterable[str]) -> dict[str, float]:
        found = {sign: self._rarity[sign] for sign in signs if sign in self._rarity}
        length = math.sqrt(sum(weight * weight for weight in found.values()))
        return {sign: weight / length for sign, weight in found.items()}


@lru_cache(maxsize=3)
def needs_of(language: str) -> Needs:
    """Return what the process has learned of a language."""
    return Needs(read_data(f"needs_{language}"), language)


def signs_of(stems: Sequence[str], concepts: Concepts) -> set[str]:
    """Return what a text is known by: stems, concepts, and pairs of concepts."""
    signs = set(stems)
    ordered = sorted(concepts)
    for place, concept in enumerate(ordered):
        signs.add(f":{concept}")
        signs.update(f":{concept}:{other}" for other in ordered[place + 1 :])
    return signs


def outside_of(likely: Likely) -> float:
    """Return from 0 to 1 how much a text is about what no help centre tells."""
    return sum(share for need, share in likely.items() if need.startswith(OUTSIDE))


class NeedsOfPassages:
    """The needs that passages speak of, by need: how much a question needs the same as each of them."""

    def __init__(self) -> None:
        self._postings: dict[str, tuple[array[int], array[float]]] = {}

    def add(self, number: int, wordings: Sequence[Likely]) -> None:
        """Add a passage, by the likely needs of its wordings."""
        shares: dict[str, float] = defaultdict(float)
        for wording in wordings:
            for need, share in wording.items():
                shares[need] += share / len(wordings)
        for need, share in nlargest(_MOST_LIKELY, shares.items(), key=lambda pair: pair[1]):
            numbers, roots = self._postings.setdefault(need, (array("I"), array("f")))
            numbers.append(number)
            roots.append(math.sqrt(share))

    def score(self, asked: Likely) -> dict[int, float]:
        """Return from 0 to 1 (Bhattacharyya) how much each passage's needs are those asked for, by number."""
        scores: dict[int, float] = {}
        for need, share in asked.items():
            root = math.sqrt(share)
            for number, other in zip(*self._postings.get(need, ((), ())), strict=True):
                scores[number] = scores.get(number, 0.0) + root * other
        return scores

"""The figures of one passage for one question: how alike their words, letters and concepts are."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from support_plugin.answers.retrieval.bm25 import Field
from support_plugin.answers.retrieval.reading import Concepts, Reading, weights_of, widened_weights
from support_plugin.answers.retrieval.spelling import grams, similarity

# A word counts as so rare at most.
_RAREST = 4.0
_GRAM = 3


@dataclass(frozen=True, slots=True)
class Document:
    """A passage as it is compared. ``own``: concepts of its wordings; ``answer``: of its answer."""

    wordings: tuple[Reading, ...]
    own: Concepts
    answer: Concepts


@dataclass(frozen=True, slots=True)
class _Vectors:
    """A set of concepts, and the same with related ones, weighed; with their lengths."""

    plain: Mapping[str, float]
    plain_length: float
    wide: Mapping[str, float]
    wide_length: float


class Comparer:
    """Compares questions with the passages of one index."""

    def __init__(
        self, documents: Sequence[Document], wordings: Field, answers: Field, concepts: Field
    ) -> None:
        self._documents = documents
        self._wordings, self._answers, self._concepts = wordings, answers, concepts
        # Few sets of concepts come again and again.
        self._vectors: dict[Concepts, _Vectors] = {}
        self._largest = math.log(2 * concepts.size + 2)

    def compare(self, reading: Reading, letters: set[str], number: int) -> dict[str, float]:
        """Return a passage's figures, each from 0 to 1. ``letters``: the question's n-grams."""
        asked = self._weigh(reading.concepts)
        stems = set(reading.stems)
        best = {"concepts": 0.0, "related": 0.0, "words": 0.0, "letters": 0.0}
        for wording in self._documents[number].wordings:
            said = self._weigh(wording.concepts)
            figures = {
                "concepts": _cosine(asked.plain, asked.plain_length, said.plain, said.plain_length),
                "related": _cosine(asked.wide, asked.wide_length, said.wide, said.wide_length),
                "words": self._overlap(stems, set(wording.stems)),
                "letters": similarity(letters, grams(wording.joined, _GRAM)),
            }
            best = {name: max(best[name], figure) for name, figure in figures.items()}
        return best | self._covered(reading, asked.plain, number)

    def letters_of(self, reading: Reading) -> set[str]:
        """Return the character n-grams of a question."""
        return grams(reading.joined, _GRAM)

    def _covered(self, reading: Reading, asked: Mapping[str, float], number: int) -> dict[str, float]:
        """Return how much of a question an article speaks of: in its wordings, and anywhere."""
        document = self._documents[number]
        total = in_wordings = anywhere = known = 0.0
        for stem, concepts in reading.content:
            weight = min(_RAREST, self._wordings.rarity(stem))
            is_own = self._wordings.holds(number, stem) or not concepts.isdisjoint(document.own)
            is_mentioned = (
                is_own or self._answers.holds(number, stem) or not concepts.isdisjoint(document.answer)
            )
            total += weight
            in_wordings += weight * is_own
            anywhere += weight * is_mentioned
            known += weight * (is_mentioned or bool(concepts))
        every = sum(asked.values())
        answer = sum(weight for concept, weight in asked.items() if concept in document.answer)
        return {
            "covered": in_wordings / total if total else 0.0,
            "mentioned": anywhere / total if total else 0.0,
            "known": known / total if total else 0.0,
            "answered": answer / every if every else 0.0,
        }

    def _weigh(self, concepts: Concepts) -> _Vectors:
        vectors = self._vectors.get(concepts)
        if vectors is None:
            plain = {
                concept: weight * self._rarity(concept) for concept, weight in weights_of(concepts).items()
            }
            wide = {c: weight * self._rarity(c) for c, weight in widened_weights(concepts).items()}
            vectors = _Vectors(plain, _length(plain), wide, _length(wide))
            if len(self._vectors) < 2 * len(self._documents) + 1000:
                self._vectors[concepts] = vectors
        return vectors

    def _rarity(self, concept: str) -> float:
        """Return from 0.4 to 1 how rare a concept is among these articles."""
        return 0.4 + 0.6 * min(1.0, self._concepts.rarity(concept) / self._largest)

    def _overlap(self, one: set[str], other: set[str]) -> float:
        rarity = self._wordings.rarity
        shared = sum(rarity(stem) for stem in one & other)
        if not shared:
            return 0.0
        return 2 * shared / (sum(rarity(stem) for stem in one) + sum(rarity(stem) for stem in other))


def _length(vector: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in vector.values()))


def _cosine(one: Mapping[str, float], length: float, other: Mapping[str, float], others: float) -> float:
    product = sum(weight * other[concept] for concept, weight in one.items() if concept in other)
    return product / (length * others) if product else 0.0

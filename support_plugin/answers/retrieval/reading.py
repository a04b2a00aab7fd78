"""How a text is read: its words that say something, and the concepts that it mentions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from support_plugin.answers.retrieval.data import read_data
from support_plugin.answers.retrieval.lexicon import Lexicon
from support_plugin.answers.retrieval.word_forms import Word

Concepts = frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, or one wording of an article, as it is compared."""

    stems: tuple[str, ...]
    concepts: Concepts
    # The words without what is between them: some join words, and others do not.
    joined: str
    # With those of words that say nothing of the subject.
    every_stem: tuple[str, ...]
    # For each word that says something: its stem, and the concepts whose mention it belongs to.
    content: tuple[tuple[str, Concepts], ...] = ()
    # Words that were put right.
    corrected: int = 0


def read_question(words: Sequence[Word], lexicon: Lexicon, corrected: int) -> Reading:
    """Return how a question with these words is read."""
    owners: list[set[str]] = [set() for _word in words]
    for mention in lexicon.find(words):
        for position in range(mention.start, mention.end):
            owners[position].update(mention.concepts)
    content = [
        (word.stem, frozenset(owned)) for word, owned in zip(words, owners, strict=True) if not word.is_stop
    ]
    concepts = frozenset(concept for owned in owners for concept in owned)
    stems = tuple(stem for stem, _owned in content)
    return Reading(stems, concepts, _join(words), _stems(words), tuple(content), corrected)


def read_wording(words: Sequence[Word], lexicon: Lexicon) -> Reading:
    """Return how a wording of an article is read."""
    concepts = frozenset(concept for mention in lexicon.find(words) for concept in mention.concepts)
    return Reading(
        tuple(word.stem for word in words if not word.is_stop), concepts, _join(words), _stems(words)
    )


@lru_cache(maxsize=4096)
def weights_of(concepts: Concepts) -> Mapping[str, float]:
    """Return how much each concept says: what nearly every question mentions says little."""
    weights: Mapping[str, float] = read_data("concepts")["weights"]
    return {concept: weights.get(concept, 1.0) for concept in sorted(concepts)}


@lru_cache(maxsize=4096)
def widened_weights(concepts: Concepts) -> Mapping[str, float]:
    """Return the same with related concepts, which weigh less."""
    related: Mapping[str, Mapping[str, float]] = read_data("concepts")["related"]
    widened = dict(weights_of(concepts))
    for concept, weight in weights_of(concepts).items():
        for relative, share in related.get(concept, {}).items():
            widened[relative] = max(widened.get(relative, 0.0), weight * share)
    return widened


def _stems(words: Iterable[Word]) -> tuple[str, ...]:
    return tuple(word.stem for word in words)


def _join(words: Iterable[Word]) -> str:
    return "".join(word.folded for word in words)

"""``python -m tools.answers.calibrate [--semantic]``: weights and thresholds of the retrieval.

Learns the needs from half A of the corpus (tools/answers/corpus.py), asks half B, writes calibration.json.
Prints the figures of half B by weights that were fitted without the articles asked for.
"""

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from support_plugin.answers.retrieval import ranking
from support_plugin.answers.retrieval.index import Index
from support_plugin.answers.retrieval.needs import OUTSIDE, Needs
from support_plugin.answers.retrieval.passages import Hit, Passage
from support_plugin.answers.retrieval.reading import Reading
from support_plugin.answers.retrieval.words import LANGUAGES
from tools.answers.corpus import questions_of, read_content, read_half
from tools.answers.fitting import fit_ranking, fit_trust, probabilities, thresholds_of
from tools.paths import ROOT

WRITTEN = ROOT / "support_plugin" / "answers" / "retrieval" / "data" / "calibration.json"
RANKED = (
    "concepts", "related", "words", "letters", "covered", "mentioned", "answered", "fused", "needed",
    "semantic",
)  # fmt: skip
TRUSTED = (
    "score", "lead", "share", "agreed", "concepts", "words", "letters", "covered", "mentioned", "known",
    "short", "long", "foreign", "corrected", "needed", "outside", "semantic",
)  # fmt: skip
FOLDS = 5
Example = tuple[Mapping[str, float], bool]


@dataclass(frozen=True)
class Asked:
    """A question of half B, what was found for it, and in which fold its article is."""

    language: str
    need: str
    expect: str | None
    hits: tuple[Hit, ...]
    reading: Reading
    fold: int

    @property
    def right(self) -> int:
        """The place of the right hit, or -1."""
        return next((place for place, hit in enumerate(self.hits) if hit.passage.key == self.expect), -1)


def passages_of(articles: Sequence[Mapping[str, Any]], language: str, with_others: bool) -> list[Passage]:
    """Return the passages of a file's articles, with or without their other wordings."""
    return [
        Passage(
            article["key"],
            language,
            article[language]["question"],
            article[language]["answer"],
            tuple(article[language].get("also", ())) if with_others else (),
        )
        for article in articles
        if language in article
    ]


def ask_all(similarity: Any) -> list[Asked]:
    """Return all questions of half B, asked with the other wordings of the articles."""
    articles = read_content("articles")
    asked = []
    for language in LANGUAGES:
        needs = Needs(read_half(language, "A"), language)
        passages = passages_of(articles, language, with_others=True)
        index = Index(language, passages, similarity=similarity, needs=needs)
        for question in questions_of(language, "B"):
            text, need, expect = question["text"], question["need"], question["expect"]
            fold = random.Random(expect or need).randrange(FOLDS)  # noqa: S311
            hits = index.search(text).hits
            asked.append(Asked(language, need, expect, hits, index.read_question(text), fold))
    return asked


def rank_weights(asked: Sequence[Asked], names: Sequence[str]) -> dict[str, float]:
    """Return the weights by which the right hits come first."""
    lists = [([hit.features for hit in each.hits], each.right) for each in asked if each.right >= 0]
    return fit_ranking(lists, names) | {"bias": -4.0}


def ranked(each: Asked, weights: Mapping[str, float]) -> list[Hit]:
    """Return the hits of a question in the order that the weights give."""
    hits = (ranking.rescored(hit, weights) for hit in each.hits)
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.key))


def calibrate(asked: Sequence[Asked], has_vectors: bool) -> dict[str, Any]:
    """Return weights and thresholds; print what they reach for articles that they were not fitted to."""
    rank_names = [name for name in RANKED if has_vectors or name != "semantic"]
    trust_names = [name for name in TRUSTED if has_vectors or name != "semantic"]
    found: list[tuple[Asked, list[str], float]] = []
    for fold in range(FOLDS):
        others = [each for each in asked if each.fold != fold]
        weights = rank_weights(others, rank_names)
        trust = fit_trust(_examples(others, weights), trust_names)
        for each in asked:
            if each.fold == fold:
                hits = ranked(each, weights)
                signs = [ranking.signs_of(hits, each.reading)] if hits else [{"bias": -40.0}]
                confidence = float(probabilities(signs, trust)[0]) if hits else 0.0
                found.append((each, [hit.passage.key for hit in hits[:3]], confidence))
    weights = rank_weights(asked, rank_names)
    trust = fit_trust(_examples(asked, weights), trust_names)
    thresholds = thresholds_of(
        [
            (confidence, keys[:1] == [each.expect], each.expect is None)
            for each, keys, confidence in found
            if each.expect is not None or each.need.startswith(OUTSIDE)
        ]
    )
    for language in LANGUAGES:
        rows = [row for row in found if row[0].language == language]
        print(language, json.dumps(figures_of(rows, thresholds["sure"])))
    return {"rank": _rounded(weights), "trust": _rounded(trust), "thresholds": thresholds}


def figures_of(found: Sequence[tuple[Asked, list[str], float]], sure: float) -> dict[str, float]:
    """Return the figures of ``support_answers evaluate``.

    ``hard_answered``: the share of shop matters without an article that would be answered as sure.
    """
    inside = [row for row in found if row[0].expect is not None]
    outside = [row for row in found if row[0].need.startswith(OUTSIDE)]
    hard = [row for row in found if row[0].expect is None and not row[0].need.startswith(OUTSIDE)]
    answered = [row for row in inside if row[2] >= sure]
    return {
        "hit1": _share([keys[:1] == [each.expect] for each, keys, _c in inside]),
        "hit3": _share([each.expect in keys for each, keys, _c in inside]),
        "answered": _share([row[2] >= sure for row in inside]),
        "precision": _share([keys[:1] == [each.expect] for each, keys, _c in answered]),
        "oos_answered": _share([row[2] >= sure for row in outside]),
        "hard_answered": _share([row[2] >= sure for row in hard]),
    }


def _examples(asked: Sequence[Asked], weights: Mapping[str, float]) -> list[Example]:
    examples: list[Example] = []
    for each in asked:
        hits = ranked(each, weights)
        if hits:
            signs = ranking.signs_of(hits, each.reading)
            examples.append((signs, hits[0].passage.key == each.expect))
    return examples


def _share(values: Sequence[bool]) -> float:
    return round(float(numpy.mean(values)), 3) if values else 0.0


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, 3) for name, weight in weights.items()}


def main() -> None:
    """Ask, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--semantic", action="store_true", help="for the extra, which must be installed")
    options = parser.parse_args()
    similarity = None
    if options.semantic:
        from support_plugin.answers.retrieval.semantic import similarity_of_texts

        similarity = similarity_of_texts
    path = Path(WRITTEN)
    written = json.loads(path.read_text(encoding="utf-8"))
    kind = "semantic" if options.semantic else "lexical"
    written[kind] = calibrate(ask_all(similarity), options.semantic)
    path.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(written[kind], indent=1))


if __name__ == "__main__":
    main()

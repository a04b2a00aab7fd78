"""``python -m tools.answers.calibrate [--semantic]``: weights and thresholds of the retrieval.

Asks the questions of tools/answers/questions.json in several help centres, made of the demo's articles: all
of them, and some of them, where the others' questions have no answer; and as if the needs of half of them had
never been learned, as it is with articles about something rare. Writes calibration.json, and prints the
figures by weights that were fitted without the articles asked for. Wants the dependency group ``answers``.
"""

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy

from support_plugin.answers.retrieval import ranking
from support_plugin.answers.retrieval.index import Index
from support_plugin.answers.retrieval.needs import Hint, Needs, needs_of
from support_plugin.answers.retrieval.passages import Hit, Passage
from support_plugin.answers.retrieval.reading import Reading
from support_plugin.answers.retrieval.semantic import Meaning, Meant
from support_plugin.answers.retrieval.word_forms import LANGUAGES
from tools.answers.corpus import read_articles, read_needs, read_questions, read_sentences
from tools.answers.fitting import fit_ranking, fit_trust, probabilities, thresholds_of
from tools.answers.learn import learn
from tools.paths import ROOT

WRITTEN = ROOT / "support_plugin" / "answers" / "retrieval" / "data" / "calibration.json"
RANKED = (
    "concepts", "related", "words", "letters", "covered", "mentioned", "answered", "fused", "needed",
    "likely", "semantic", *(f"{name}_known" for name in ranking.BY_NEED),
    *(f"{name}_rare" for name in ranking.BY_WORDS),
)  # fmt: skip
TRUSTED = (
    "score", "lead", "share", "agreed", "concepts", "words", "letters", "covered", "mentioned", "known",
    "short", "long", "foreign", "corrected", "needed", "likely", "outside", "homeless",
    "certain", "focus", "semantic",
)  # fmt: skip
FOLDS = 5
# Help centres of some of the articles: how many, and of how many articles each.
SMALL, ARTICLES = 4, 18
Example = tuple[Mapping[str, float], bool]


@dataclass(frozen=True)
class Asked:
    """A question, what was found for it in one help centre, and in which fold it is.

    ``expect``: None where no article of this help centre answers; ``is_outside``: where none of any would.
    """

    shop: str
    language: str
    expect: str | None
    is_outside: bool
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


def help_centres() -> Iterator[tuple[str, list[Mapping[str, Any]], bool]]:
    """Yield a name, articles, and whether with their other wordings."""
    articles = list(read_articles())
    yield "whole", articles, True
    yield "plain", articles, False
    for number in range(SMALL):
        some = random.Random(number).sample(articles, ARTICLES)  # noqa: S311
        yield f"small {number}", some, number % 2 == 0


@dataclass(frozen=True)
class View:
    """Needs as they were learned: all, or without those of some articles, which alone are asked for then.

    ``kept``: the places of its needs among all of them.
    """

    name: str
    needs: Needs
    keys: frozenset[str]
    kept: tuple[int, ...]


def views(language: str) -> Iterator[View]:
    """Yield the needs as they are shipped, and twice without those of every second article."""
    keys = sorted(article["key"] for article in read_articles())
    random.Random(7).shuffle(keys)  # noqa: S311
    whole = needs_of(language)
    yield View("", whole, frozenset(keys), tuple(range(len(whole.names))))
    answered = read_needs()
    for number in range(2):
        rare = frozenset(keys[number::2])
        sentences = read_sentences(language)
        known = {need: each for need, each in sentences.items() if answered.get(need) not in rare}
        kept = tuple(place for place, need in enumerate(whole.names) if need in known)
        yield View("rare ", Needs(learn(known, language)), rare, kept)


class Fewer(Meaning):
    """A meaning without the needs that a view lacks."""

    def __init__(self, meaning: Meaning, kept: tuple[int, ...], *_passages_and_language: Any) -> None:
        self._meaning, self._kept = meaning, kept

    def of_question(self, question: str) -> Meant:
        """Return what a question means."""
        meant = self._meaning.of_question(question)
        return Meant(meant.likeness, self._fewer(meant.hint))

    def of_wordings(self, number: int) -> list[Hint]:
        """Return what the wordings of a passage say of its needs."""
        return [self._fewer(hint) for hint in self._meaning.of_wordings(number)]

    def _fewer(self, hint: Hint) -> Hint:
        return [hint[place] for place in self._kept]


def ask_all(make_meaning: Any) -> list[Asked]:
    """Ask all questions in all help centres, by all views of the needs."""
    asked: list[Asked] = []
    for language in LANGUAGES:
        questions = [question for question in read_questions() if question["language"] == language]
        for view in views(language):
            for shop, articles, with_others in help_centres():
                if view.name and shop.startswith("small"):
                    continue
                # In the order of the index.
                passages = sorted(passages_of(articles, language, with_others), key=lambda each: each.key)
                meaning = make_meaning(passages, language) if make_meaning else None
                index = Index(
                    language,
                    passages,
                    meaning=partial(Fewer, meaning, view.kept) if meaning else None,
                    needs=view.needs,
                )
                asked += ask(index, f"{view.name}{shop}", [q for q in questions if is_asked(q, view)])
    return asked


def is_asked(question: Mapping[str, Any], view: View) -> bool:
    """Return whether a question belongs to a view: of those out of scope, half to one that lacks needs."""
    if question["expect"]:
        return question["expect"] in view.keys
    return not view.name or random.Random(question["text"]).random() < 0.5  # noqa: S311


def ask(index: Index, shop: str, questions: Sequence[Mapping[str, Any]]) -> Iterator[Asked]:
    """Ask questions in one help centre."""
    keys = {passage.key for passage in index.passages}
    for question in questions:
        text, expect = question["text"], question["expect"]
        fold = random.Random(expect or text).randrange(FOLDS)  # noqa: S311
        yield Asked(
            shop,
            index.language,
            expect if expect in keys else None,
            expect is None,
            index.search(text).hits,
            index.read_question(text),
            fold,
        )


def rank_weights(asked: Sequence[Asked], names: Sequence[str]) -> dict[str, float]:
    """Return the weights by which the right hits come first."""
    lists = [
        ([ranking.crossed(hit.features) for hit in each.hits], each.right)
        for each in asked
        if each.right >= 0
    ]
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
                signs = [ranking.confidence_signals(hits, each.reading)] if hits else [{"bias": -40.0}]
                confidence = float(probabilities(signs, trust)[0]) if hits else 0.0
                found.append((each, [hit.passage.key for hit in hits[:3]], confidence))
    weights = rank_weights(asked, rank_names)
    trust = fit_trust(_examples(asked, weights), trust_names)
    thresholds = thresholds_of(
        [
            (confidence, keys[:1] == [each.expect], each.expect is None)
            for each, keys, confidence in found
            if not each.shop.startswith("rare") and (each.expect or each.is_outside)
        ]
    )
    for shop in ("whole", "plain", "small", "rare whole", "rare plain"):
        for language in LANGUAGES:
            rows = [row for row in found if row[0].language == language and row[0].shop.startswith(shop)]
            print(shop, language, json.dumps(figures_of(rows, thresholds["sure"])))
    return {"rank": _rounded(weights), "trust": _rounded(trust), "thresholds": thresholds}


def figures_of(found: Sequence[tuple[Asked, list[str], float]], sure: float) -> dict[str, float]:
    """Return the figures of ``support_answers evaluate``.

    ``hard_answered``: the share of shop matters without an article that would be answered as sure.
    """
    inside = [row for row in found if row[0].expect is not None]
    outside = [row for row in found if row[0].is_outside]
    hard = [row for row in found if row[0].expect is None and not row[0].is_outside]
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
            signs = ranking.confidence_signals(hits, each.reading)
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
    meaning = None
    if options.semantic:
        from support_plugin.answers.retrieval import semantic

        # Asked in every help centre again.
        semantic.vector_of = lru_cache(maxsize=None)(semantic.vector_of.__wrapped__)
        semantic.embed = lru_cache(maxsize=None)(semantic.embed)
        meaning = semantic.meaning_of_texts
    written = json.loads(WRITTEN.read_text(encoding="utf-8"))
    kind = "semantic" if options.semantic else "lexical"
    written[kind] = calibrate(ask_all(meaning), options.semantic)
    WRITTEN.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(written[kind], indent=1))


if __name__ == "__main__":
    main()

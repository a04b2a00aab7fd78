"""``python -m tools.answers.calibrate ARTICLES QUESTIONS …``: weights and thresholds of the retrieval.

Pairs of files, in the form of ``support_answers import`` and ``evaluate``. Writes data/calibration.json.
Never run it with questions by which the retrieval is judged afterwards.
"""

import argparse
import json
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from support_plugin.answers.retrieval import ranking
from support_plugin.answers.retrieval.index import Index
from support_plugin.answers.retrieval.passages import Passage, Result
from support_plugin.answers.retrieval.words import LANGUAGES
from tools.paths import ROOT

WRITTEN = ROOT / "support_plugin" / "answers" / "retrieval" / "data" / "calibration.json"
RANKED = (
    "concepts", "related", "words", "letters", "covered", "mentioned", "answered", "fused", "semantic"
)  # fmt: skip
TRUSTED = (
    "score", "lead", "concepts", "words", "letters", "covered", "mentioned", "known", "short", "long",
    "foreign", "corrected", "semantic",
)  # fmt: skip
# Of the questions out of scope, how many may be answered; of the answers, how many must be right.
MOST_ANSWERED, LEAST_RIGHT = 0.0125, 0.95
Features = Mapping[str, float]


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


def ask_all(pairs: Iterable[tuple[str, str]], similarity: Any) -> list[tuple[dict[str, Any], Result, Any]]:
    """Return each question with its result and its reading, asked with the other wordings and without."""
    asked = []
    for articles, questions in pairs:
        read = [json.loads(Path(path).read_text(encoding="utf-8")) for path in (articles, questions)]
        for with_others in (True, False):
            for language in LANGUAGES:
                index = Index(language, passages_of(read[0], language, with_others), similarity=similarity)
                for question in read[1]:
                    if question["language"] == language:
                        text = question["text"]
                        reading = index.read_question(text)
                        asked.append((question, index.search(text), reading))
    return asked


def fit_ranking(lists: Sequence[tuple[list[Features], int]], names: Sequence[str]) -> dict[str, float]:
    """Return weights by which the right one of each list comes first (softmax, gradient descent)."""
    weights = dict.fromkeys(names, 1.0)
    step, decay = 3.0, 0.002
    for _round in range(250):
        slope = dict.fromkeys(names, 0.0)
        for candidates, right in lists:
            values = [sum(weights[name] * each.get(name, 0.0) for name in names) for each in candidates]
            most = max(values)
            parts = [math.exp(value - most) for value in values]
            total = sum(parts)
            for number, (each, part) in enumerate(zip(candidates, parts, strict=True)):
                error = (number == right) - part / total
                for name in names:
                    slope[name] += error * each.get(name, 0.0)
        for name in names:
            moved = weights[name] + step * (slope[name] / len(lists) - decay * weights[name])
            weights[name] = max(0.0, moved)
    return weights


def fit_trust(examples: Sequence[tuple[Features, bool]], names: Sequence[str]) -> dict[str, float]:
    """Return weights that tell right first hits from all others (logistic regression)."""
    weights = dict.fromkeys((*names, "bias"), 0.0)
    for _round in range(1500):
        slope = dict.fromkeys(weights, 0.0)
        for signs, is_right in examples:
            value = sum(weights[name] * signs.get(name, 0.0) for name in names) + weights["bias"]
            error = is_right - 1 / (1 + math.exp(-max(-40.0, min(40.0, value))))
            for name in names:
                slope[name] += error * signs.get(name, 0.0)
            slope["bias"] += error
        for name in weights:
            shrink = 0.0 if name == "bias" else 0.001 * weights[name]
            weights[name] += 0.5 * (slope[name] / len(examples) - shrink)
    return weights


def thresholds_of(found: Sequence[tuple[float, bool, bool]]) -> dict[str, float]:
    """Return the lowest thresholds that keep the bounds, by (confidence, is right, is out of scope)."""
    outside = [confidence for confidence, _right, is_outside in found if is_outside]
    sure = 0.999
    for number in range(995, 300, -5):
        threshold = number / 1000
        answered = [
            right for confidence, right, is_outside in found if confidence >= threshold and not is_outside
        ]
        told = sum(confidence >= threshold for confidence in outside) / max(1, len(outside))
        if told > MOST_ANSWERED or (answered and sum(answered) / len(answered) < LEAST_RIGHT):
            break
        sure = threshold
    # As unsure, every second question out of scope may be met with a choice; fewer in scope with none.
    inside = sorted(confidence for confidence, _right, is_outside in found if not is_outside)
    return {"sure": sure, "unsure": round(min(sure, inside[int(len(inside) * 0.05)]), 3)}


def calibrate(asked: Sequence[tuple[dict[str, Any], Result, Any]], has_vectors: bool) -> dict[str, Any]:
    """Return weights and thresholds."""
    names = [name for name in RANKED if has_vectors or name != "semantic"]
    lists = []
    for question, result, _reading in asked:
        keys = [hit.passage.key for hit in result.hits]
        if question["expect"] in keys:
            lists.append(([hit.features for hit in result.hits], keys.index(question["expect"])))
    weights = fit_ranking(lists, names) | {"bias": -4.0}
    examples = []
    for question, result, reading in asked:
        hits = sorted(
            (ranking.rescored(hit, weights) for hit in result.hits),
            key=lambda hit: (-hit.score, hit.passage.key),
        )
        if hits:
            is_right = hits[0].passage.key == question["expect"]
            examples.append((ranking.signs_of(hits, reading), is_right, question["expect"] is None))
    trusted = [name for name in TRUSTED if has_vectors or name != "semantic"]
    confidences = cross_validated(examples, trusted)
    found = [(c, right, outside) for c, (_signs, right, outside) in zip(confidences, examples, strict=True)]
    trust = fit_trust([(signs, right) for signs, right, _outside in examples], trusted)
    return {"rank": _rounded(weights), "trust": _rounded(trust), "thresholds": thresholds_of(found)}


def cross_validated(examples: Sequence[tuple[Features, bool, bool]], names: Sequence[str]) -> list[float]:
    """Return each example's confidence by weights fitted to the other four fifths."""
    folds = [number % 5 for number in range(len(examples))]
    random.Random(7).shuffle(folds)  # noqa: S311
    confidences = [0.0] * len(examples)
    for fold in range(5):
        others = [(s, right) for (s, right, _o), each in zip(examples, folds, strict=True) if each != fold]
        weights = fit_trust(others, names)
        for number, (signs, _right, _outside) in enumerate(examples):
            if folds[number] == fold:
                value = sum(weights[name] * signs.get(name, 0.0) for name in names) + weights["bias"]
                confidences[number] = 1 / (1 + math.exp(-value))
    return confidences


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, 3) for name, weight in weights.items()}


def main() -> None:
    """Read the files, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", help="articles and questions, in turns")
    parser.add_argument("--semantic", action="store_true", help="for the extra, which must be installed")
    options = parser.parse_args()
    similarity = None
    if options.semantic:
        from support_plugin.answers.retrieval.semantic import similarity_of_texts

        similarity = similarity_of_texts
    pairs = list(zip(options.files[::2], options.files[1::2], strict=True))
    kind = "semantic" if options.semantic else "lexical"
    written = json.loads(WRITTEN.read_text(encoding="utf-8"))
    written[kind] = calibrate(ask_all(pairs, similarity), options.semantic)
    WRITTEN.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(written[kind], indent=1))


if __name__ == "__main__":
    main()

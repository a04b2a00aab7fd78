"""How good the search is, by questions whose right article is known."""

from collections.abc import Iterable
from typing import Any

from support_plugin.answers.queries import search
from support_plugin.answers.retrieval.passages import Outcome
from support_plugin.answers.retrieval.word_forms import LANGUAGES
from support_plugin.answers.transfer.entries import QuestionEntry


def evaluate(questions: Iterable[QuestionEntry], *, with_extra: bool = True) -> dict[str, dict[str, Any]]:
    """Return the figures of each language that has questions.

    ``hit1``, ``hit3``: shares of the questions in scope whose article comes first, or among the first three,
    whatever the outcome. ``answered``: share of them that is sure; ``precision``: share of the sure ones that
    is right. ``oos_answered``: share of the questions out of scope that is sure. None for a share of nothing.
    """
    asked = list(questions)
    found = {
        language: _figures([each for each in asked if each.language == language], with_extra)
        for language in LANGUAGES
    }
    return {language: figures for language, figures in found.items() if figures["questions"]}


def _figures(questions: list[QuestionEntry], with_extra: bool) -> dict[str, Any]:
    results = [(each, search(each.text, each.language, with_extra=with_extra)) for each in questions]
    inside = [
        ([hit.passage.key for hit in result.hits[:3]], each.expect, result.outcome)
        for each, result in results
        if each.expect is not None
    ]
    outside = [result.outcome for each, result in results if each.expect is None]
    sure = [keys[0] == expected for keys, expected, outcome in inside if outcome == Outcome.SURE]
    return {
        "hit1": _share([keys[:1] == [expected] for keys, expected, _outcome in inside]),
        "hit3": _share([expected in keys for keys, expected, _outcome in inside]),
        "answered": _share([outcome == Outcome.SURE for _keys, _expected, outcome in inside]),
        "precision": _share(sure),
        "oos_answered": _share([outcome == Outcome.SURE for outcome in outside]),
        "questions": len(inside) + len(outside),
        "in_scope": len(inside),
    }


def _share(values: list[bool]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None

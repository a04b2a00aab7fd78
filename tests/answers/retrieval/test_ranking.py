"""The figures of a passage count by whether its need is known."""

import pytest

from support_plugin.answers.retrieval.passages import Hit, Passage
from support_plugin.answers.retrieval.ranking import crossed, rescored

FIGURES = {"needed": 0.1, "words": 0.5, "letters": 0.8}


@pytest.mark.parametrize(("focus", "known", "rare"), [(1.0, 0.1, 0.0), (0.25, 0.025, 0.375)])
def test_where_a_need_is_known_it_counts_and_where_not_words_do(focus, known, rare):
    figures = crossed({**FIGURES, "focus": focus})
    assert figures["needed_known"] == pytest.approx(known)
    assert figures["words_rare"] == pytest.approx(rare)
    assert figures["likely"] == pytest.approx(2 / 3)
    assert {name: figures[name] for name in FIGURES} == FIGURES


def test_what_is_not_known_of_a_passage_is_not_crossed():
    assert "related_rare" not in crossed(FIGURES)


def test_a_score_is_of_the_crossed_figures():
    hit = Hit(Passage("key", "en", "?", "!"), 0.0, {**FIGURES, "focus": 0.0})
    weights = {"words_rare": 4.0, "bias": -2.0}
    assert rescored(hit, weights).score == pytest.approx(0.5)

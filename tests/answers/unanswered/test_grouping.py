"""Questions that mean the same are put together, in whatever order they come."""

import random
from datetime import UTC, datetime

import pytest

from support_plugin.answers.unanswered.grouping import Question, dice, group_questions

AT = datetime(2026, 6, 1, tzinfo=UTC)


def question(key, signs, need="", share=0.9, person=None, language="fa"):
    return Question(
        key, person or key, f"q{key}", language, AT, need, share if need else 0, frozenset(signs.split())
    )


def keys(questions):
    return [sorted(group.keys) for group in group_questions(questions)]


def test_the_same_need_with_a_word_in_common_is_one_group():
    some = [question(1, "a b c", "gift"), question(2, "a d e f", "gift"), question(3, "x y", "gift")]
    assert keys(some) == [[1, 2], [3]]


def test_without_a_leading_need_half_of_the_words_must_be_shared():
    some = [question(1, "a b c d"), question(2, "a b c e"), question(3, "a x y z")]
    assert keys(some) == [[1, 2], [3]]


def test_an_unlikely_need_does_not_lead():
    some = [question(1, "a b c", "gift", 0.2), question(2, "a d e f", "gift", 0.2)]
    assert keys(some) == [[1], [2]]


def test_another_language_is_another_group():
    assert len(keys([question(1, "a b"), question(2, "a b", language="ar")])) == 2


def test_nothing_to_compare_makes_no_group():
    assert keys([question(1, "")]) == []


def test_those_that_most_people_asked_come_first():
    many = [question(n, "x y", person=1) for n in range(1, 5)]
    some = [question(n, "a b") for n in range(5, 8)]
    assert keys(many + some) == [[5, 6, 7], [1, 2, 3, 4]]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_they_come_changes_nothing(seed):
    letters = "abcdefgh"
    chance = random.Random(seed)
    some = [
        question(n, " ".join(chance.sample(letters, 3)), chance.choice(["", "p", "q"])) for n in range(1, 80)
    ]
    before = keys(some)
    chance.shuffle(some)
    assert keys(some) == before
    assert sorted(key for group in before for key in group) == list(range(1, 80))


def test_wordings_are_of_different_people_and_different():
    same = [question(n, "a b c", person=n % 2 + 1) for n in range(1, 7)]
    (group,) = group_questions(same)
    assert {one.person for one in group.wordings(3)} == {1, 2}


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [("", "a", 0), ("a b", "a b", 1), ("a b", "b c", 0.5)],
    ids=["none", "all", "half"],
)
def test_likeness_is_the_share_of_words_in_common(one, other, value):
    assert dice(set(one.split()), set(other.split())) == value

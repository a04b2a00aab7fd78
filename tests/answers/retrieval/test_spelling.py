"""Mistyped and joined words are put right where a known word is near."""

import pytest

from support_plugin.answers.retrieval.spelling import Speller, grams, similarity

SPELLER = Speller(["delivery", "refund", "password", "card", "gift", "پرداخت", "سفارش", "order", "where"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("delivry", "delivery"),
        ("deilvery", "delivery"),
        ("refundd", "refund"),
        ("پرداحت", "پرداخت"),
        ("president", None),
        ("cad", None),
        ("xefund", None),
        ("re1und", None),
    ],
    ids=["left out", "swapped", "added", "changed", "far", "short", "first letter", "digit"],
)
def test_a_mistyped_word_is_the_nearest_known_one(typed, meant):
    assert SPELLER.correct(typed) == meant


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("giftcard", ["gift", "card"]),
        ("wheregiftcard", ["where", "gift", "card"]),
        ("giftless", None),
        ("gift", None),
    ],
)
def test_joined_words_are_parted(typed, parts):
    assert SPELLER.split(typed) == parts


def test_likeness_is_between_nothing_and_all():
    assert similarity(grams("refund", 3), grams("refund", 3)) == 1
    assert similarity(grams("refund", 3), grams("hours", 3)) == 0
    assert 0 < similarity(grams("refund", 3), grams("refunds", 3)) < 1
    assert similarity(set(), set()) == 0

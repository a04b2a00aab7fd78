"""The corpus of needs is halved the same way each time, and names articles that are there."""

import pytest

from support_plugin.answers.retrieval.data import read_data
from support_plugin.answers.retrieval.words import LANGUAGES
from tools.answers.corpus import half_of, questions_of, read_content, read_half


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_is_in_one_half(language):
    one, other = read_half(language, "A"), read_half(language, "B")
    for need, sentences in read_data(f"needs_{language}").items():
        assert sorted([*one[need], *other[need]]) == sorted(sentences)
        assert one[need]
        assert other[need]


def test_the_halves_stay_what_they_are():
    assert [half_of("delivery-cost", text) for text in ("how much", "free", "post")] == ["A", "A", "B"]


def test_needs_name_articles_of_the_demo():
    keys = {article["key"] for article in read_content("articles")}
    expected = read_content("needs")
    assert {key for key in expected.values() if key} <= keys
    assert set(expected) <= set(read_data("needs_en"))


def test_what_no_shop_is_asked_expects_nothing():
    outside = [each for each in questions_of("en", "B") if each["need"].startswith("x-")]
    assert outside
    assert all(each["expect"] is None for each in outside)

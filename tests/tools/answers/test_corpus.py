"""What the retrieval learns from: complete in all languages, and about articles that are there."""

import pytest

from support_plugin.answers.retrieval.needs import OUTSIDE, needs_of
from support_plugin.answers.retrieval.word_forms import LANGUAGES
from tools.answers.corpus import read_articles, read_needs, read_questions, read_sentences


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_there_twice_for_one_need(language):
    for need, sentences in read_sentences(language).items():
        assert len(set(sentences)) == len(sentences) >= 20, need


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weights_that_are_shipped_know_all_needs_of_the_sentences(language):
    assert needs_of(language).names == sorted(read_sentences(language))


def test_needs_name_articles_of_the_demo():
    keys = {article["key"] for article in read_articles()}
    expected = read_needs()
    assert {key for key in expected.values() if key} <= keys
    assert set(expected) <= set(needs_of("en").names)
    assert not any(need.startswith(OUTSIDE) for need, key in expected.items() if key)


def test_questions_expect_articles_of_the_demo():
    keys = {article["key"] for article in read_articles()}
    for question in read_questions():
        assert question["language"] in LANGUAGES
        assert question["expect"] is None or question["expect"] in keys

"""Words as they are compared: one spelling, one stem, and the forms that people use."""

import pytest

from support_plugin.answers.retrieval.word_forms import MAX_LETTERS, analyse, split_words, word_of


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fa", "می‌خوام", ["میخوام"]),
        ("fa", "می خوام", ["میخوام"]),
        ("fa", "نمی‌رسه", ["نمیرسه"]),
        ("fa", "کتاب‌ها", ["کتاب"]),
        ("fa", "خیلیییی كي", ["خیلی", "کی"]),
        ("ar", "المبلغُ ٣", ["المبلغ", "3"]),
        ("en", "Where’s my orderrrr?", ["wheres", "my", "orderr"]),
        ("en", "_ ! 😀", []),
    ],
    ids=["non-joiner", "space", "negated", "plural", "stretched", "marks", "apostrophe", "nothing"],
)
def test_texts_are_split_into_folded_words(language, text, words):
    assert split_words(text, language) == words


def test_a_long_text_is_cut():
    assert sum(map(len, split_words("ab " * MAX_LETTERS, "en"))) <= MAX_LETTERS


@pytest.mark.parametrize(
    ("language", "word", "other"),
    [
        ("fa", "سفارشتون", "سفارش"),
        ("ar", "وللتوصيل", "توصيل"),
        ("ar", "بيوصل", "وصل"),
        ("en", "refunds", "refund"),
    ],
)
def test_a_word_has_the_form_without_what_is_joined_to_it(language, word, other):
    folded = analyse(other, language)[0].folded
    assert folded in analyse(word, language)[0].forms


def test_latin_words_are_read_as_english_in_any_language():
    assert word_of("refunds", "fa").stem == "refund"


def test_a_small_word_has_no_other_forms():
    assert word_of("the", "en").forms == ("the",)

import pytest
from babel.messages.catalog import Message

from tools.catalogues.spellings import spelt_twice, translated_twice


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("fa", ("اینجا", "این‌جا")),
        ("ar", ("المتسوّق", "المتسوق")),
        ("ar", ("أرسلتَ", "أرسلت")),
        ("ar", ("التحقّق", "التحقق")),
    ],
)
def test_a_word_that_two_entries_spell_in_two_ways_is_found(language, texts):
    messages = [Message(str(number), text) for number, text in enumerate(texts)]
    assert len(list(spelt_twice(messages, language))) == 1


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("fa", ("اینجا", "آنجا")),
        # Passive and active, a case ending, and words that only a mark distinguishes.
        ("ar", ("تُعرض", "تعرض")),
        ("ar", ("يومًا", "يوما عمل")),
        ("ar", ("سجّل الدخول", "سجل المخزون")),
    ],
)
def test_words_that_only_look_alike_are_not(language, texts):
    messages = [Message(str(number), text) for number, text in enumerate(texts)]
    assert not list(spelt_twice(messages, language))


def test_both_forms_of_a_plural_are_read():
    message = Message(("one", "many"), ("اینجا", "این‌جا"))
    assert list(spelt_twice([message], "fa"))


def test_one_text_with_other_capitals_or_end_has_one_translation():
    messages = [Message("Total", "جمع کل"), Message("total:", "جمع:")]
    assert len(list(translated_twice(messages))) == 1
    assert not list(translated_twice([Message("Total", "جمع کل"), Message("total:", "جمع کل:")]))


def test_a_text_with_a_context_of_its_own_is_another_text():
    messages = [Message("Review", "بازبینی", context="checkout step"), Message("Review", "دیدگاه")]
    assert not list(translated_twice(messages))

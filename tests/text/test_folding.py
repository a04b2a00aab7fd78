"""One spelling for what people spell in several ways."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support_plugin.text.folding import fold, squeeze

LETTERS = st.text(
    st.sampled_from("ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیيىكةۀأإآؤئءـًٌٍَُِّْٰ\u200c\u200d\u200f ۰۹٠٩09aZßİ")
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علي", "علی"),
        ("موسى", "موسی"),
        ("كتاب", "کتاب"),
        ("خانۀ ما", "خانه ما"),
        ("خانهٔ ما", "خانه ما"),
        ("فاطمة", "فاطمه"),
        ("أحمد", "احمد"),
        ("إسلام", "اسلام"),
        ("آرش", "ارش"),
        ("مسؤول", "مسوول"),
        ("مُحَمَّد", "محمد"),
        ("ســـلام", "سلام"),
        ("می\u200cروم", "می روم"),
        ("کد ۱۲۳", "کد 123"),
        ("كود ١٢٣", "کود ۱۲۳"),
        ("ﺳﻼﻡ", "سلام"),
        ("ALI", "ali"),
        ("\u202bعلی\u202c", "علی"),
        ("  دو   فاصله ", "دو فاصله"),
    ],
)
def test_two_spellings_of_one_word_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("بار", "پار"), ("کره", "گره"), ("علی", "عالی"), ("۱۲", "۲۱"), ("رز", "رژ")]
)
def test_different_words_stay_different(one, other):
    assert fold(one) != fold(other)


@given(LETTERS | st.text())
@example("ءً a")
@example("ﷺ")
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(LETTERS)
def test_the_form_of_the_characters_makes_no_difference(text):
    assert {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")} == {
        fold(text)
    }


@given(LETTERS, LETTERS)
def test_a_word_found_in_a_text_is_found_in_the_folded_text(word, rest):
    assert fold(word) in fold(f"{rest} {word} {rest}")


def test_a_folded_text_is_not_much_longer_than_the_text():
    for letter in ("\ufdfa", "\u0390", "\u33c6", "\ufb04", "\u0344"):
        assert len(squeeze(letter * 4000)) <= 8100


@given(st.text(st.sampled_from("\ufdfa\ufdfb\u0390ß\u0344\u0f73\uff9e\u0301\u0323ا َ\u200ca"), max_size=200))
def test_folding_twice_is_folding_once_where_the_text_is_cut(text):
    assert fold(fold(text)) == fold(text)
    assert squeeze(squeeze(text)) == squeeze(text)


def test_marks_beyond_reason_cost_no_quadratic_time():
    # 60,000 marks in the wrong order took 13 s to sort.
    for marks in ("\u0301\u0323", "\u0344\u0323", "\u0f73\u0f71", "\uff9e\u0301", "\u064f\u0301"):
        assert len(fold("a" + marks * 30_000)) <= 64

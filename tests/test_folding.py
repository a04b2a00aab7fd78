"""One spelling for what people spell in several ways."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support_plugin.folding import fold

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

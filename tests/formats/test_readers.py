"""Which digits and which calendar whose readers see."""

import pytest

from support_plugin.formats.numbers import in_readers_digits
from support_plugin.formats.readers import current_reader

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    ("language", "digits", "tag"),
    [
        ("fa", "۱۲", "fa-u-ca-persian-nu-arabext"),
        ("fa-ir", "۱۲", "fa-ir-u-ca-persian-nu-arabext"),
        ("ar", "١٢", "ar-u-ca-gregory-nu-arab"),
        ("ar-sa", "١٢", "ar-sa-u-ca-gregory-nu-arab"),
        ("ar-ma", "12", "ar-ma-u-ca-gregory-nu-latn"),
        ("en", "12", "en"),
        ("en-gb", "12", "en-gb"),
        ("xx-unknown", "12", "xx-unknown"),
    ],
)
def test_readers_see_the_digits_of_their_language(prefer, read_in, language, digits, tag):
    assert read_in(language, in_readers_digits, 12) == digits
    assert read_in(language, current_reader).tag == tag


@pytest.mark.parametrize("language", ["ar", "ar-sa"])
def test_a_shop_of_the_gulf_shows_latin_digits(prefer, read_in, language):
    prefer(latin_digits=["ar"])
    assert read_in(language, in_readers_digits, 12) == "12"
    assert read_in("fa", in_readers_digits, 12) == "۱۲"
    assert read_in(language, current_reader).tag.endswith("-nu-latn")


@pytest.mark.parametrize(
    ("calendar", "tag"),
    [("hijri", "ar-u-ca-islamic-umalqura-nu-arab"), ("levantine", "ar-SY-u-ca-gregory-nu-arab")],
)
def test_browsers_are_given_the_arabic_calendar(prefer, read_in, calendar, tag):
    prefer(arabic_calendar=calendar)
    assert read_in("ar", current_reader).tag == tag


def test_a_shop_without_translation_is_english_whatever_its_language_is_called(settings, prefer):
    settings.USE_I18N = False
    settings.LANGUAGE_CODE = "fa"
    from django.utils.translation import trans_real

    trans_real._default = None
    assert current_reader().numbering == "latn"


def test_english_readers_cost_no_query(django_assert_num_queries, prefer, read_in):
    with django_assert_num_queries(0):
        read_in("en", in_readers_digits, 12)

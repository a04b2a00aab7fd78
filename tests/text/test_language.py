"""The language of the app's own words. Whole shops without translation: tests/languages/."""

import pytest
from django.utils import translation

from support_plugin.text.language import direction_of, language_of_words


@pytest.mark.parametrize("language", ["fa", "ar", "ar-iq", "en-gb"])
def test_the_words_are_in_the_pages_language(language):
    with translation.override(language):
        assert language_of_words() == language


def test_without_any_language_the_words_are_english():
    with translation.override(None):
        assert language_of_words() == "en"


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("fa", "rtl"),
        ("fa-af", "rtl"),
        ("ar-iq", "rtl"),
        ("he", "rtl"),
        ("en", "ltr"),
        ("xx", "ltr"),
        ("", "ltr"),
    ],
)
def test_the_direction_is_known_of_regions_and_of_languages_that_django_cannot_name(language, direction):
    assert direction_of(language) == direction

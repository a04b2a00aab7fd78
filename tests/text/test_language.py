"""The language of the app's own words. Whole shops without translation: tests/languages/."""

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy, gettext_noop

from support_plugin.text.language import (
    direction_of,
    language_choices,
    language_name,
    language_of_words,
)


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


MARKED = [("fa", "Persian"), ("ar-iq", "Arabic"), ("en-gb", "British English"), ("pt", "Portuguese")]


@pytest.mark.parametrize("page", ["fa", "en"])
def test_a_language_that_the_shop_only_marks_for_translation_is_called_as_in_itself(settings, page):
    settings.LANGUAGES = [(code, gettext_noop(name)) for code, name in MARKED]
    with translation.override(page):
        names = ["فارسی", "العربيّة", "British English", "Português"]
        assert language_choices() == list(zip(dict(MARKED), names, strict=True))


def test_a_name_that_the_shop_wrote_stays(settings):
    settings.LANGUAGES = [("fa", "Farsi"), ("ar", "العربية"), ("xx", "Ours"), ("de", gettext_lazy("German"))]
    with translation.override("fa"):
        assert [name for _code, name in language_choices()] == ["Farsi", "العربية", "Ours", "آلمانی"]


def test_a_language_that_the_shop_has_not_is_named_if_django_can(settings):
    settings.LANGUAGES = [("fa", "فارسی")]
    assert [language_name(code) for code in ("de", "xx", "")] == ["Deutsch", "xx", ""]

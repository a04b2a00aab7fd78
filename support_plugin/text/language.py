"""In which language the app's own words come out, and which way they run."""

from django.conf import settings
from django.utils.translation import get_language


def language_of_words() -> str:
    """Return the code of the language in which texts come out now, such as ``fa`` or ``ar-iq``.

    English in a shop with ``USE_I18N = False``, whatever its LANGUAGE_CODE says: Django translates nothing
    there.
    """
    language = get_language() or "en"
    return language if settings.USE_I18N or language.startswith("en") else "en"


def direction_of(language: str) -> str:
    """Return ``rtl`` or ``ltr``; for languages that Django has no name for, too."""
    return "rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"


def is_right_to_left() -> bool:
    """Return whether the language of the words runs from right to left."""
    return direction_of(language_of_words()) == "rtl"

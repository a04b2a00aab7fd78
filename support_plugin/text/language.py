"""In which language the app's own words come out, which way they run, and what languages are called."""

from collections.abc import Collection

from django.conf import settings
from django.utils.translation import get_language, get_language_info


def language_of_words() -> str:
    """Return the code of the language in which texts come out now, such as ``fa`` or ``ar-iq``.

    English in a shop with ``USE_I18N = False``, whatever its LANGUAGE_CODE says: Django translates nothing
    there.
    """
    language = get_language() or "en"
    return language if settings.USE_I18N or language.startswith("en") else "en"


def language_name(code: str) -> str:
    """Return what people read for a language's code: the name that the shop wrote, else its name in itself.

    Where LANGUAGES have Django's English names, as ``gettext_noop`` marks them, the shop wrote none. A code
    that neither the shop nor Django knows stands for itself.
    """
    written = dict(settings.LANGUAGES).get(code)
    try:
        known = get_language_info(code)
    except KeyError:
        return str(written or code)
    is_marked = isinstance(written, str) and written == known["name"]
    return str(known["name_local"] if written is None or is_marked else written)


def language_choices() -> list[tuple[str, str]]:
    """Return all LANGUAGES of the settings with their names, for a field or a filter."""
    return [(code, language_name(code)) for code, _written in settings.LANGUAGES]


def is_among(language: str, wanted: Collection[str]) -> bool:
    """Return whether a language or its base (``en`` for ``en-gb``) is among these; none are all."""
    return not wanted or language in wanted or language.split("-")[0] in wanted


def direction_of(language: str) -> str:
    """Return ``rtl`` or ``ltr``; for languages that Django has no name for, too."""
    return "rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"


def is_right_to_left() -> bool:
    """Return whether the language of the words runs from right to left."""
    return direction_of(language_of_words()) == "rtl"

"""What the readers of the active language are used to, as far as the admin has not chosen otherwise."""

from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import to_locale

from support_plugin.preferences.models import SupportSettings
from support_plugin.preferences.queries import get_preferences
from support_plugin.text.digits import ARABIC_INDIC, ASCII, PERSIAN
from support_plugin.text.language import language_of_words

ArabicCalendar = SupportSettings.ArabicCalendar
# CLDR's numbering systems, by the name that also browsers know.
_DIGITS = {"arabext": PERSIAN, "arab": ARABIC_INDIC, "latn": ASCII}
# CLDR's plain English is the American order of day and month.
_LOCALES = {"en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Reader:
    """How people read the active language.

    ``calendar`` is ``"persian"``, ``"islamic-umalqura"`` or ``"gregory"``, and ``numbering`` ``"arabext"``,
    ``"arab"`` or ``"latn"``: CLDR's names. ``locale`` is what Babel takes, ``tag`` what a browser's ``Intl``.
    """

    locale: str
    numbering: str
    calendar: str
    tag: str

    @property
    def digits(self) -> str:
        """The ten digits, from zero."""
        return _DIGITS[self.numbering]

    @property
    def has_own_digits(self) -> bool:
        """Whether they see other digits than ASCII ones."""
        return self.numbering != "latn"


def current_reader() -> Reader:
    """Return the readers of the active language. Costs no query but that of the preferences."""
    language = language_of_words()
    if language[:2] not in ("fa", "ar"):
        return _plain_reader(language)
    chosen = get_preferences()
    latin = language in chosen.latin_digits or language[:2] in chosen.latin_digits
    calendar = chosen.persian_calendar if language.startswith("fa") else chosen.arabic_calendar
    return _make_reader(language, latin, calendar)


@cache
def _plain_reader(language: str) -> Reader:
    locale = _LOCALES.get(language) or to_locale(language)
    try:
        Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        locale = "en_GB"
    return Reader(locale, "latn", "gregory", language)


@cache
def _make_reader(language: str, latin: bool, calendar: str) -> Reader:
    own = "arabext" if language.startswith("fa") else _arabic_numbering(language)
    numbering = "latn" if latin else own
    # Syria's months are those of the Levant and Iraq.
    named = "ar-SY" if calendar == ArabicCalendar.LEVANTINE else language
    system = {"jalali": "persian", "hijri": "islamic-umalqura"}.get(calendar, "gregory")
    tag = f"{named}-u-ca-{system}-nu-{numbering}"
    return Reader(_known_locale(named), numbering, system, tag)


def _arabic_numbering(language: str) -> str:
    # Without a country, the Mashriq's own digits; the Maghreb and the Emirates write Latin ones.
    if language == "ar":
        return "arab"
    numbering = Locale.parse(_known_locale(language)).default_numbering_system
    return numbering if numbering in _DIGITS else "arab"


def _known_locale(language: str) -> str:
    locale = to_locale(language)
    try:
        return str(Locale.parse(locale))
    except (UnknownLocaleError, ValueError):
        return locale[:2]

"""Weeks as CLDR knows them of the reader's country."""

from babel import Locale
from babel.core import get_global

from support_plugin.formats.readers import current_reader


def first_weekday() -> int:
    """Return the day with which the reader's week starts, Monday = 0: Saturday in Iran and in Egypt."""
    return _locale().first_week_day


def weekend() -> list[int]:
    """Return the days on which the reader's country rests, Monday = 0."""
    locale = _locale()
    length = (locale.weekend_end - locale.weekend_start) % 7 + 1
    return [(locale.weekend_start + number) % 7 for number in range(length)]


def _locale() -> Locale:
    locale = Locale.parse(current_reader().locale)
    if locale.territory:
        return locale
    # The country with most speakers: Iran for Persian, Egypt for Arabic.
    return Locale.parse(get_global("likely_subtags").get(locale.language, "en_GB"))

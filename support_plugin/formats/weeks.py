"""Weeks as CLDR knows them of the reader's country."""

from datetime import date, timedelta

from babel import Locale
from babel.core import get_global
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin.formats.readers import current_reader


class Weekday(models.IntegerChoices):
    """The days of the week, in the order of Persian and Arabic calendars."""

    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")


def first_weekday() -> int:
    """Return the day with which the reader's week starts, Monday = 0: Saturday in Iran and in Egypt."""
    return _locale().first_week_day


def week_start(day: date) -> date:
    """Return the first day of the reader's week in which a day lies."""
    return day - timedelta(days=(day.weekday() - first_weekday()) % 7)


def weekend() -> list[int]:
    """Return the days on which the reader's country rests, Monday = 0."""
    return weekend_of(_locale())


def weekend_of(locale: Locale) -> list[int]:
    """Return the days on which a locale's country rests, Monday = 0: in Iran [4], in Dubai [5, 6]."""
    length = (locale.weekend_end - locale.weekend_start) % 7 + 1
    return [(locale.weekend_start + number) % 7 for number in range(length)]


def _locale() -> Locale:
    return with_country(current_reader().locale)


def with_country(name: str) -> Locale:
    """Return the locale of this name; where it names no country, that with most speakers: Iran, Egypt."""
    locale = Locale.parse(name)
    if locale.territory:
        return locale
    return Locale.parse(get_global("likely_subtags").get(locale.language, "en_GB"))

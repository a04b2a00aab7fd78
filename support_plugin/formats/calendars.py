"""The Jalali and the Hijri calendar, for display and for what people type; the database stays Gregorian.

Jalali as Iran's civil calendar has it (``jdatetime``); Hijri as Saudi Arabia's Umm al-Qura has it
(``hijridate``, from 1924 to 2077: beyond that nobody knows it).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

import jdatetime
from babel.dates import get_month_names
from hijridate import Gregorian, Hijri

from support_plugin.formats.readers import current_reader

PERSIAN, HIJRI, GREGORIAN = "persian", "islamic-umalqura", "gregory"
HIJRI_YEARS = (1343, 1500)  # hijridate's tables


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day by its numbers in a calendar, which are its own: a Hijri year may come with Gregorian months."""

    year: int
    month: int
    day: int
    month_name: str
    days_in_month: int
    day_of_year: int


def in_readers_calendar(day: date) -> CalendarDay:
    """Return a Gregorian day as the active language's readers name it."""
    reader = current_reader()
    try:
        return in_calendar(day, reader.calendar, reader.locale)
    except (OverflowError, ValueError):  # long before or after what the calendar knows
        return in_calendar(day, GREGORIAN, reader.locale)


def month_start(day: date) -> date:
    """Return the first day of the reader's month in which a day lies."""
    return day - timedelta(days=in_readers_calendar(day).day - 1)


@lru_cache(maxsize=1000)
def in_calendar(day: date, calendar: str, locale: str) -> CalendarDay:
    """Return a Gregorian day in a calendar; ValueError or OverflowError beyond what the calendar knows.

    ``locale`` is the language of Gregorian months.
    """
    if calendar == PERSIAN:
        return _in_jalali(day)
    return _in_hijri(day) if calendar == HIJRI else _in_gregorian(day, locale)


def from_calendar(year: int, month: int, day: int, calendar: str) -> date:
    """Return the Gregorian day of a day in a calendar; ValueError for a day that there is not."""
    try:
        if calendar == PERSIAN:
            return jdatetime.date(year, month, day).togregorian()
        if calendar == HIJRI:
            return date(*Hijri(year, month, day).to_gregorian().datetuple())
        return date(year, month, day)
    except OverflowError as error:
        raise ValueError(str(error)) from error


def days_in_month(year: int, month: int, calendar: str) -> int:
    """Return how many days a month has; ValueError for a month that there is not."""
    if calendar == GREGORIAN:
        return monthrange(year, month)[1]
    following = (year + month // 12, month % 12 + 1)
    first, next_first = (from_calendar(*each, 1, calendar) for each in ((year, month), following))
    return (next_first - first).days


@cache
def hijri_months() -> dict[str, Any]:
    """Return all Hijri months, for the browser, whose own table may be another one.

    ``year``: the first year; ``first``: its first day, counted from 1970; ``lengths``: a digit for each
    month, its number of days less 28.
    """
    first, last = HIJRI_YEARS
    day = from_calendar(first, 1, 1, HIJRI)
    months = (Hijri(year, month, 1) for year in range(first, last + 1) for month in range(1, 13))
    lengths = "".join(str(month.month_length() - 28) for month in months)
    return {"year": first, "first": (day - date(1970, 1, 1)).days, "lengths": lengths}


def _in_jalali(day: date) -> CalendarDay:
    found = jdatetime.date.fromgregorian(year=day.year, month=day.month, day=day.day)
    name = jdatetime.date.j_months_fa[found.month - 1]
    days = days_in_month(found.year, found.month, PERSIAN)
    return CalendarDay(found.year, found.month, found.day, name, days, found.yday())


def _in_hijri(day: date) -> CalendarDay:
    found = Gregorian(day.year, day.month, day.day).to_hijri()
    first = date(*Hijri(found.year, 1, 1).to_gregorian().datetuple())
    passed = (date(day.year, day.month, day.day) - first).days + 1
    name = found.month_name("ar")
    return CalendarDay(found.year, found.month, found.day, name, found.month_length(), passed)


def _in_gregorian(day: date, locale: str) -> CalendarDay:
    name = get_month_names("wide", "format", locale)[day.month]
    days = days_in_month(day.year, day.month, GREGORIAN)
    return CalendarDay(day.year, day.month, day.day, name, days, day.timetuple().tm_yday)

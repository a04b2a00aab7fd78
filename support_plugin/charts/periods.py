"""Days, weeks and months of the reader's calendar, and hours: what a chart over time has side by side."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from django.utils.translation import gettext, pgettext

from support_plugin.formats.calendars import in_readers_calendar, month_start
from support_plugin.formats.dates import describe_month, describe_month_day, format_date, format_time
from support_plugin.formats.weeks import week_start
from support_plugin.text.bidi import isolate

Unit = Literal["hour", "day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Period:
    """A day, week or month; ``first`` and ``last`` are its first and its last day.

    Its names are those of the language that is active when they are asked for.
    """

    first: date
    last: date
    unit: Unit

    @property
    def label(self) -> str:
        """Its name at an axis, such as "5 Nov", "Nov 2026"; a week has that of its first day."""
        return describe_month(self.first) if self.unit == "month" else describe_month_day(self.first)

    @property
    def name(self) -> str:
        """Its full name, such as "Nov. 5, 2026", "Nov 2026"; a week by its first and its last day."""
        if self.unit == "month":
            return self.label
        if self.unit == "day":
            return format_date(self.first)
        ends = {"low": isolate(format_date(self.first)), "high": isolate(format_date(self.last))}
        return gettext("%(low)s–%(high)s") % ends


@dataclass(frozen=True, slots=True)
class HourOfDay:
    """An hour of the clock, 0–23, whatever the day. Its names are as those of a period."""

    hour: int
    unit: Unit = "hour"

    @property
    def label(self) -> str:
        """When it begins, such as "9:00"."""
        return format_time(time(self.hour))

    @property
    def name(self) -> str:
        """From when to when, such as "9:00–10:00"."""
        ends = {"low": isolate(self.label), "high": isolate(format_time(time((self.hour + 1) % 24)))}
        return gettext("%(low)s–%(high)s") % ends


def hours_of_day() -> list[HourOfDay]:
    """Return the hours of a day, from midnight on."""
    return [HourOfDay(hour) for hour in range(24)]


def days(first: date, last: date) -> list[Period]:
    """Return the days from the first to the last."""
    return _periods("day", first, last, lambda start: start)


def weeks(first: date, last: date) -> list[Period]:
    """Return the reader's weeks in which these days lie: whole ones, from Saturday to Friday in Iran."""
    return _periods("week", week_start(first), last, lambda start: start + timedelta(days=6))


def months(first: date, last: date) -> list[Period]:
    """Return the reader's months in which these days lie: whole ones."""
    return _periods("month", month_start(first), last, _month_end)


def unit_name(unit: Unit) -> str:
    """Return the heading of a column of such periods."""
    names = {
        "hour": gettext("Hour"),
        "day": pgettext("a period", "Day"),
        "week": pgettext("a period", "Week"),
    }
    return names.get(unit) or pgettext("a period", "Month")


def _periods(unit: Unit, start: date, last: date, end_of: Callable[[date], date]) -> list[Period]:
    found = []
    while start <= last:
        end = end_of(start)
        found.append(Period(start, end, unit))
        start = end + timedelta(days=1)
    return found


def _month_end(start: date) -> date:
    # From the day itself: at the end of the Hijri tables a month may begin with another day than the first.
    own = in_readers_calendar(start)
    return start + timedelta(days=own.days_in_month - own.day)

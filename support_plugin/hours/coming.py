"""The days to come of a schedule, for reading."""

from datetime import timedelta

from babel.lists import format_list
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.formats.dates import describe_date, format_time
from support_plugin.formats.readers import current_reader
from support_plugin.hours.holidays import holidays_of
from support_plugin.hours.rules import Calendar, Range
from support_plugin.text.bidi import isolate


def describe_range(found: Range) -> str:
    """Return a range for reading, such as "9:00–13:00"."""
    return isolate(f"{format_time(found.opens)}–{format_time(found.closes)}")


def coming_days(calendar: Calendar, country: str, number: int) -> list[tuple[str, str]]:
    """Return so many days from today on, each with its hours, a public holiday's name behind them.

    ``country``: whose holidays are named. Days and hours are those of the calendar's own zone.
    """
    today = clock.local(clock.now(), calendar.zone).date()
    found = []
    for day in (today + timedelta(days=later) for later in range(number)):
        ranges = sorted(calendar.ranges_of(day), key=lambda one: one.opens)
        texts = [describe_range(one) for one in ranges]
        hours = format_list(texts, style="unit", locale=current_reader().locale) or _("closed")
        holiday = holidays_of(country, day.year).get(day, "") if day not in calendar.special else ""
        found.append((describe_date(day), f"{hours} ({isolate(holiday)})" if holiday else hours))
    return found

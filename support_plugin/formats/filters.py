"""A filter of Django admin's lists by days, months and years of the reader's calendar.

In place of ``date_hierarchy``, whose months are Gregorian. To be drawn, it asks the database nothing.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.admin import DateFieldListFilter
from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.formats.calendars import in_readers_calendar, month_start
from support_plugin.formats.dates import format_date

# Months by name, after this one and the last.
_OLDER = 10
# What a link is called, its first day, and the day after its last one.
Span = tuple[Any, date, date]


class ReadersDateFilter(DateFieldListFilter):
    """Django's filter with the months that the reader knows, a year of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_date, *others = self.links
        has_date = [link for link in others if self.lookup_kwarg_since not in link[1]]
        self.links = (any_date, *map(self._link, spans(clock.today())), *has_date)

    def _link(self, span: Span) -> Any:
        title, first, after = span
        ends = {self.lookup_kwarg_since: self._start(first), self.lookup_kwarg_until: self._start(after)}
        return title, ends

    def _start(self, day: date) -> date:
        # Each midnight by itself: summer time may begin between two of them.
        is_moment = isinstance(self.field, models.DateTimeField)
        return clock.start_of(day) if is_moment else day


def spans(today: date) -> Iterator[Span]:
    """Yield what can be chosen: days, months and years around a day, and the months before, by name."""
    tomorrow = today + timedelta(days=1)
    month, year = _month_start(today), _year_start(today)
    last_month, last_year = _month_start(month, before=1), _year_start(year, before=1)
    yield _("Today"), today, tomorrow
    yield _("Past 7 days"), today - timedelta(days=7), tomorrow
    yield _("This month"), month, _month_start(month, before=-31)
    yield _("Last month"), last_month, month
    yield _("This year"), year, _year_start(year, before=-370)
    yield _("Last year"), last_year, year
    month = last_month
    for _number in range(_OLDER):
        month, after = _month_start(month, before=1), month
        yield format_date(month, "F Y"), month, after


def _month_start(day: date, before: int = 0) -> date:
    """Return the first day of the month in which the day so many days before lies."""
    return month_start(day - timedelta(days=before))


def _year_start(day: date, before: int = 0) -> date:
    day -= timedelta(days=before)
    return day - timedelta(days=in_readers_calendar(day).day_of_year - 1)

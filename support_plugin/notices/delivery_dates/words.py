"""Delivery dates in words."""

from datetime import date, timedelta
from functools import lru_cache

from django.core.signals import setting_changed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.formats.calendars import in_readers_calendar
from support_plugin.formats.dates import describe_short_date
from support_plugin.formats.readers import Reader, current_reader


def describe_near_date(day: date, today: date, *, names_month: bool = True) -> str:
    """Return "today", "tomorrow" or the date."""
    if day == today:
        return _("today")
    if day == today + timedelta(days=1):
        return _("tomorrow")
    return describe_short_date(day, names_month=names_month)


def describe_dates(dates: tuple[date, date] | None, today: date | None = None) -> str:
    """Return "Tue 24 Nov – Thu 26 Nov", one day where both are the same; "" for None.

    Where a language has no short names, a month that both days share is named once.
    """
    if dates is None:
        return ""
    return _describe(*dates, today or clock.shop_day(), current_reader(), get_language())


@lru_cache(maxsize=1000)
def _describe(start: date, end: date, today: date, _reader: Reader, _language: str | None) -> str:
    """Return the span in words; the active language and its readers are the same for the same arguments."""
    own = [in_readers_calendar(day) for day in (start, end)]
    is_one_month = (own[0].year, own[0].month) == (own[1].year, own[1].month)
    last = describe_near_date(end, today)
    if start == end:
        return last
    first = describe_near_date(start, today, names_month=not is_one_month)
    return _("%(first)s – %(last)s") % {"first": first, "last": last}


def _forget(**kwargs: object) -> None:
    _describe.cache_clear()


setting_changed.connect(_forget, dispatch_uid="support_plugin.notices.delivery_dates.words")

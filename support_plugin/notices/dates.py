"""Dates in the reader's calendar and words."""

from datetime import date, timedelta

import jdatetime
from babel import UnknownLocaleError
from babel.dates import format_skeleton
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from support_plugin.digits import in_readers_digits

# CLDR's plain English is the American order.
_LOCALES = {"en": "en_GB"}


def describe_date(day: date) -> str:
    """Return a day such as "Tuesday 24 November": Jalali in Persian, Gregorian in other languages."""
    language = get_language() or "en"
    if language.startswith("fa"):
        return _describe_jalali(day)
    try:
        words = format_skeleton("MMMMEEEEd", day, locale=_LOCALES.get(language, to_locale(language)))
    except UnknownLocaleError:
        words = format_skeleton("MMMMEEEEd", day, locale="en_GB")
    return in_readers_digits(words)


def _describe_jalali(day: date) -> str:
    jalali = jdatetime.date.fromgregorian(date=day)
    weekday, month = jalali.j_weekdays_fa[jalali.weekday()], jalali.j_months_fa[jalali.month - 1]
    return f"{weekday} {in_readers_digits(jalali.day)} {month}"


def describe_near_date(day: date, today: date) -> str:
    """Return "today", "tomorrow" or the date."""
    if day == today:
        return _("today")
    return _("tomorrow") if day == today + timedelta(days=1) else describe_date(day)


def describe_span(dates: tuple[date, date] | None, today: date | None = None) -> str:
    """Return "Tuesday 24 November – Thursday 26 November", one day where both are the same; "" for None."""
    if dates is None:
        return ""
    today = today or timezone.localdate(timezone=timezone.get_default_timezone())
    first, last = (describe_near_date(day, today) for day in dates)
    return first if first == last else _("%(first)s – %(last)s") % {"first": first, "last": last}

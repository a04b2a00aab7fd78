"""Days of delivery in the reader's words."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.formats.dates import describe_date


def describe_near_date(day: date, today: date) -> str:
    """Return "today", "tomorrow" or the date."""
    if day == today:
        return _("today")
    return _("tomorrow") if day == today + timedelta(days=1) else describe_date(day)


def describe_span(dates: tuple[date, date] | None, today: date | None = None) -> str:
    """Return "Tuesday 24 November – Thursday 26 November", one day where both are the same; "" for None."""
    if dates is None:
        return ""
    today = today or clock.shop_day()
    first, last = (describe_near_date(day, today) for day in dates)
    return first if first == last else _("%(first)s – %(last)s") % {"first": first, "last": last}

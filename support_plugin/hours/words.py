"""When somebody is back, in the reader's language, zone, calendar and digits."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.formats.dates import describe_date, format_date, format_time

WEEK = timedelta(days=6)


def describe_opening(opens_at: datetime, now: datetime | None = None) -> str:
    """Return a sentence such as "Back tomorrow at 9:00", in the active time zone."""
    local, today = clock.local(opens_at), clock.local(now or clock.now()).date()
    at = format_time(local)
    if local.date() == today:
        return _("Back today at %(time)s") % {"time": at}
    if local.date() == today + timedelta(days=1):
        return _("Back tomorrow at %(time)s") % {"time": at}
    day = format_date(local, "l") if local.date() - today <= WEEK else describe_date(local.date())
    return _("Back on %(day)s at %(time)s") % {"day": day, "time": at}

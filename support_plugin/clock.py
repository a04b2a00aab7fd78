"""Times: now, today, in a zone, for JSON; the same calls with ``USE_TZ`` on and off.

The only module that uses ``django.utils.timezone``. A project with ``USE_TZ = False`` stores naive times in
its ``TIME_ZONE``, and most of Django's helpers refuse those. Here a naive time is read in ``TIME_ZONE``.
"""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, tzinfo
from typing import cast

from django.conf import settings
from django.utils import timezone
from django.utils.timezone import now as now  # as the models store it: aware under USE_TZ, else naive


def aware(moment: datetime) -> datetime:
    """Return a time with its zone."""
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment, shop_zone())


def stored(moment: datetime) -> datetime:
    """Return an aware time as models store it: without a zone in projects with ``USE_TZ = False``."""
    return moment if settings.USE_TZ else timezone.make_naive(moment, shop_zone())


def shop_zone() -> tzinfo:
    """Return the project's time zone."""
    return cast(tzinfo, timezone.get_default_timezone())


def active_zone() -> tzinfo:
    """Return the reader's time zone where one is active, else the project's."""
    return cast(tzinfo, timezone.get_current_timezone())


def active_zone_name() -> str:
    """Return the name of ``active_zone()``, such as "Asia/Tehran"."""
    return str(timezone.get_current_timezone_name())


def use_zone(zone: tzinfo | None) -> AbstractContextManager[None]:
    """Return a context in which this zone is active; None for the project's."""
    return cast(AbstractContextManager[None], timezone.override(zone))


def local(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """Return a time, aware, as clocks show it in a zone; by default in the active one.

    Templates show the result as it is, whatever ``USE_TZ`` says.
    """
    return aware(moment).astimezone(zone or active_zone())


def local_now() -> datetime:
    """Return the present time, aware, in the active zone."""
    return local(now())


def today() -> date:
    """Return the reader's day: that of the active zone."""
    return local_now().date()


def shop_day(moment: datetime | None = None) -> date:
    """Return the day on the shop's own calendar on which a time lies; by default the present one."""
    return local(moment or now(), shop_zone()).date()


def start_of(day: date) -> datetime:
    """Return a day's first moment in the active zone, to compare with what models store."""
    midnight = datetime.combine(day, time.min)
    return timezone.make_aware(midnight, active_zone()) if settings.USE_TZ else midnight


def to_json(moment: datetime) -> str:
    """Return a time for JSON and for machines that read HTML: ISO 8601, in UTC, with its zone."""
    return aware(moment).astimezone(UTC).isoformat()

"""Whether the shop answers now, and when it does again: its public departments, and who is there.

The chat is open as long as one public department is. Without any, or for those without hours, it is open as
long as somebody is there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.cache import HOURS, cached, watch
from support_plugin.chat.team.models import Department
from support_plugin.chat.team.presence import someone_is_there
from support_plugin.formats.dates import describe_zone
from support_plugin.hours import queries
from support_plugin.hours.words import describe_opening
from support_plugin.shop.places.offered import shipping_countries
from support_plugin.text.bidi import isolate


def public_departments() -> list[Department]:
    """Return the departments that shoppers see, in the admin's order; from the cache."""
    found: tuple[Department, ...] = cached("public departments", _read, (HOURS,))
    return list(found)


def is_open_now(department: Department | None = None, at: datetime | None = None) -> bool:
    """Return whether a department is open, or without one the chat; by default now.

    By their hours alone. Where nothing has hours: whether somebody is there, which is always said of now.
    """
    schedules = _schedules(department)
    if any(queries.is_open(schedule, at) for schedule in schedules if schedule):
        return True
    return None in schedules and someone_is_there()


def is_within_hours(department: Department | None = None, at: datetime | None = None) -> bool:
    """Return whether it is no closed time, by default now: where nothing has hours, no time is closed."""
    return any(queries.is_open(schedule, at) for schedule in _schedules(department))


def next_opening(department: Department | None = None, at: datetime | None = None) -> datetime | None:
    """Return when a closed department, or without one the chat, opens next, aware.

    None where it is open, and where nobody knows: without hours, or not within a year.
    """
    return opens_next(department, at)[0]


def opens_next(
    department: Department | None = None, at: datetime | None = None
) -> tuple[datetime | None, int]:
    """Return ``next_opening`` and the schedule that opens then."""
    if is_open_now(department, at):
        return None, 0
    schedules = [schedule for schedule in _schedules(department) if schedule]
    found = [(queries.next_opening(schedule, at), schedule) for schedule in schedules]
    known = [(moment, schedule) for moment, schedule in found if moment is not None]
    return min(known, default=(None, 0))


def away_text(department: Department | None = None) -> str:
    """Return what to show a shopper before they write: "" while somebody is there, else when they are back.

    In the active language and time zone. Whoever is there after hours answers all the same.
    """
    if someone_is_there():
        return ""
    opens_at = next_opening(department)
    return describe_opening(opens_at) if opens_at else _("Nobody is here right now")


def stored_away_text(department: Department | None = None) -> str:
    """Return ``away_text`` for a message that is stored, and read where and when nobody knows.

    In the zone of the hours, which is named where readers may be elsewhere.
    """
    opens_at, schedule = opens_next(department)
    if opens_at is None or someone_is_there():
        return away_text(department)
    with own_zone(schedule) as name:
        text = describe_opening(opens_at)
    return name_zone(text, name)


def name_zone(text: str, zone: str) -> str:
    """Return hours with the name of their time zone, if there is any to be named."""
    return _("%(hours)s (%(zone)s)") % {"hours": text, "zone": isolate(zone)} if zone else text


@contextmanager
def own_zone(schedule_id: int) -> Iterator[str]:
    """Have a schedule's time zone active; give its name in words, empty where all readers are in it.

    They may be elsewhere where the shop sends to several countries, or is itself in another zone.
    """
    calendar = queries.get_calendar(schedule_id)
    zone = calendar.zone if calendar else clock.shop_zone()
    with clock.use_zone(zone):
        is_home = str(zone) == str(clock.shop_zone())
        yield "" if is_home and len(shipping_countries()) < 2 else describe_zone()


def _schedules(department: Department | None) -> list[int | None]:
    departments = [department] if department else public_departments()
    return [one.schedule_id for one in departments] or [None]


def _read() -> tuple[Department, ...]:
    return tuple(Department.objects.filter(is_public=True).select_related("schedule"))


watch(HOURS, Department)

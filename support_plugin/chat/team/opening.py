"""Whether the shop answers now, and when it does again: its public departments, and who is there.

The chat is open as long as one public department is. Without any, or for those without hours, it is open as
long as somebody is there.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from support_plugin.cache import HOURS, cached, watch
from support_plugin.chat.team.models import Department
from support_plugin.chat.team.presence import someone_is_there
from support_plugin.hours import queries
from support_plugin.hours.words import describe_opening


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
    if is_open_now(department, at):
        return None
    found = [queries.next_opening(schedule, at) for schedule in _schedules(department) if schedule]
    return min((moment for moment in found if moment is not None), default=None)


def away_text(department: Department | None = None) -> str:
    """Return what to tell a shopper before they write: "" while somebody is there, else when they are back.

    In the active language and time zone. Whoever is there after hours answers all the same.
    """
    if someone_is_there():
        return ""
    opens_at = next_opening(department)
    return describe_opening(opens_at) if opens_at else _("Nobody is here right now")


def _schedules(department: Department | None) -> list[int | None]:
    departments = [department] if department else public_departments()
    return [one.schedule_id for one in departments] or [None]


def _read() -> tuple[Department, ...]:
    return tuple(Department.objects.filter(is_public=True).select_related("schedule"))


watch(HOURS, Department)

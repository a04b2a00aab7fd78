"""Schedules as they are asked."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from support_plugin import clock
from support_plugin.cache import HOURS, cached, watch
from support_plugin.hours.holidays import is_holiday
from support_plugin.hours.models import Schedule, SpecialHours, WeeklyHours
from support_plugin.hours.rules import Calendar, Range, no_holidays


def get_calendar(schedule_id: int | None) -> Calendar | None:
    """Return a schedule's rules, kept until they change; None for none, which never closes."""
    if schedule_id is None:
        return None
    found: Calendar | None = cached(("hours", schedule_id), lambda: _read(schedule_id), (HOURS,))
    return found


def is_open(schedule_id: int | None, at: datetime | None = None) -> bool:
    """Return whether a schedule is open, by default now; True for none."""
    calendar = get_calendar(schedule_id)
    return calendar is None or calendar.is_open(clock.aware(at or clock.now()))


def next_opening(schedule_id: int | None, at: datetime | None = None) -> datetime | None:
    """Return when a schedule opens next, aware; None where it is open, or not within a year."""
    calendar, moment = get_calendar(schedule_id), clock.aware(at or clock.now())
    if calendar is None or calendar.is_open(moment):
        return None
    return calendar.next_opening(moment)


def next_closing(schedule_id: int | None, at: datetime | None = None) -> datetime | None:
    """Return when an open schedule closes next, aware; None where it is closed, or not within a year."""
    calendar, moment = get_calendar(schedule_id), clock.aware(at or clock.now())
    if calendar is None or not calendar.is_open(moment):
        return None
    return calendar.next_closing(moment)


def make_calendar(schedule: Any, weekly: Any, special: Any) -> Calendar:
    """Return the rules of a schedule with these rows, stored or not."""
    week: dict[int, list[Range]] = defaultdict(list)
    for row in weekly:
        week[row.weekday].append(Range(row.opens, row.closes))
    days: dict[date, list[Range]] = {row.day: [] for row in special}
    for row in special:
        if row.opens is not None and row.closes is not None:
            days[row.day].append(Range(row.opens, row.closes))
    country = schedule.holidays_of
    holiday: Callable[[date], bool] = partial(is_holiday, country) if country else no_holidays
    return Calendar(ZoneInfo(schedule.time_zone), _frozen(week), _frozen(days), holiday)


def _frozen(ranges: dict[Any, list[Range]]) -> dict[Any, tuple[Range, ...]]:
    return {key: tuple(found) for key, found in ranges.items()}


def _read(schedule_id: int) -> Calendar | None:
    schedule = Schedule.objects.prefetch_related("weekly", "special").filter(pk=schedule_id).first()
    if schedule is None:
        return None
    return make_calendar(schedule, schedule.weekly.all(), schedule.special.all())


watch(HOURS, Schedule, WeeklyHours, SpecialHours)

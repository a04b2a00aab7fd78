"""When a message may be sent: within hours that are civil wherever its reader may be. Pure functions."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from support_plugin.hours.rules import Calendar, Range

FRIDAY = 4
# Where most people live, of countries so wide that hardly a moment is civil from end to end.
POPULOUS = {"FR": "Europe/Paris", "GB": "Europe/London", "RU": "Europe/Moscow", "US": "America/Chicago"}
# How far ahead an opening is looked for.
FURTHEST = timedelta(days=9)


@dataclass(frozen=True)
class Window:
    """From one time of day to a later one; on Fridays from ``fridays_from`` on, where given.

    Not on ``closed_days``, counted from Monday = 0.
    """

    opens: time = time(9)
    closes: time = time(21)
    fridays_from: time | None = None
    closed_days: frozenset[int] = frozenset()


def is_open(window: Window, country: str, at: datetime, shop_zone: str) -> bool:
    """Return whether a message may be sent at this moment, given with a zone; see :func:`next_opening`."""
    return next_opening(window, country, at, shop_zone) == at.astimezone(UTC)


def next_opening(window: Window, country: str, at: datetime, shop_zone: str) -> datetime | None:
    """Return the first moment from ``at`` on at which a message may be sent, in UTC; ``at`` itself if then.

    It is open in every zone of the reader's country (two letters), or in the shop's where none is known. In
    a country in which that is never so, the zone of the most people decides. None for none in nine days.
    """
    zones = zones_of(country, shop_zone)
    found = _open_in_all([_calendar(window, zone) for zone in zones], at)
    if found is None and len(zones) > 1:
        name = POPULOUS.get(country, zones[0].key)
        found = _open_in_all([_calendar(window, ZoneInfo(name))], at)
    return found


@cache
def zones_of(country: str, shop_zone: str) -> tuple[ZoneInfo, ...]:
    """Return the zones in which the reader may be. Source: CLDR's zones of territories, as Babel has them."""
    known = available_timezones()
    zones = get_global("territory_zones").get(country, ()) if country != "ZZ" else ()
    names = [name for name in zones if name in known]
    return tuple(map(ZoneInfo, names)) or (ZoneInfo(shop_zone),)


@cache
def _calendar(window: Window, zone: ZoneInfo) -> Calendar:
    week: dict[int, tuple[Range, ...]] = {day: (Range(window.opens, window.closes),) for day in range(7)}
    if window.fridays_from is not None:
        opens = max(window.opens, window.fridays_from)
        week[FRIDAY] = (Range(opens, window.closes),) if opens < window.closes else ()
    return Calendar(zone, week | dict.fromkeys(window.closed_days, ()))


def _open_in_all(calendars: list[Calendar], at: datetime) -> datetime | None:
    moment: datetime | None = at.astimezone(UTC)
    while moment is not None and moment <= at + FURTHEST:
        # Each opening found is the earliest that is left for all.
        before = moment
        for calendar in calendars:
            moment = moment and calendar.next_opening(moment)
        if moment == before:
            return moment
    return None

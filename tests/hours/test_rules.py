"""The rules say what a look at the clock, minute by minute, says."""

import os
import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from support_plugin.hours.rules import Calendar, Range
from tests.hours.oracle import Oracle

CASES = 100_000 if os.environ.get("SUPPORT_SOAK") == "1" else 2_000
ZONES = (
    "Asia/Tehran",
    "Asia/Riyadh",
    "Asia/Dubai",
    "Asia/Baghdad",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kabul",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "Atlantic/Azores",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Havana",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Antarctica/Troll",
    "UTC",
)
# Changes of clocks, and days around a year's end.
BUSY = [
    *(date(2026, month, day) for month, day in [(3, 8), (3, 27), (3, 29), (4, 5), (4, 24), (9, 27)]),
    *(date(2026, month, day) for month, day in [(10, 4), (10, 25), (10, 30), (11, 1), (12, 31)]),
    date(2011, 12, 29),
    date(2022, 9, 21),
]
MOST = 4 * 24 * 60


def a_time(chance):
    if chance.random() < 0.2:
        return time(0)
    if chance.random() < 0.4:
        return time(chance.choice([1, 2, 3]), chance.choice([0, 15, 30, 59]))
    return time(chance.randrange(24), chance.choice([0, 1, 30, 59]))


def some_ranges(chance):
    return [(a_time(chance), a_time(chance)) for _number in range(chance.choice([0, 1, 1, 2]))]


def a_case(chance):
    """Return a calendar of ours, the oracle of the same, and a moment."""
    zone = chance.choice(ZONES)
    day = chance.choice(BUSY) + timedelta(days=chance.choice([-1, 0, 0, 1]))
    week = {weekday: some_ranges(chance) for weekday in range(7)}
    near = [day + timedelta(days=offset) for offset in range(-2, 4)]
    special = {one: some_ranges(chance) for one in near if chance.random() < 0.2}
    holidays = {one for one in near if chance.random() < 0.2}
    ours = Calendar(
        ZoneInfo(zone),
        {weekday: tuple(Range(*times) for times in found) for weekday, found in week.items()},
        {one: tuple(Range(*times) for times in found) for one, found in special.items()},
        holidays.__contains__,
    )
    at = datetime.combine(day, time(), UTC) + timedelta(minutes=chance.randrange(-720, 2160))
    return ours, Oracle(zone, week, special, holidays), at


@pytest.mark.parametrize("part", range(4))
def test_they_agree_with_the_clock_on_the_wall(part):
    for number in range(part * CASES // 4, (part + 1) * CASES // 4):
        ours, oracle, at = a_case(random.Random(number))
        assert ours.is_open(at) is oracle.is_open(at), number
        if number % 8:
            continue
        for find, is_open in ((ours.next_opening, True), (ours.next_closing, False)):
            expected = oracle.first(at, is_open, MOST)
            found = find(at)
            if expected is None:
                assert found is None or found >= at + timedelta(minutes=MOST), number
            else:
                assert found == expected, number


def test_a_range_within_the_hour_that_is_left_out_never_comes():
    calendar = Calendar(
        ZoneInfo("Europe/Berlin"), {}, {date(2026, 3, 29): (Range(time(2, 15), time(2, 45)),)}
    )
    assert calendar.next_opening(datetime(2026, 3, 28, tzinfo=UTC)) is None


def test_an_opening_within_the_hour_that_is_left_out_comes_right_after():
    calendar = Calendar(ZoneInfo("Europe/Berlin"), {}, {date(2026, 3, 29): (Range(time(2, 30), time(8)),)})
    opening = calendar.next_opening(datetime(2026, 3, 28, tzinfo=UTC))
    assert opening == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_the_hour_that_comes_twice_is_open_twice():
    calendar = Calendar(ZoneInfo("Europe/Berlin"), {}, {date(2026, 10, 25): (Range(time(2), time(2, 30)),)})
    moments = [datetime(2026, 10, 25, hour, minute, tzinfo=UTC) for hour in (0, 1) for minute in (10, 40)]
    assert [calendar.is_open(moment) for moment in moments] == [True, False, True, False]


def test_what_never_opens_never_opens_and_what_never_closes_never_closes():
    whole = (Range(time(0), time(0)),)
    always = Calendar(ZoneInfo("Asia/Tehran"), dict.fromkeys(range(7), whole))
    never = Calendar(ZoneInfo("Asia/Tehran"), {})
    now = datetime(2026, 11, 28, tzinfo=UTC)
    assert always.next_closing(now) is None
    assert never.next_opening(now) is None

"""A message is sent within civil hours, wherever its reader may be: `SUPPORT_SOAK=1` tries 100,000 cases."""

import os
import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.core import get_global

from support_plugin.carts.reminders.decisions.windows import Window, is_open, next_opening, zones_of

LONG = os.environ.get("SUPPORT_SOAK") == "1"
SHOP = "Asia/Tehran"
COUNTRIES = [*get_global("territory_zones"), "", "ZZ"]
DAY = Window()


def at(*values, zone=SHOP):
    return datetime(*values, tzinfo=ZoneInfo(zone))


def closed_at_any(window, country, moment):
    """Return whether a clock of the country, read plainly, shows a time outside of the window."""
    for zone in zones_of(country, SHOP):
        wall = moment.astimezone(zone)
        opens = window.opens
        if wall.weekday() == 4 and window.fridays_from:
            opens = max(opens, window.fridays_from)
        if not (opens.hour * 60 + opens.minute <= wall.hour * 60 + wall.minute < window.closes.hour * 60):
            return True
    return False


def spans_too_much(window, country, moment):
    """Return whether the country is so wide that the window may have no moment in all of its zones."""
    offsets = [moment.astimezone(zone).utcoffset() for zone in zones_of(country, SHOP)]
    opens = max(filter(None, (window.opens, window.fridays_from)), default=window.opens)
    length = timedelta(hours=window.closes.hour - opens.hour, minutes=-opens.minute)
    return len(offsets) > 1 and max(offsets) - min(offsets) >= length - timedelta(hours=1)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at(2026, 11, 28, 8, 59, 59), at(2026, 11, 28, 9)),
        (at(2026, 11, 28, 9), at(2026, 11, 28, 9)),
        (at(2026, 11, 28, 20, 59, 59), at(2026, 11, 28, 20, 59, 59)),
        (at(2026, 11, 28, 21), at(2026, 11, 29, 9)),
    ],
)
def test_the_window_begins_to_the_second_and_its_end_is_outside(moment, opens):
    assert next_opening(DAY, "IR", moment, SHOP) == opens


def test_fridays_may_begin_later():
    window = Window(fridays_from=time(14))
    friday = at(2026, 11, 27, 10)
    assert not is_open(window, "IR", friday, SHOP)
    assert next_opening(window, "IR", friday, SHOP) == at(2026, 11, 27, 14)
    assert is_open(window, "IR", friday + timedelta(days=1), SHOP)


def test_the_readers_country_decides_not_the_shops():
    noon = at(2026, 11, 28, 12)
    assert not is_open(DAY, "US", noon, SHOP)
    assert is_open(DAY, "AE", noon, SHOP)


def test_a_window_that_is_over_before_fridays_begin_leaves_fridays_out():
    window = Window(time(9), time(9, 30), fridays_from=time(14))
    friday = at(2026, 11, 27, 10)
    assert next_opening(window, "IR", friday, SHOP) == at(2026, 11, 28, 9)


def test_in_a_country_too_wide_for_the_window_the_most_people_decide():
    window = Window(time(9), time(10))
    assert next_opening(window, "US", at(2026, 11, 28, 0), SHOP) == at(
        2026, 11, 28, 9, zone="America/Chicago"
    )


def test_an_opening_within_the_hour_that_clocks_leave_out_is_right_after_it():
    window = Window(time(2, 30), time(21))
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert next_opening(window, "DE", before, SHOP) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_no_case_is_outside_and_what_was_deferred_opens_as_soon_as_it_may():
    chance = random.Random(14)
    for number in range(100_000 if LONG else 1_500):
        country = chance.choice(COUNTRIES)
        fridays = time(chance.randrange(24)) if chance.random() < 0.3 else None
        window = Window(
            time(chance.randrange(12), chance.choice((0, 30))), time(chance.randrange(13, 24)), fridays
        )
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(3 * 366 * 24 * 60))
        opens = next_opening(window, country, moment, SHOP)
        assert opens is not None, (number, country, window, moment)
        if not spans_too_much(window, country, opens):
            assert not closed_at_any(window, country, opens), (number, country, window, moment)
        assert is_open(window, country, opens, SHOP)
        assert opens >= moment
        if opens > moment:
            # Not a minute before: looked at minute by minute, from the reader's own clock.
            looked = max(moment, opens - timedelta(minutes=chance.choice((1, 7, 90))))
            assert looked == opens or not is_open(window, country, looked, SHOP)

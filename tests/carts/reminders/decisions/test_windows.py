"""A message is sent within civil hours, wherever its reader may be."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from support_plugin.carts.reminders.decisions.windows import Window, is_open, next_opening

SHOP = "Asia/Tehran"
DAY = Window()
SUNDAY = 6


def at(*values, zone=SHOP):
    return datetime(*values, tzinfo=ZoneInfo(zone))


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


def test_days_on_which_nothing_goes_out_are_those_of_the_reader():
    window = Window(closed_days=frozenset({SUNDAY}))
    # Late on Saturday in Tehran; on Sunday nothing goes out, and Monday begins there at nine.
    assert next_opening(window, "IR", at(2026, 11, 28, 22), SHOP) == at(2026, 11, 30, 9)
    # Where it is Saturday still, the evening is free.
    evening = at(2026, 11, 28, 20, zone="America/Sao_Paulo")
    assert next_opening(window, "BO", evening, SHOP) == evening


def test_a_day_without_messages_is_one_in_every_zone_of_the_country():
    window = Window(time(0), time(23, 59), closed_days=frozenset({SUNDAY}))
    # Sunday has begun in Auckland, and on the Chathams; Monday begins there, too.
    sunday = at(2026, 11, 28, 23, 55, zone="Pacific/Auckland")
    assert next_opening(window, "NZ", sunday, SHOP) == at(2026, 11, 30, 0, zone="Pacific/Auckland")


def test_without_any_day_there_is_no_opening():
    assert next_opening(Window(closed_days=frozenset(range(7))), "US", at(2026, 11, 28), SHOP) is None

"""The one helper for times, with USE_TZ on and off."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from support_plugin import clock, counters

TEHRAN = ZoneInfo("Asia/Tehran")
# 3 o'clock in Tehran is still the day before in UTC.
NIGHT = datetime(2026, 11, 25, 3, 5)


@pytest.fixture(params=[True, False], ids=["USE_TZ", "naive"])
def use_tz(request, settings):
    settings.TIME_ZONE = "Asia/Tehran"
    settings.USE_TZ = request.param
    return request.param


@pytest.fixture
def stored(use_tz):
    """A time as the project's models have it."""
    return NIGHT.replace(tzinfo=TEHRAN).astimezone(UTC) if use_tz else NIGHT


def test_now_is_as_the_models_store_it(use_tz):
    assert (clock.now().tzinfo is not None) is use_tz


def test_json_times_have_a_zone(stored):
    assert clock.to_json(stored) == "2026-11-24T23:35:00+00:00"


def test_a_stored_time_is_shown_in_the_active_zone(stored):
    assert f"{clock.local(stored):%H:%M %z}" == "03:05 +0330"
    with clock.use_zone(ZoneInfo("Asia/Dubai")):
        assert f"{clock.local(stored):%H:%M %z}" == "03:35 +0400"
        assert clock.active_zone_name() == "Asia/Dubai"
    assert clock.active_zone_name() == "Asia/Tehran"


def test_the_shops_day_is_not_the_readers(stored):
    with clock.use_zone(ZoneInfo("America/New_York")):
        assert clock.shop_day(stored) == date(2026, 11, 25)
        assert clock.local(stored).date() == date(2026, 11, 24)


def test_a_days_start_can_be_compared_with_stored_times(stored):
    assert clock.start_of(NIGHT.date()) < stored < clock.start_of(date(2026, 11, 26))


def test_today_and_local_now_serve_both(use_tz):
    assert clock.local_now().tzinfo is not None
    assert clock.today() == clock.local_now().date() == clock.shop_day()


def test_times_of_both_kinds_can_be_compared(use_tz):
    assert clock.aware(NIGHT) == clock.aware(NIGHT.replace(tzinfo=TEHRAN))


def test_no_test_runs_from_one_window_into_the_next():
    """Not even of a day: else a test of a limit would fail about once in ten runs of the suite."""
    assert counters._now() % (24 * 60 * 60) < 300

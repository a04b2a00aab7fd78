"""How long a schedule is open between two moments, against a plain reading of each minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from support_plugin.hours.rules import Calendar, Range

times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
ranges = st.builds(Range, times, times)
weeks = st.dictionaries(st.integers(0, 6), st.lists(ranges, max_size=2).map(tuple), max_size=7)
zones = st.sampled_from(["Asia/Tehran", "Europe/Berlin", "America/New_York", "UTC", "Asia/Riyadh"])
moments = st.integers(0, 60 * 24 * 40).map(
    lambda minutes: datetime(2026, 10, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(weeks, zones, moments, st.integers(0, 60 * 24 * 3))
@settings(max_examples=100, deadline=None)
def test_it_is_what_a_watch_would_show(week, zone, since, minutes):
    calendar = Calendar(ZoneInfo(zone), week, {date(2026, 10, 7): ()})
    until = since + timedelta(minutes=minutes)
    counted = sum(calendar.is_open(since + timedelta(minutes=minute)) for minute in range(minutes))
    assert calendar.open_time(since, until) == timedelta(minutes=counted)


def test_nothing_is_open_between_a_moment_and_an_earlier_one():
    always = Calendar(ZoneInfo("UTC"), {day: (Range(time(0), time(0)),) for day in range(7)})
    now = datetime(2026, 10, 1, 12, tzinfo=UTC)
    assert always.open_time(now, now - timedelta(hours=1)) == timedelta(0)
    assert always.open_time(now, now + timedelta(days=500)) == timedelta(days=500)

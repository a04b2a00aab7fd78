"""Days, weeks and months are those of the reader's calendar, without a gap, and named in it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.charts.periods import Period, days, months, weeks
from tests.charts.conftest import many

DAY = date(2026, 11, 5)
any_day = st.dates(date(1900, 1, 1), date(2200, 1, 1))


def follow_each_other(periods):
    return all(one.last + timedelta(days=1) == other.first for one, other in pairwise(periods))


@many
@given(
    any_day, st.integers(0, 200), st.sampled_from([days, weeks, months]), st.sampled_from(["fa", "ar", "en"])
)
def test_periods_follow_each_other_and_hold_all_days(in_language, first, length, make, language):
    last = first + timedelta(days=length)
    found = in_language(language, make, first, last)
    assert found[0].first <= first
    assert found[-1].first <= last <= found[-1].last
    assert follow_each_other(found)


@many
@given(
    any_day | st.dates(date(2077, 9, 1), date(2077, 12, 31)) | st.dates(date(1924, 5, 1), date(1924, 9, 1))
)
def test_hijri_months_have_no_gap_at_the_ends_of_their_tables(preferences, in_language, first):
    preferences.arabic_calendar = "hijri"
    found = in_language("ar", months, first, first + timedelta(days=100))
    assert found[0].first <= first
    assert follow_each_other(found)
    assert all(each.first <= each.last <= each.first + timedelta(days=30) for each in found)


@pytest.mark.parametrize(
    ("language", "first", "weekday"), [("fa", date(2026, 10, 31), 5), ("en", date(2026, 11, 2), 0)]
)
def test_a_week_begins_as_in_the_readers_country(in_language, language, first, weekday):
    (week,) = in_language(language, weeks, DAY, DAY)
    assert week == Period(first, first + timedelta(days=6), "week")
    assert week.first.weekday() == weekday


@pytest.mark.parametrize(
    ("language", "calendar", "first", "label"),
    [
        ("fa", "", date(2026, 10, 23), "آبان ۱۴۰۵"),
        ("ar", "", date(2026, 11, 1), "نوفمبر ٢٠٢٦"),
        ("ar", "hijri", date(2026, 10, 12), "جمادى الأولى ١٤٤٨"),
        ("en", "", date(2026, 11, 1), "Nov 2026"),
    ],
)
def test_a_month_is_one_of_the_readers_calendar(preferences, in_language, language, calendar, first, label):
    if calendar:
        preferences.arabic_calendar = calendar
    (month,) = in_language(language, months, DAY, DAY)
    assert month.first == first
    assert in_language(language, lambda: month.label) == label


@pytest.mark.parametrize(
    ("language", "label", "name"),
    [
        ("fa", "۱۴ آبان", "۱۴ آبان ۱۴۰۵"),
        ("ar", "٥ نوفمبر", "٥ نوفمبر، ٢٠٢٦"),
        ("en", "5 Nov", "Nov. 5, 2026"),
    ],
)
def test_a_day_is_short_at_an_axis_and_has_its_year_in_the_table(in_language, language, label, name):
    (day,) = days(DAY, DAY)
    assert in_language(language, lambda: (day.label, day.name)) == (label, name)


def test_a_week_is_named_by_its_first_and_its_last_day(in_language):
    (week,) = in_language("en", weeks, DAY, DAY)
    name = in_language("en", lambda: week.name)
    assert "Nov. 2, 2026" in name
    assert "Nov. 8, 2026" in name
    assert in_language("en", lambda: week.label) == "2 Nov"

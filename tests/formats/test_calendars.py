"""The Jalali and the Hijri calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from support_plugin.formats.calendars import HIJRI, PERSIAN, days_in_month, from_calendar, in_readers_calendar

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_every_day_of_two_centuries_is_the_jalali_day_of_a_second_library_and_back(prefer, read_in):
    def compare():
        day, last = date(1900, 1, 1), date(2100, 12, 31)
        while day <= last:
            ours, theirs = in_readers_calendar(day), JalaliDate(day)
            assert (ours.year, ours.month, ours.day) == (theirs.year, theirs.month, theirs.day), day
            assert from_calendar(ours.year, ours.month, ours.day, PERSIAN) == day
            day += timedelta(days=1)

    read_in("fa", compare)


@given(st.dates(date(1924, 8, 1), date(2077, 11, 16)))
def test_a_hijri_day_comes_back(day):
    from hijridate import Gregorian

    hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    assert from_calendar(hijri.year, hijri.month, hijri.day, HIJRI) == day


@pytest.mark.parametrize(
    ("numbers", "calendar"),
    [
        ((1404, 12, 30), PERSIAN),
        ((1405, 7, 31), PERSIAN),
        ((1405, 13, 1), PERSIAN),
        ((1405, 0, 1), PERSIAN),
        ((1448, 6, 30), HIJRI),
        ((1200, 1, 1), HIJRI),
    ],
)
def test_a_day_that_there_is_not_is_refused(numbers, calendar):
    with pytest.raises(ValueError, match=r"."):
        from_calendar(*numbers, calendar)


@pytest.mark.parametrize(("year", "days"), [(1403, 30), (1404, 29), (1408, 30), (1409, 29)])
def test_esfand_has_thirty_days_in_leap_years_only(year, days):
    assert days_in_month(year, 12, PERSIAN) == days


def test_days_beyond_the_tables_of_umm_al_qura_are_gregorian(prefer, read_in):
    prefer(arabic_calendar="hijri")
    assert read_in("ar", in_readers_calendar, date(2090, 1, 1)).year == 2090
    assert read_in("ar", in_readers_calendar, date(2026, 11, 25)).year == 1448


@pytest.mark.parametrize("language", ["en", "fa", "ar"])
@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_of_all_have_a_name(read_in, language, day):
    assert read_in(language, in_readers_calendar, day).days_in_month in (29, 30, 31)

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from support_plugin.formats.dates import describe_date
from support_plugin.notices.delivery_dates.words import describe_dates
from support_plugin.notices.delivery_dates.working_days import Schedule, delivery_dates

TEHRAN, BERLIN = ZoneInfo("Asia/Tehran"), ZoneInfo("Europe/Berlin")
IRAN = Schedule(frozenset({4}), time(14))
GULF = Schedule(frozenset({4, 5}), time(14))
EUROPE = Schedule(frozenset({5, 6}), time(14))


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("name", "days", "ordered", "zone", "schedule", "first", "last"),
    [
        ("an hour before the cut-off", (1, 3), "2026-11-22T13:59", TEHRAN, IRAN, "2026-11-23", "2026-11-25"),
        ("at the cut-off", (1, 3), "2026-11-22T14:00", TEHRAN, IRAN, "2026-11-24", "2026-11-26"),
        ("over Friday in Iran", (1, 3), "2026-11-25T09:00", TEHRAN, IRAN, "2026-11-26", "2026-11-29"),
        ("over the Gulf's weekend", (1, 3), "2026-11-25T09:00", TEHRAN, GULF, "2026-11-26", "2026-11-30"),
        ("ordered on the weekend", (1, 1), "2026-11-27T09:00", TEHRAN, IRAN, "2026-11-29", "2026-11-29"),
        ("on Thursday evening", (0, 1), "2026-11-26T20:00", TEHRAN, IRAN, "2026-11-28", "2026-11-29"),
        ("pick-up today", (0, 0), "2026-11-22T09:00", TEHRAN, IRAN, "2026-11-22", "2026-11-22"),
        ("pick-up after the cut-off", (0, 0), "2026-11-22T15:00", TEHRAN, IRAN, "2026-11-23", "2026-11-23"),
        ("over New Year", (2, 3), "2026-12-30T09:00", BERLIN, EUROPE, "2027-01-01", "2027-01-04"),
        ("29 February", (1, 1), "2028-02-28T09:00", BERLIN, EUROPE, "2028-02-29", "2028-02-29"),
        # 25 October 2026, 3 a.m.: Berlin's clocks go back; 30 March 2027 is two days after they go forward.
        ("after summer time", (0, 0), "2026-10-26T13:30", BERLIN, EUROPE, "2026-10-26", "2026-10-26"),
        ("into summer time", (1, 1), "2027-03-26T13:30", BERLIN, EUROPE, "2027-03-29", "2027-03-29"),
        ("the fewest above the most", (3, 1), "2026-11-22T09:00", TEHRAN, IRAN, "2026-11-25", "2026-11-25"),
    ],
)  # fmt: skip
def test_arrival_is_counted_in_the_shops_working_days(name, days, ordered, zone, schedule, first, last):
    ordered_at = datetime.fromisoformat(ordered).replace(tzinfo=zone)
    assert delivery_dates(days, ordered_at, schedule, zone) == (day(first), day(last))


@pytest.mark.parametrize(
    ("utc", "first"),
    [
        # The same hour in UTC is before the shop's cut-off in winter, and after it in summer.
        ("2026-01-14T12:30", "2026-01-14"),
        ("2026-07-15T12:30", "2026-07-16"),
    ],
)
def test_the_cut_off_is_an_hour_of_the_shops_clock_in_summer_and_winter(utc, first):
    ordered_at = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert delivery_dates((0, 0), ordered_at, EUROPE, BERLIN) == (day(first), day(first))


def test_a_holiday_in_between_delays_what_comes_after_it():
    schedule = Schedule(frozenset({4}), time(14), frozenset({day("2026-11-24")}))
    ordered_at = datetime(2026, 11, 22, 9, tzinfo=TEHRAN)
    assert delivery_dates((1, 2), ordered_at, schedule, TEHRAN) == (day("2026-11-23"), day("2026-11-25"))


def test_an_order_on_a_holiday_is_handled_on_the_next_working_day():
    schedule = Schedule(frozenset({4}), time(14), frozenset({day("2026-11-22")}))
    ordered_at = datetime(2026, 11, 22, 9, tzinfo=TEHRAN)
    assert delivery_dates((0, 0), ordered_at, schedule, TEHRAN) == (day("2026-11-23"), day("2026-11-23"))


def test_a_shop_that_never_works_promises_no_date():
    ordered_at = datetime(2026, 11, 22, 9, tzinfo=TEHRAN)
    assert delivery_dates((0, 0), ordered_at, Schedule(frozenset(range(7))), TEHRAN) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fa", "سه‌شنبه ۳ آذر"),
        ("ar", "الثلاثاء، ٢٤ نوفمبر"),
        ("en", "Tuesday 24 November"),
        ("de", "Di., 24. November"),
    ],
)
def test_dates_are_in_the_readers_calendar_and_digits(language, text):
    with translation.override(language):
        assert describe_date(day("2026-11-24")) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2026-11-24", "2026-11-26", "Tue 24 Nov – Thu 26 Nov"),
        ("2026-11-24", "2026-11-24", "Tue 24 Nov"),
        ("2026-11-22", "2026-11-23", "today – tomorrow"),
        ("2026-11-22", "2026-11-22", "today"),
    ],
)
def test_a_span_says_today_and_tomorrow(first, last, text):
    with translation.override("en"):
        shown = describe_dates((day(first), day(last)), today=day("2026-11-22"))
        assert shown.replace(",", "") == text  # Babel before 2.17 has commas


@pytest.mark.parametrize(
    ("language", "first", "last", "text"),
    [
        ("fa", "2026-11-29", "2026-12-03", "یکشنبه ۸ تا پنجشنبه ۱۲ آذر"),
        ("fa", "2026-11-19", "2026-11-24", "پنجشنبه ۲۸ آبان تا سه‌شنبه ۳ آذر"),
    ],
)
@pytest.mark.django_db
def test_a_span_names_a_month_that_both_days_share_once(language, first, last, text):
    with translation.override(language):
        assert describe_dates((day(first), day(last)), today=day("2026-11-01")) == text


@pytest.mark.django_db
def test_an_arabic_span_has_no_comma_in_its_dates():
    with translation.override("ar"):
        text = describe_dates((day("2026-11-29"), day("2026-12-03")), today=day("2026-11-01"))
    assert "الأحد ٢٩ نوفمبر" in text
    assert "الخميس ٣ ديسمبر" in text


def test_no_dates_are_no_words():
    assert describe_dates(None) == ""

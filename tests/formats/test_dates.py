"""Dates and times in the reader's calendar, on the app's pages and on all others."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import formats, timezone

from support_plugin.formats.dates import describe_age, describe_date, describe_duration

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DAY = date(2026, 11, 25)
MOMENT = datetime(2026, 11, 25, 14, 5, tzinfo=ZoneInfo("Asia/Tehran"))


@pytest.mark.parametrize(
    ("calendar", "language", "text"),
    [
        ({}, "fa", "چهارشنبه ۴ آذر"),
        ({"persian_calendar": "gregorian"}, "fa", "چهارشنبه ۲۵ نوامبر"),
        ({}, "ar", "الأربعاء، ٢٥ نوفمبر"),
        ({}, "ar-iq", "الأربعاء، ٢٥ تشرين الثاني"),
        ({"arabic_calendar": "levantine"}, "ar", "الأربعاء، ٢٥ تشرين الثاني"),
        ({"arabic_calendar": "hijri"}, "ar", "الأربعاء ١٥ جمادى الآخرة"),
        ({"arabic_calendar": "hijri", "latin_digits": ["ar"]}, "ar", "الأربعاء 15 جمادى الآخرة"),
        ({}, "en", "Wednesday 25 November"),
        ({}, "de", "Mi., 25. November"),
    ],
)
def test_a_day_is_named_in_the_readers_calendar(prefer, read_in, calendar, language, text):
    prefer(**calendar)
    assert read_in(language, describe_date, DAY) == text


@pytest.mark.parametrize(
    ("language", "format", "text"),
    [
        ("fa", "DATE_FORMAT", "۴ آذر ۱۴۰۵"),
        ("fa", "DATETIME_FORMAT", "۴ آذر ۱۴۰۵، ساعت ۱۴:۰۵"),
        ("fa", "SHORT_DATE_FORMAT", "۱۴۰۵/۹/۴"),
        ("fa", "MONTH_DAY_FORMAT", "۴ آذر"),
        ("fa", "l d/m/y", "چهارشنبه ۰۴/۰۹/۰۵"),
        ("ar", "DATE_FORMAT", "٢٥ نوفمبر، ٢٠٢٦"),
        ("ar", "DATETIME_FORMAT", "٢٥ نوفمبر ٢٠٢٦، ٢:٠٥ م"),
        ("en", "DATE_FORMAT", "Nov. 25, 2026"),
    ],
)
def test_formats_for_people_are_the_readers(prefer, read_in, language, format, text):
    assert read_in(language, formats.date_format, MOMENT, format) == text


@pytest.mark.parametrize("format", ["Y-m-d", "c", "U", "r", "H:i", r"Y-m-d\TH:i", "YEAR_MONTH_FORMAT"])
def test_formats_for_machines_and_for_months_stay_as_they_are(prefer, read_in, format):
    djangos = formats.date_format.__wrapped__
    assert read_in("fa", formats.date_format, MOMENT, format) == read_in("fa", djangos, MOMENT, format)


def test_a_page_of_anyone_shows_bare_dates_in_the_readers_calendar(prefer, read_in):
    page = Template("{{ day }} · {{ moment }} · {{ day|date }} · {{ clock }} · {{ day|date:'Y-m-d' }}")
    context = Context({"day": DAY, "moment": MOMENT, "clock": time(9, 5)})
    assert read_in("fa", page.render, context) == (
        "۴ آذر ۱۴۰۵ · ۴ آذر ۱۴۰۵، ساعت ۱۴:۰۵ · ۴ آذر ۱۴۰۵ · ۹:۰۵ · 2026-11-25"
    )


def test_a_day_turns_at_the_shops_midnight(prefer, read_in, settings):
    settings.TIME_ZONE = "Asia/Tehran"
    late = datetime(2026, 11, 25, 21, 0, tzinfo=ZoneInfo("UTC"))  # half past midnight in Tehran
    page = Template("{{ moment|date }}")
    with timezone.override("Asia/Tehran"):
        assert read_in("fa", page.render, Context({"moment": late})) == "۵ آذر ۱۴۰۵"


@pytest.mark.parametrize(
    ("language", "age", "duration"),
    [
        ("fa", "۵ دقیقه پیش", "۵ دقیقه"),
        ("ar", "قبل ٥ دقائق", "٥ دقائق"),
        ("en", "5 minutes ago", "5 minutes"),
    ],
)
def test_ages_are_shown_in_the_readers_words(prefer, read_in, language, age, duration):
    moment = MOMENT - timedelta(minutes=5, seconds=20)
    assert read_in(language, describe_age, moment, MOMENT) == age
    assert read_in(language, describe_duration, moment, MOMENT) == duration


def test_a_clock_that_runs_ahead_shows_no_future(prefer, read_in):
    assert read_in("en", describe_age, MOMENT + timedelta(seconds=3), MOMENT) == "3 seconds ago"


def test_a_date_long_ago_is_gregorian(prefer, read_in):
    assert read_in("fa", formats.date_format, date(100, 3, 1)) == "۱ مارس ۱۰۰"

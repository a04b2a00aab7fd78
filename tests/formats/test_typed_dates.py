"""Days and times as people type them."""

from datetime import date, datetime

import pytest
from babel.dates import get_month_names
from django.core.exceptions import ValidationError
from django.utils import formats, timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support_plugin.digits import ARABIC_INDIC, ASCII, PERSIAN, to_ascii_digits
from support_plugin.formats.calendars import in_readers_calendar
from support_plugin.formats.typed_dates import parse_date, parse_moment, write_date, write_moment

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DAY = date(2026, 11, 25)
READERS = [
    ("fa", {}),
    ("fa", {"persian_calendar": "gregorian"}),
    ("ar", {}),
    ("ar", {"arabic_calendar": "levantine"}),
    ("ar", {"arabic_calendar": "hijri"}),
    ("ar-ma", {}),
    ("en", {}),
    ("de", {}),
]
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
# The fixtures that many examples share change nothing between them.
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)


@pytest.fixture(params=READERS, ids=str)
def reader(request, prefer):
    """Each kind of reader in turn."""
    language, choices = request.param
    prefer(**choices)
    with translation.override(language):
        yield language


@many
@given(
    day=days,
    digits=st.sampled_from([ASCII, PERSIAN, ARABIC_INDIC]),
    separators=st.tuples(*[st.sampled_from(["/", "-", ".", " ", " / ", "، ", "\u200f/"])] * 2),
    last=st.booleans(),
)
def test_numbers_come_back_in_every_calendar_digits_and_order(reader, day, digits, separators, last):
    own = in_readers_calendar(day)
    numbers = [str(own.year), str(own.month), str(own.day)][:: -1 if last else 1]
    typed = separators[0].join(numbers[:2]) + separators[1] + numbers[2]
    assert parse_date(typed.translate(str.maketrans(ASCII, digits))) == day


@pytest.mark.parametrize("format", ["DATE_FORMAT", "j F Y", "F j Y", "Y F j"])
@many
@given(day=days)
def test_days_with_the_months_name_come_back(reader, format, day):
    assert parse_date(formats.date_format(day, format)) == day


@many
@given(moment=st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31)))
def test_what_a_field_shows_can_be_typed_back(reader, moment):
    moment = moment.replace(microsecond=0)
    assert parse_date(write_date(moment)) == moment.date()
    assert parse_moment(write_moment(moment)) == moment


@pytest.mark.parametrize("language", ["fa", "ar"])
@many
@given(moment=st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31)))
def test_what_a_page_shows_can_be_typed_back(language, moment):
    moment = moment.replace(second=0, microsecond=0)
    with translation.override(language):
        assert parse_moment(formats.date_format(moment, "DATETIME_FORMAT")) == moment


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("fa", "۱۴۰۵/۹/۴"),
        ("fa", "1405-09-04"),
        ("fa", "۴ آذر ۱۴۰۵"),
        ("fa", "٤ آذر ١٤٠٥"),
        ("fa", " ۴/۹/۱۴۰۵ "),
        ("fa", "۲۰۲۶/۱۱/۲۵"),
        ("fa", "۲۵ نوامبر ۲۰۲۶"),
        ("fa", "۲۵نوامبر۲۰۲۶"),
        ("ar", "٢٥/١١/٢٠٢٦"),
        ("ar", "25 تشرين الثاني 2026"),
        ("ar", "٢٥ نُوفمبر ٢٠٢٦"),
        ("en", "25 Nov 2026"),
        ("en", "2026-11-25"),
    ],
)
def test_people_write_one_day_in_many_ways(read_in, language, typed):
    assert read_in(language, parse_date, typed) == DAY


@pytest.mark.parametrize(
    "typed", ["15/6/1448", "١٤٤٨/٠٦/١٥", "15 جمادى الثانية 1448", "15 جمادي الاخره 1448"]
)
def test_hijri_is_read_where_the_admin_chose_it(prefer, read_in, typed):
    prefer(arabic_calendar="hijri")
    assert read_in("ar", parse_date, typed) == DAY


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("fa", "۱۴۰۴/۱۲/۳۰", "اسفند ۱۴۰۴ فقط ۲۹ روز دارد."),
        ("fa", "۳۱ مهر ۱۴۰۵", "مهر ۱۴۰۵ فقط ۳۰ روز دارد."),
        # With the hamza or without it, as Unicode's data in the installed Babel have it.
        ("fa", "۲۰۲۶/۰۲/۳۰", f"{get_month_names('wide', 'format', 'fa')[2]} ۲۰۲۶ فقط ۲۸ روز دارد."),
        ("fa", "۱۴۰۵/۱۳/۱", "ماه ۱۳ وجود ندارد."),
        ("ar", "٢٠٢٦/٢/٣٠", "شهر فبراير ٢٠٢٦ فيه ٢٨ يومًا فقط."),
        ("en", "2026/2/30", "February 2026 has 28 days."),
        ("en", "2026/0/30", "There is no month 0."),
    ],
)
def test_an_impossible_day_is_refused_by_name(read_in, language, typed, words):
    with pytest.raises(ValidationError) as refusal:
        read_in(language, parse_date, typed)
    assert refusal.value.messages == [words]


@pytest.mark.parametrize(
    "typed", ["", "فردا", "1405", "1405/9", "۱۴۰۵/۹/۴/۱", "۱۴۰۵ سنبله ۴", "14050/1/1", "<b>4/9/1405"]
)
def test_what_is_no_day_is_answered_with_an_example(read_in, typed):
    with pytest.raises(ValidationError) as refusal:
        read_in("fa", parse_date, typed)
    assert refusal.value.messages == [
        f"روز را مانند {read_in('fa', write_date, timezone.localdate())} بنویسید."
    ]


@pytest.mark.parametrize("typed", ["05/9/4", "4 آذر 05", "۴/۹/۴۰۵"])
def test_a_year_of_two_digits_is_not_guessed(read_in, typed):
    with pytest.raises(ValidationError, match="چهار رقم"):
        read_in("fa", parse_date, typed)


def test_a_gregorian_reader_means_no_year_of_the_middle_ages(read_in):
    for language in ("ar", "en"):
        with pytest.raises(ValidationError):
            read_in(language, parse_date, "1405/09/04")


def test_hijri_years_that_nobody_knows_are_refused(prefer, read_in):
    prefer(arabic_calendar="hijri")
    with pytest.raises(ValidationError, match="١٣٤٣"):
        read_in("ar", parse_date, "1600/01/01")


@pytest.mark.parametrize(
    ("language", "typed", "clock"),
    [
        ("fa", "۱۴۰۵/۹/۴ ۱۴:۰۵", (14, 5)),
        ("fa", "۱۴۰۵/۹/۴ ساعت ۱۴:۰۵:۳۰", (14, 5, 30)),
        ("fa", "۱۴۰۵/۹/۴، ۲:۰۵ ب.ظ", (14, 5)),
        ("fa", "۱۴۰۵/۹/۴ ۲:۰۵ بعدازظهر", (14, 5)),
        ("fa", "۱۴۰۵/۹/۴", (0, 0)),
        ("fa", "2026-11-25T14:05", (14, 5)),
        ("ar", "٢٠٢٦/١١/٢٥ الساعة ١٢:٠٥ ص", (0, 5)),
        ("ar", "٢٠٢٦/١١/٢٥ ٢:٠٥ مساءً", (14, 5)),
        ("en", "25 Nov 2026, 12:05 p.m.", (12, 5)),
    ],
)
def test_a_time_may_follow(read_in, language, typed, clock):
    assert read_in(language, parse_moment, typed) == datetime(2026, 11, 25, *clock)


@pytest.mark.parametrize(
    "typed", ["۱۴۰۵/۹/۴ ۲۴:۰۰", "۱۴۰۵/۹/۴ ۱۴:۰۵ ب.ظ", "۱۴۰۵/۹/۴ ۱۲:۶۰", "۱۴۰۵/۹/۴ ۱۲:۰۰ شب", "14:5"]
)
def test_an_impossible_time_is_refused(read_in, typed):
    with pytest.raises(ValidationError, match="زمان را مانند ۱۴:۰۵ بنویسید"):
        read_in("fa", parse_moment, typed)


def test_the_three_sets_of_digits_may_be_mixed_between_the_numbers(read_in):
    assert read_in("fa", parse_date, "۱۴۰۵/9/٤") == DAY
    assert to_ascii_digits(read_in("fa", write_date, DAY)) == "1405/09/04"

"""Opening hours in Django admin, and what is asked of them."""

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse
from django.utils import translation

from support_plugin.checks.hours import check_holidays
from support_plugin.formats.weeks import first_weekday
from support_plugin.hours import holidays
from support_plugin.hours.models import Schedule, SpecialHours, WeeklyHours
from support_plugin.hours.queries import is_open, next_closing, next_opening
from support_plugin.hours.words import describe_opening

pytestmark = pytest.mark.django_db
# Saturday in Tehran, where it is three and a half hours later.
NOON = datetime(2026, 11, 28, 8, 30, tzinfo=UTC)


@pytest.fixture
def schedule():
    """Saturday 9–13 and 14–18 in Tehran."""
    made = Schedule.objects.create(name="پشتیبانی", time_zone="Asia/Tehran")
    for opens, closes in ((9, 13), (14, 18)):
        WeeklyHours.objects.create(schedule=made, weekday=5, opens=time(opens), closes=time(closes))
    return made


def form(weekly=(), special=(), **fields):
    """Return what Django admin's page sends."""
    data = {"name": "پشتیبانی", "time_zone": "Asia/Tehran", "holidays_of": "", **fields}
    for prefix, rows, day in (("weekly", weekly, "weekday"), ("special", special, "day")):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, (when, opens, closes) in enumerate(rows):
            names = {day: when, "opens": opens, "closes": closes}
            data |= {f"{prefix}-{number}-{name}": value for name, value in names.items()}
    return data


def send(client, **data):
    return client.post(reverse("admin:support_plugin_schedule_add"), form(**data))


def test_without_a_schedule_nothing_is_closed(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert is_open(None)
        assert next_opening(None) is None
        assert next_closing(None) is None


def test_a_schedule_is_asked_once_and_again_after_a_change(schedule, django_assert_num_queries):
    assert is_open(schedule.pk, NOON)
    with django_assert_num_queries(0):
        assert is_open(schedule.pk, NOON)
    SpecialHours.objects.create(schedule=schedule, day=date(2026, 11, 28))
    assert not is_open(schedule.pk, NOON)


def test_an_open_one_closes_and_a_closed_one_opens(schedule):
    evening = datetime(2026, 11, 28, 15, tzinfo=UTC)
    assert next_opening(schedule.pk, NOON) is None
    assert next_closing(schedule.pk, NOON) == datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
    assert next_closing(schedule.pk, evening) is None
    assert next_opening(schedule.pk, evening) == datetime(2026, 12, 5, 5, 30, tzinfo=UTC)


def test_one_that_was_deleted_closes_nothing(schedule):
    pk = schedule.pk
    schedule.delete()
    assert is_open(pk, NOON)


def test_public_holidays_are_closed_and_a_special_day_wins(schedule):
    Schedule.objects.update(holidays_of="IR")
    # Nowruz 1405 is a Saturday.
    nowruz = datetime(2026, 3, 21, 8, tzinfo=UTC)
    assert not is_open(schedule.pk, nowruz)
    SpecialHours.objects.create(schedule=schedule, day=date(2026, 3, 21), opens=time(10), closes=time(14))
    assert is_open(schedule.pk, nowruz)


@pytest.mark.parametrize(
    ("opens_at", "language", "words"),
    [
        (datetime(2026, 11, 28, 14, tzinfo=UTC), "en", "Back today at"),
        (datetime(2026, 11, 29, 5, 30, tzinfo=UTC), "fa", "فردا"),
        (datetime(2026, 12, 2, 5, 30, tzinfo=UTC), "fa", "چهارشنبه"),
        (datetime(2026, 12, 20, 5, 30, tzinfo=UTC), "fa", "۲۹ آذر"),
        (datetime(2026, 11, 29, 5, 30, tzinfo=UTC), "ar", "غد"),
    ],
)
def test_when_it_opens_is_said_as_people_say_it(opens_at, language, words):
    with translation.override(language):
        assert words in describe_opening(opens_at, NOON)


def test_an_admin_stores_a_week(admin_client):
    assert send(admin_client, weekly=[(5, "09:00", "13:00"), (5, "۱۴:۰۰", "۱۸:۰۰")]).status_code == 302
    assert WeeklyHours.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"weekly": [(5, "09:00", "13:00"), (5, "12:00", "18:00")]}, ["شنبه", "۹:۰۰", "۱۲:۰۰"]),
        ({"weekly": [(5, "20:00", "02:00"), (5, "21:00", "22:00")]}, ["۲۱:۰۰"]),
        ({"special": [("2026-12-01", "09:00", "")]}, ["هر دو"]),
        ({"special": [("2026-12-01", "", ""), ("2026-12-01", "09:00", "12:00")]}, ["۱۰ آذر"]),
        ({"time_zone": "Asia/Tehren"}, ["Asia/Tehran"]),
        ({"holidays_of": "QQ"}, ["تعطیلات"]),
    ],
)
def test_what_cannot_be_is_refused_and_said(admin_client, wrong, words):
    page = send(admin_client, **wrong)
    assert page.status_code == 200
    text = page.content.decode()
    assert [word for word in words if word not in text] == []
    assert not Schedule.objects.exists()


def test_the_coming_days_are_shown_with_their_holidays(admin_client, schedule):
    Schedule.objects.update(holidays_of="IR")
    page = admin_client.get(reverse("admin:support_plugin_schedule_change", args=[schedule.pk]))
    assert page.content.decode().count("<th scope='row'>") == 14


def test_others_cannot_see_or_change_them(client, shopper, staff, schedule):
    path = reverse("admin:support_plugin_schedule_change", args=[schedule.pk])
    for who in (None, shopper, staff):
        if who:
            client.force_login(who)
        assert client.get(path).status_code in (302, 403)
        assert client.post(path, form(name="x")).status_code in (302, 403)
    assert Schedule.objects.get().name == "پشتیبانی"


def test_a_country_without_the_package_is_an_error_of_the_check(schedule, monkeypatch, admin_client):
    monkeypatch.setattr(holidays, "find_spec", lambda name: None)
    assert check_holidays() == []
    Schedule.objects.update(holidays_of="IR")
    assert [error.id for error in check_holidays()] == ["support_plugin.E044"]
    assert "[hours]" in check_holidays()[0].hint
    assert "pip install" in send(admin_client, holidays_of="IR").content.decode()


def test_the_week_stands_in_the_readers_order(admin_client, schedule):
    for weekday in (0, 6, 4):
        WeeklyHours.objects.create(schedule=schedule, weekday=weekday, opens=time(8), closes=time(12))
    for language, days in (("fa", [5, 5, 6, 0, 4]), ("en", [6, 0, 4, 5, 5])):
        with translation.override(language):
            url = reverse("admin:support_plugin_schedule_change", args=[schedule.pk])
        page = admin_client.get(url)
        rows = page.context["inline_admin_formsets"][0].formset.initial_forms
        expected = days if language == "fa" else sorted(days, key=lambda day: (day - first_day(language)) % 7)
        assert [form.instance.weekday for form in rows] == expected
        assert [form.instance.opens.hour for form in rows if form.instance.weekday == 5] == [9, 14]


def first_day(language):
    with translation.override(language):
        return first_weekday()


def test_a_special_day_is_named_in_the_readers_calendar():
    row = SpecialHours(day=date(2026, 12, 2), name="تعطیل")
    with translation.override("fa"):
        assert str(row) == "۱۴۰۵/۹/۱۱ تعطیل"

"""Hours in a message that is stored: in their own zone, which is named where readers may be elsewhere."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import translation
from oscar.test.factories import CountryFactory

from support_plugin import clock
from support_plugin.chat.team import opening
from support_plugin.chat.team.models import Department
from support_plugin.hours.models import Schedule, WeeklyHours

pytestmark = pytest.mark.django_db

RIYADH, TEHRAN, TOKYO = (ZoneInfo(f"Asia/{name}") for name in ("Riyadh", "Tehran", "Tokyo"))


@pytest.fixture
def open_at_nine(monkeypatch):
    """Return a function that opens the shop at nine, in a zone, and sets the clock to three at night."""

    def set_hours(zone):
        schedule = Schedule.objects.create(name=str(zone), time_zone=str(zone))
        for weekday in range(7):
            WeeklyHours.objects.create(schedule=schedule, weekday=weekday, opens=time(9), closes=time(17))
        moment = datetime(2026, 3, 2, 3, tzinfo=zone)
        monkeypatch.setattr(clock, "now", lambda: moment)
        cache.clear()
        return Department.objects.create(name=str(zone), schedule=schedule)

    return set_hours


@pytest.fixture
def home(monkeypatch):
    """Return a function that sets the project's time zone."""
    return lambda zone: monkeypatch.setattr(clock, "shop_zone", lambda: zone)


@pytest.fixture
def countries(monkeypatch):
    """Return a function that sets how many countries the shop sends to."""
    return lambda *codes: monkeypatch.setattr(
        opening, "shipping_countries", lambda: [(code, code) for code in codes]
    )


def test_the_countries_are_those_of_the_shop():
    CountryFactory(iso_3166_1_a2="IR", is_shipping_country=True)
    CountryFactory(iso_3166_1_a2="IQ", is_shipping_country=True)
    cache.clear()
    assert {code for code, _name in opening.shipping_countries()} == {"IR", "IQ"}


@pytest.mark.parametrize(
    ("language", "hour"), [("fa", "۹:۰۰"), ("ar", "٩:٠٠"), ("en", "9")], ids=["fa", "ar", "en"]
)
def test_they_are_those_of_the_hours_zone_wherever_they_are_written(
    language, hour, open_at_nine, home, countries
):
    home(TEHRAN)
    countries("IR")
    open_at_nine(TEHRAN)
    with clock.use_zone(TOKYO), translation.override(language):
        text = opening.stored_away_text()
    assert hour in text
    assert "(" not in text


def test_the_zone_is_named_where_the_shop_sends_to_several_countries(open_at_nine, home, countries):
    home(TEHRAN)
    countries("IR", "IQ")
    open_at_nine(TEHRAN)
    with translation.override("fa"):
        assert "ایران" in opening.stored_away_text()
    with translation.override("en"):
        assert opening.stored_away_text().endswith("(\u2068Iran Time\u2069)")


def test_the_zone_is_named_where_the_hours_are_not_those_of_the_projects_zone(open_at_nine, home, countries):
    home(TEHRAN)
    countries("IR")
    open_at_nine(RIYADH)
    with translation.override("en"):
        assert "Saudi Arabia" in opening.stored_away_text()


def test_of_several_departments_the_zone_is_that_of_the_one_that_opens_first(open_at_nine, home, countries):
    home(TEHRAN)
    countries("IR", "IQ")
    open_at_nine(TOKYO)
    open_at_nine(TEHRAN)
    with translation.override("en"):
        # Nine in Tokyo is half past three in Tehran.
        assert "9" in opening.stored_away_text()
        assert "Japan" in opening.stored_away_text()


def test_where_nobody_knows_when_no_zone_is_named(countries):
    countries("IR", "IQ")
    with translation.override("en"):
        assert opening.stored_away_text() == opening.away_text() == "Nobody is here right now"

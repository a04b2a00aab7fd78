"""Help that is offered while nobody is there says when somebody is back."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from support_plugin import clock
from support_plugin.chat.team import opening
from support_plugin.chat.team.models import Department
from support_plugin.chat.team.presence import store_presence
from support_plugin.hours.models import Schedule, SpecialHours
from tests.carts.prompts.conftest import ORIGIN
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db
# Wednesday evening in Tehran, half past eight; it opens on Thursday at nine there.
EVENING = datetime(2026, 12, 2, 17, tzinfo=UTC)


@pytest.fixture
def closed(monkeypatch):
    """A department that opens tomorrow at nine in Tehran."""
    schedule = Schedule.objects.create(name="Shop", time_zone="Asia/Tehran")
    SpecialHours.objects.create(schedule=schedule, day=date(2026, 12, 3), opens=time(9), closes=time(17))
    Department.objects.create(name="Orders", schedule=schedule)
    monkeypatch.setattr(clock, "now", lambda: EVENING)


def show(browser, **more):
    prompt = browser.hesitate()
    body = {name: prompt[name] for name in ("rule", "kind", "page", "version")}
    return browser.post("api-prompts", client_id=str(uuid4()), **body, **more).json()


def test_it_says_when_in_the_browsers_zone(rule, browser, closed):
    rule()
    assert show(browser(), time_zone="Asia/Tehran")["away"] == "Back tomorrow at 9 a.m."
    assert show(browser(), time_zone="America/New_York")["away"] == "Back tomorrow at 12:30 a.m."


@pytest.mark.parametrize("zone", [None, 7, "nowhere", "../etc/passwd", ["Asia/Tehran"]])
def test_without_a_zone_that_is_known_it_is_the_shops(rule, browser, closed, zone):
    rule()
    with clock.use_zone(None), translation.override("en"):
        expected = opening.away_text()
    assert show(browser(), time_zone=zone)["away"] == expected != ""


def test_in_the_readers_calendar_and_digits(rule, closed, monkeypatch):
    rule()
    monkeypatch.setattr(clock, "now", lambda: EVENING - timedelta(days=20))
    client = Client()
    put_into_cart(client, make_product())

    def post(name, **body):
        with translation.override("fa"):
            url = reverse(f"support_plugin:{name}")
        return client.post(url, body, "application/json", headers={"Origin": ORIGIN}).json()

    prompt = post("api-hesitations", kind="paused", page="payment")["prompt"]
    body = {name: prompt[name] for name in ("rule", "kind", "page", "version")}
    away = post("api-prompts", client_id=str(uuid4()), time_zone="Asia/Tehran", **body)["away"]
    assert "۱۲ آذر" in away
    assert "۹:۰۰" in away


def test_while_somebody_is_there_nothing_is_said(rule, browser, agent):
    rule()
    store_presence("one", {agent.pk})
    shown = show(browser())
    assert (shown["away"], bool(shown["id"])) == (None, True)


def test_what_is_not_shown_says_nothing(rule, browser, closed):
    made = rule()
    somebody = browser()
    prompt = somebody.hesitate()
    made.delete()
    body = {name: prompt[name] for name in ("rule", "kind", "page", "version")}
    assert somebody.post("api-prompts", client_id=str(uuid4()), **body).json() == {"id": None}

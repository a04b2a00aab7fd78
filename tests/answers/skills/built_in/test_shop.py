"""Opening hours, returns and ways to pay: what the shop says, in the reader's language; else the articles."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from oscar.core.loading import get_model

from support_plugin import cache, clock
from support_plugin.adapters import PaymentWay, get_adapter
from support_plugin.answers.skills.types import Person
from support_plugin.chat.team.models import Department
from support_plugin.chat.team.opening import stored_away_text
from support_plugin.hours.models import Schedule, WeeklyHours
from support_plugin.notices.models import NoticeSettings
from support_plugin.trust.models import Badge
from tests.answers.skills.conftest import LANGUAGES
from tests.factories import VisitorFactory
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db
HOURS = {"fa": "ساعت کاریتون چیه؟", "ar": "شو ساعات الدوام عندكم؟", "en": "what are your opening hours?"}
RETURNS = {"fa": "چطوری پسش بدم؟", "ar": "كيف ارجع المنتج؟", "en": "how do I return something?"}
PAYING = {"fa": "روش‌های پرداختتون چیه", "ar": "شو طرق الدفع", "en": "how can I pay?"}
ZONE = ZoneInfo("Asia/Tehran")


@pytest.fixture
def at(monkeypatch):
    """Return a function that sets the clock, on Monday 2026-03-02 in Tehran."""

    def set_clock(hour):
        moment = datetime(2026, 3, 2, hour, tzinfo=ZONE)
        monkeypatch.setattr(clock, "now", lambda: moment)
        cache.clear()

    return set_clock


@pytest.fixture
def department():
    """Open from nine to five on six days."""
    schedule = Schedule.objects.create(name="Shop", time_zone="Asia/Tehran")
    for weekday in (5, 6, 0, 1, 2, 3):
        WeeklyHours.objects.create(schedule=schedule, weekday=weekday, opens=time(9), closes=time(17))
    return Department.objects.create(name="Orders", schedule=schedule)


@pytest.mark.parametrize(("language", "closing"), [("fa", "۱۷:۰۰"), ("ar", "٥:٠٠"), ("en", "5 p.m.")])
def test_while_it_is_open_it_says_until_when_and_the_week(language, closing, department, at, guest, ask):
    at(11)
    with clock.use_zone(ZONE):
        reply = ask(HOURS[language], guest, language)
    assert reply.skill == "opening-hours"
    assert reply.explanation["is_open"]
    first, *week = reply.text.splitlines()
    assert closing in first
    assert len(week) == 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_three_in_the_night_it_says_when_somebody_is_back(language, department, at, guest, ask):
    at(3)
    with clock.use_zone(ZONE):
        reply = ask(HOURS[language], guest, language)
        with translation.override(language):
            back = stored_away_text()
    assert reply.text.splitlines()[0] == back
    assert not reply.explanation["is_open"]


def test_hours_are_shown_in_their_own_zone_wherever_the_question_is_answered(department, at, guest, ask):
    at(11)
    with clock.use_zone(ZoneInfo("Asia/Tokyo")):
        assert "5 p.m." in ask(HOURS["en"], guest).text.splitlines()[0]


def test_departments_with_hours_of_their_own_are_named(department, at, guest, ask):
    other = Schedule.objects.create(name="Night", time_zone="Asia/Tehran")
    WeeklyHours.objects.create(schedule=other, weekday=0, opens=time(18), closes=time(22))
    Department.objects.create(name="Night watch", schedule=other)
    Department.objects.create(name="Hidden", schedule=other, is_public=False)
    at(11)
    text = ask(HOURS["en"], guest).text
    assert "Orders" in text
    assert "Night watch" in text
    assert "Hidden" not in text


def test_without_hours_the_articles_answer(guest, ask):
    assert ask(HOURS["en"], guest) is None
    Department.objects.create(name="Orders")
    cache.clear()
    assert ask(HOURS["en"], guest) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_returns_are_shown_in_the_admins_words(language, guest, ask):
    texts = {"fa": "هفت روز فرصت بازگشت", "ar": "سبعة أيام للإرجاع", "en": "Seven days to return"}
    NoticeSettings.objects.create(returns_texts=texts, returns_link="/returns/")
    cache.clear()
    reply = ask(RETURNS[language], guest, language)
    assert texts[language] in reply.text
    assert reply.card.data["link"] == "/returns/"


def test_without_a_text_in_the_language_the_articles_answer(guest, ask):
    NoticeSettings.objects.create(returns_texts={"fa": "هفت روز فرصت بازگشت"})
    cache.clear()
    assert ask(RETURNS["en"], guest) is None


def test_a_link_to_elsewhere_is_not_shown(guest, ask):
    NoticeSettings.objects.create(
        returns_texts={"en": "Seven days"}, returns_link="https://elsewhere.example/"
    )
    cache.clear()
    reply = ask(RETURNS["en"], guest)
    assert reply.card is None
    assert "elsewhere" not in reply.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_ways_to_pay_are_those_of_the_shops_checkout(language, client, ask, monkeypatch):
    ways = [PaymentWay("cash", "Cash at the door", False), PaymentWay("bank", "Bank’s page", True)]
    monkeypatch.setattr(type(get_adapter()), "payment_ways", lambda self, request: ways)
    put_into_cart(client, make_product())
    person = Person(VisitorFactory(), cart_key=str(get_model("basket", "Basket").objects.get().pk))
    reply = ask(PAYING[language], person, language)
    assert reply.skill == "payment-methods"
    assert all(way.label in reply.text for way in ways)
    assert (len(reply.text.splitlines()), reply.explanation["source"]) == (1, "cart")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_cart_they_are_those_of_the_shop_and_that_the_checkout_decides(
    language, guest, ask, monkeypatch
):
    ways = [PaymentWay("cash", "Cash at the door", False), PaymentWay("bank", "Bank’s page", True)]
    monkeypatch.setattr(type(get_adapter()), "all_payment_ways", lambda self: ways)
    reply = ask(PAYING[language], guest, language)
    assert all(way.label in reply.text for way in ways)
    assert (len(reply.text.splitlines()), reply.explanation["source"]) == (2, "shop")


def test_a_cart_whose_ways_only_the_running_checkout_knows_gets_those_of_the_shop(client, ask, monkeypatch):
    monkeypatch.setattr(type(get_adapter()), "payment_ways", lambda self, request: [])
    monkeypatch.setattr(
        type(get_adapter()), "all_payment_ways", lambda self: [PaymentWay("c", "Cash", False)]
    )
    put_into_cart(client, make_product())
    person = Person(VisitorFactory(), cart_key=str(get_model("basket", "Basket").objects.get().pk))
    assert ask(PAYING["en"], person).explanation == ask(PAYING["en"], person).explanation | {
        "ways": ["Cash"],
        "source": "shop",
    }


def test_a_shop_that_names_no_ways_has_its_badges_of_payment(guest, ask, prefer, monkeypatch):
    monkeypatch.setattr(type(get_adapter()), "all_payment_ways", lambda self: [])
    assert ask(PAYING["en"], guest) is None
    Badge.objects.create(kind="payment", provider="Shaparak")
    Badge.objects.create(kind="payment", provider="Mada", countries=["SA"])
    Badge.objects.create(kind="payment", provider="Old", is_active=False)
    Badge.objects.create(kind="company", provider="eNamad")
    cache.clear()
    reply = ask(PAYING["en"], guest)
    assert reply.explanation["ways"] == ["Shaparak"]
    prefer(badges_enabled=False)
    assert ask(PAYING["en"], guest) is None

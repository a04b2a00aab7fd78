"""The contact page: says who is there before anybody writes, and takes a message and an address."""

import re
from datetime import time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from support_plugin import cache
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.team import opening
from support_plugin.chat.team.models import Agent, Department
from support_plugin.chat.team.presence import store_presence
from support_plugin.hours.models import Schedule, SpecialHours, WeeklyHours
from tests.chat.away.conftest import GUEST, later
from tests.chat.helpers import Browser

pytestmark = pytest.mark.django_db

PATH = "/fa/support/contact/"


@pytest.fixture
def tomorrow_at_nine(db):
    """A department that opens tomorrow at nine, by Tehran's clock."""
    schedule = Schedule.objects.create(name="Office", time_zone="Asia/Tehran")
    today = timezone.localdate()
    for weekday in range(7):
        WeeklyHours.objects.create(schedule=schedule, weekday=weekday, opens=time(9), closes=time(17))
    SpecialHours.objects.create(schedule=schedule, day=today)
    names = {"fa": "سفارش‌ها", "en": "Orders"}
    return Department.objects.create(name="orders", names=names, schedule=schedule)


def write(browser, path=PATH, **fields):
    page = browser.get(path).content.decode()
    client_id = re.search(r'name="client_id" value="([^"]+)"', page)[1]
    return browser.post(path, {"client_id": client_id, "body": "کی می‌رسد؟", **fields}, follow=True)


def here(agent):
    store_presence("desk", [agent.pk])
    cache.clear()


def test_closed_hours_are_said_before_anybody_writes(client, tomorrow_at_nine, settings):
    settings.TIME_ZONE = "Asia/Tehran"
    page = client.get(PATH).content.decode()
    assert "سفارش‌ها" in page
    assert "فردا" in page
    assert "۹:۰۰" in page
    assert "<caption>" in page
    assert "Orders" in client.get("/en/support/contact/").content.decode()


def test_where_nobody_is_there_it_says_so_and_where_somebody_is_too(client, agent):
    assert opening.away_text() in client.get(PATH).content.decode()
    assert opening.away_text()
    here(agent)
    assert opening.away_text() == ""


def test_whoever_is_there_after_hours_counts(client, agent, tomorrow_at_nine):
    assert opening.away_text()
    here(agent)
    assert opening.away_text() == ""


def test_message_and_address_are_taken_and_the_answer_comes_by_mail(client, answer):
    page = write(client, email=f" {GUEST.upper()} ".replace("EXAMPLE.COM", "example.com"))
    assert page.redirect_chain[-1][0] == "/fa/support/chat/"
    conversation = Conversation.objects.get()
    assert conversation.reply_email.lower() == GUEST
    assert "کی می‌رسد؟" in page.content.decode()
    answer(conversation)
    assert later() == 1
    assert mail.outbox[0].to[0].lower() == GUEST


def test_the_address_is_optional(client):
    write(client)
    assert Conversation.objects.get().reply_email == ""


def test_a_wrong_address_is_named_what_was_typed_stays_and_nothing_is_sent(client):
    page = write(client, email="negar@")
    assert 'value="negar@"' in page.content.decode()
    assert "کی می‌رسد؟" in page.content.decode()
    assert not Message.objects.exists()


def test_beyond_the_limit_of_addresses_nothing_is_sent_half(client, settings):
    settings.SUPPORT_PLUGIN |= {"REPLY_ADDRESSES_PER_HOUR": 1}
    write(client, email=GUEST)
    page = write(client, email="else@example.com")
    assert "else@example.com" in page.content.decode()
    assert Message.objects.count() == 1


def test_it_goes_on_in_the_open_conversation(client):
    write(client)
    write(client, email=GUEST)
    assert Conversation.objects.get().last_seq == 2


def test_a_double_click_sends_once(client):
    page = client.get(PATH).content.decode()
    client_id = re.search(r'name="client_id" value="([^"]+)"', page)[1]
    for _click in range(2):
        client.post(PATH, {"client_id": client_id, "body": "سلام", "email": GUEST})
    assert Message.objects.count() == 1


def test_an_account_is_not_asked_for_an_address(shopper):
    browser = Client()
    browser.force_login(shopper)
    assert 'name="email"' not in browser.get(PATH).content.decode().replace('name="email_', "")
    write(browser, email="else@example.com")
    assert Conversation.objects.get().reply_email == ""


def test_the_department_is_chosen_and_what_a_colleague_sorted_stays(client, tomorrow_at_nine):
    returns = Department.objects.create(name="Returns")
    hidden = Department.objects.create(name="Inner", is_public=False)
    page = client.get(PATH).content.decode()
    assert "Inner" not in page
    write(client, department=returns.pk)
    assert Conversation.objects.get().department == returns
    write(client, department=tomorrow_at_nine.pk)
    assert Conversation.objects.get().department == returns
    refused = write(client, department=hidden.pk)
    assert refused.status_code == 200
    assert Conversation.objects.get().last_seq == 2


def test_it_is_not_there_while_the_chat_is_switched_off(client, prefer):
    prefer(chat_enabled=False)
    assert client.get(PATH).status_code == 404


def test_looking_at_it_stores_nothing_and_marks_nothing_as_seen(guest, conversation, answer):
    answer(conversation)
    before = Conversation.objects.values().get()
    guest.get(PATH)
    assert Conversation.objects.values().get() == before


def test_the_panel_gets_it_in_the_shoppers_own_zone(db, tomorrow_at_nine, settings):
    settings.TIME_ZONE = "Asia/Tehran"
    browser = Browser()
    tehran = browser.get("/en/support/api/v1/session/", {"time_zone": "Asia/Tehran"}).json()
    dubai = browser.get("/en/support/api/v1/session/", {"time_zone": "Asia/Dubai"}).json()
    assert "9:00" in tehran["away"] or "9 a.m." in tehran["away"]
    assert "9:30" in dubai["away"]
    assert tehran["asks_address"] is True
    for name in ("../etc/passwd", "x" * 9000, "Mars/Base"):
        assert browser.get("/en/support/api/v1/session/", {"time_zone": name}).status_code == 200


def test_the_panel_gets_nothing_while_somebody_is_there(agent):
    here(agent)
    assert Browser().session_json["away"] is None


def test_whoever_gave_an_address_is_not_asked_again(guest, shopper):
    assert guest.get("/fa/support/api/v1/session/").json()["asks_address"] is False
    assert Browser(shopper).session_json["asks_address"] is False


def test_the_plain_chat_says_it_too(client, tomorrow_at_nine):
    assert "support-away" in client.get("/fa/support/chat/").content.decode()


def test_the_chat_is_open_as_long_as_one_public_department_is(tomorrow_at_nine):
    assert not opening.is_open_now()
    day = Schedule.objects.create(name="Day and night", time_zone="Asia/Tehran")
    for weekday in range(7):
        WeeklyHours.objects.create(schedule=day, weekday=weekday, opens=time(0), closes=time(0))
    hidden = Department.objects.create(name="Hidden", schedule=day, is_public=False)
    cache.clear()
    assert not opening.is_open_now()
    assert opening.is_open_now(hidden)
    hidden.is_public = True
    hidden.save()
    assert opening.is_open_now()
    assert opening.next_opening() is None


def test_of_several_departments_the_first_to_open_counts(tomorrow_at_nine):
    early = Schedule.objects.create(name="Early", time_zone="Asia/Tehran")
    for weekday in range(7):
        WeeklyHours.objects.create(schedule=early, weekday=weekday, opens=time(7), closes=time(8))
    SpecialHours.objects.create(schedule=early, day=timezone.localdate())
    Department.objects.create(name="Early", schedule=early)
    first = opening.next_opening()
    assert first == opening.next_opening(Department.objects.get(name="Early"))
    assert first < opening.next_opening(tomorrow_at_nine)


def test_without_hours_it_is_open_as_long_as_somebody_is_there(agent):
    assert not opening.is_open_now()
    assert opening.is_within_hours()
    here(agent)
    assert opening.is_open_now()
    store_presence("desk", [])
    Agent.objects.filter(pk=agent.pk).update(on_duty_until=timezone.now() + timedelta(hours=1))
    cache.clear()
    assert opening.is_open_now()


def test_the_admin_sees_a_departments_days_and_names_it_in_each_language(admin_client, tomorrow_at_nine):
    path = f"/fa/admin/support_plugin/department/{tomorrow_at_nine.pk}/change/"
    page = admin_client.get(path).content.decode()
    assert page.count("<th scope='row'>") == 14
    data = {"name": "orders", "names_fa": "سفارش", "order": "1", "schedule": tomorrow_at_nine.schedule_id}
    assert admin_client.post(path, data).status_code == 302
    tomorrow_at_nine.refresh_from_db()
    # A language that was emptied has no name of its own any more.
    assert tomorrow_at_nine.names == {"fa": "سفارش"}
    assert tomorrow_at_nine.title == "سفارش"

"""The conversation by e-mail."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.sites.models import Site
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from support_plugin.chat import flows
from support_plugin.chat.models import Conversation, Message
from support_plugin.preferences.models import SupportSettings
from tests.chat.helpers import Browser
from tests.factories import MessageFactory, VisitorFactory
from tests.helpers.mailing import send_by

# On commit means really on commit.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]
# The end of an isolate, and a start of the other direction: browsers let it out of <bdi>, too.
HOSTILE = "\u2069\u202e"
XSS = "<img src=x onerror=alert(1)>"


def ask(browser, email=None, client_id=None, zone=None, **headers):
    data = {"client_id": client_id or str(uuid4()), "email": email, "time_zone": zone}
    return browser.call("POST", "api-transcript", Conversation.objects.get().public_id, data=data, **headers)


@pytest.fixture
def chatting():
    """A guest's browser with a conversation."""
    browser = Browser()
    browser.start(f"سلام {XSS}")
    return browser


def test_a_guest_gets_the_shops_answers_by_mail_and_all_by_its_link(chatting, agent, client):
    flows.send_message(Conversation.objects.get(), Message.Sender.AGENT, uuid4(), "بفرمایید", agent)
    assert ask(chatting, "guest@example.com").status_code == 202
    (sent,) = mail.outbox
    assert sent.to == ["guest@example.com"]
    for text in (sent.body, sent.alternatives[0][0]):
        assert "بفرمایید" in text
        assert agent.get_full_name() in text
        assert agent.email not in text


def test_markup_in_it_is_text(chatting, agent):
    flows.send_message(Conversation.objects.get(), Message.Sender.AGENT, uuid4(), XSS, agent)
    ask(chatting, "guest@example.com")
    html = mail.outbox[0].alternatives[0][0]
    assert XSS not in html
    assert "&lt;img src=x" in html
    assert XSS in mail.outbox[0].body


YOU = {"fa": "شما، ", "ar": "أنت، ", "en": "You, "}


@pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("ar", "rtl"), ("en", "ltr")])
def test_it_is_in_the_shoppers_language_and_direction(chatting, language, direction):
    url = f"/{language}/support/api/v1/conversations/{Conversation.objects.get().public_id}/transcript/"
    token = {"X-CSRFToken": chatting.session_json["csrf_token"]}
    data = {"client_id": str(uuid4()), "email": "guest@example.com"}
    assert chatting.post(url, data, "application/json", headers=token).status_code == 202
    assert f'<html lang="{language}" dir="{direction}">' in mail.outbox[0].alternatives[0][0]
    head = next(line for line in mail.outbox[0].body.splitlines() if line.startswith(YOU[language]))
    assert (", " in head) is (language == "en")


def test_an_english_sentence_in_a_persian_thread_keeps_its_direction_and_names_turn_nothing_round(
    chatting, agent
):
    english = "It is 650,000 Toman (SF-1023), shipping included!"
    flows.send_message(Conversation.objects.get(), Message.Sender.AGENT, uuid4(), english, agent)
    ask(chatting, "guest@example.com")
    text, html = mail.outbox[0].body, mail.outbox[0].alternatives[0][0]
    assert f'<div dir="auto">{english}</div>' in html
    assert f"<bdi>{agent.get_full_name()}</bdi>" in html
    assert f"\n\u2068{english}\u2069\n" in text
    assert f"\u2068{agent.get_full_name()}\u2069" in text
    page = chatting.get(reverse("support_plugin:chat")).content.decode()
    assert f'<p class="support-bubble" dir="auto">{english}</p>' in page


def test_each_line_of_a_message_has_a_direction_of_its_own(chatting, agent):
    body = "SF-1023\r\nاین کالا را می‌خواهم.\n\nIs it in stock?"
    flows.send_message(Conversation.objects.get(), Message.Sender.AGENT, uuid4(), body, agent)
    ask(chatting, "guest@example.com")
    text, html = mail.outbox[0].body, mail.outbox[0].alternatives[0][0]
    assert "\u2068SF-1023\u2069\n\u2068این کالا را می‌خواهم.\u2069\n\n\u2068Is it in stock?\u2069" in text
    for line in ("SF-1023", "این کالا را می‌خواهم.", "<br>", "Is it in stock?"):
        assert f'<div dir="auto">{line}</div>' in html


@pytest.mark.parametrize(
    "typed",
    ["a\0@example.com", "a@\ud800.com", "a@example.com\0", "a" * 60_000 + "@example.com", "۹" * 5000, ["a"]],
)
def test_what_is_no_address_is_refused(chatting, typed):
    assert ask(chatting, typed).json()["code"] == "invalid"
    assert not mail.outbox


def test_a_name_cannot_leave_its_isolate_and_turn_round_what_follows(chatting, agent):
    agent.first_name, agent.last_name = f"{HOSTILE}Sara", "x"
    agent.save()
    flows.send_message(
        Conversation.objects.get(), Message.Sender.AGENT, uuid4(), "بفرمایید", agent, (), (f"{HOSTILE}one",)
    )
    ask(chatting, "guest@example.com")
    text, html = mail.outbox[0].body, mail.outbox[0].alternatives[0][0]
    assert "\u2068Sara x\u2069" in text
    assert "\u2068one\u2069" in text
    assert "<bdi>Sara x</bdi>" in html
    # What is said stands in a block of its own, as it was said.
    assert not any(control in text.replace("\u2068", "").replace("\u2069", "") for control in HOSTILE)


@pytest.mark.parametrize(
    "typed",
    [
        "guest12@example\u202e.com",
        "\u202a guest12@example.com\u202c",
        "guest۱٢@example.com",
        "guest12@example.com\u200c",
        "\ufeffguest12@exam\u00adple.com\ufe0f",
    ],
)
def test_an_address_is_read_without_marks_and_in_all_digits(chatting, typed):
    assert ask(chatting, typed).status_code == 202
    assert mail.outbox[0].to == ["guest12@example.com"]


def test_a_logged_in_shopper_gets_it_at_the_accounts_address_only(shopper):
    browser = Browser(shopper)
    browser.start()
    assert ask(browser, "thief@example.com").status_code == 202
    assert mail.outbox[0].to == [shopper.email]


def test_links_come_from_the_settings_and_not_from_the_request(chatting, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Site.objects.update_or_create(pk=settings.SITE_ID, defaults={"domain": "saffron.example", "name": "S"})
    ask(chatting, "guest@example.com", Host="evil.example")
    settings.SUPPORT_PLUGIN = {"SITE_URL": "https://shop.example/"}
    ask(chatting, "guest@example.com", Host="evil.example")
    for sent, address in zip(mail.outbox, ["http://saffron.example/", "https://shop.example/"], strict=True):
        for text in (sent.body, sent.alternatives[0][0]):
            assert "evil.example" not in text
            assert address in text


def test_the_same_request_again_sends_nothing(chatting):
    client_id = str(uuid4())
    for _again in range(2):
        assert ask(chatting, "guest@example.com", client_id).status_code == 202
    assert len(mail.outbox) == 1


def test_a_visitor_has_a_few_an_hour(chatting, settings):
    settings.SUPPORT_PLUGIN = {"TRANSCRIPTS_PER_HOUR": 2}
    codes = [ask(chatting, f"guest{i}@example.com").status_code for i in range(3)]
    assert codes == [202, 202, 429]
    assert len(mail.outbox) == 2
    client_id = str(uuid4())
    for _again in range(2):
        assert 0 < ask(chatting, "guest@example.com", client_id).json()["retry_after"] <= 3600


def test_an_address_gets_a_few_an_hour_from_whomever(settings):
    settings.SUPPORT_PLUGIN = {"TRANSCRIPTS_PER_HOUR": 2}
    codes = []
    for number in range(3):
        browser = Browser(REMOTE_ADDR=f"10.0.0.{number}")
        conversation = browser.start().json()["conversation"]["id"]
        data = {"client_id": str(uuid4()), "email": "Victim@example.com" if number else "victim@example.com"}
        codes.append(browser.call("POST", "api-transcript", conversation, data=data).status_code)
    assert codes == [202, 202, 429]


@pytest.mark.parametrize(
    "email", [None, "", "no address", 7, "a@example.com\nBcc: b@example.com", "a@b.c, d@e.f"]
)
def test_a_wrong_address_is_refused_with_words(chatting, email):
    response = ask(chatting, email)
    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert mail.outbox == []


def test_a_name_of_two_lines_is_no_second_header(chatting):
    SupportSettings.objects.create(names=dict.fromkeys(("fa", "ar", "en"), "Shop\nBcc: b@example.com"))
    ask(chatting, "guest@example.com")
    assert "\n" not in mail.outbox[0].subject


def test_a_mail_server_that_is_away_breaks_nothing(chatting, settings):
    send_by(settings, host="127.0.0.1", port=1, timeout=1)
    assert ask(chatting, "guest@example.com").status_code == 202


@pytest.mark.parametrize("outsider", ["guest", "other_shopper", "staff", "agent"])
@pytest.mark.parametrize("name", ["api-transcript", "chat-transcript"])
def test_only_the_shopper_has_it_sent(request, shopper, outsider, name):
    conversation = MessageFactory(conversation__visitor=VisitorFactory(user=shopper)).conversation
    browser = Browser(None if outsider == "guest" else request.getfixturevalue(outsider))
    data = {"client_id": str(uuid4()), "email": "thief@example.com"}
    refused = 403 if (name, outsider) == ("api-transcript", "agent") else 404
    assert browser.call("POST", name, conversation.public_id, data=data).status_code == refused
    assert mail.outbox == []


def test_a_corrected_address_is_another_request_also_under_the_same_id(chatting):
    conversation = Conversation.objects.get().public_id
    data = {"client_id": str(uuid4()), "email": "wrong@example.com"}
    for email in ("wrong@example.com", "right@example.com", "right@example.com"):
        answer = chatting.call("POST", "api-transcript", conversation, data={**data, "email": email})
        assert answer.status_code == 202
        assert answer.json()["conversation"]["id"] == str(conversation)
    assert [letter.to for letter in mail.outbox] == [["wrong@example.com"], ["right@example.com"]]


def test_without_javascript_a_form_asks_for_it(chatting):
    url = reverse("support_plugin:chat-transcript", args=[Conversation.objects.get().public_id])
    assert url in chatting.get(reverse("support_plugin:chat")).content.decode()
    token = chatting.session_json["csrf_token"]
    data = {"client_id": str(uuid4()), "email": "guest@example.com", "csrfmiddlewaretoken": token}
    chatting.post(url, data)
    assert mail.outbox[0].to == ["guest@example.com"]


def test_no_address_is_kept(chatting):
    ask(chatting, "guest@example.com")
    assert "guest@example.com" not in str(list(Conversation.objects.values())) + str(
        getattr(cache, "_cache", "")
    )


@pytest.mark.parametrize(
    ("zone", "clock", "name"),
    [
        ("Asia/Tehran", "۱۴:۰۵", "وقت ایران"),
        ("Europe/Berlin", "۱۱:۳۵", "وقت آلمان (برلین)"),
        (None, "۱۳:۳۵", "وقت عربستان سعودی"),
        ("Mars/Olympus", "۱۳:۳۵", "وقت عربستان سعودی"),
        ("../../etc/passwd", "۱۳:۳۵", "وقت عربستان سعودی"),
        (7, "۱۳:۳۵", "وقت عربستان سعودی"),
        (["Asia/Tehran"], "۱۳:۳۵", "وقت عربستان سعودی"),
        ({"Asia/Tehran": 1}, "۱۳:۳۵", "وقت عربستان سعودی"),
        ("", "۱۳:۳۵", "وقت عربستان سعودی"),
        ("x" * 10_000, "۱۳:۳۵", "وقت عربستان سعودی"),
        ("Asia/Tehran\x00", "۱۳:۳۵", "وقت عربستان سعودی"),
        ("Asia/Tehran\r\nBcc: a@b.c", "۱۳:۳۵", "وقت عربستان سعودی"),
        ("\u202eAsia/Tehran", "۱۳:۳۵", "وقت عربستان سعودی"),
        ("Asia/../Asia/Tehran", "۱۳:۳۵", "وقت عربستان سعودی"),
        ("/usr/share/zoneinfo/Asia/Tehran", "۱۳:۳۵", "وقت عربستان سعودی"),
    ],
)
def test_its_times_are_those_of_the_shoppers_clock_else_of_the_shop(chatting, settings, zone, clock, name):
    settings.TIME_ZONE = "Asia/Riyadh"
    Message.objects.update(created_at=datetime(2026, 11, 25, 10, 35, tzinfo=UTC))
    assert ask(chatting, "guest@example.com", zone=zone).status_code == 202
    for text in (mail.outbox[0].body, mail.outbox[0].alternatives[0][0]):
        assert f"۴ آذر ۱۴۰۵، ساعت {clock}" in text
        assert f"زمان‌ها به {name} است." in text


def test_a_shop_in_universal_time_says_so(chatting, settings):
    settings.TIME_ZONE = "UTC"
    ask(chatting, "guest@example.com")
    assert "زمان‌ها به UTC است." in mail.outbox[0].body

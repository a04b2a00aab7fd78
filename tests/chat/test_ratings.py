"""What shoppers think of a conversation that has ended."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from support_plugin.chat import flows
from support_plugin.chat.models import Conversation, Message
from support_plugin.signals import conversation_rated
from tests.chat.helpers import Browser
from tests.factories import MessageFactory, VisitorFactory

pytestmark = pytest.mark.django_db
XSS = "<img src=x onerror=alert(1)>"


@pytest.fixture
def rated(commits):
    """Collect what conversation_rated says."""
    said = []

    def receive(conversation, **kwargs):
        said.append((conversation.rating, conversation.rating_comment))

    conversation_rated.connect(receive)
    yield said
    conversation_rated.disconnect(receive)


def ended(browser):
    """Return a conversation of this browser that has ended."""
    browser.start()
    conversation = Conversation.objects.get()
    flows.close_conversation(conversation, Message.Sender.AGENT)
    return conversation


def rate(browser, conversation, **data):
    return browser.call("POST", "api-rating", conversation.public_id, data=data)


def test_a_shopper_rates_what_has_ended_and_agents_see_it(agent, rated):
    browser = Browser()
    conversation = ended(browser)
    response = rate(browser, conversation, rating="good", comment="سریع بود")
    assert response.status_code == 200
    shown = response.json()["conversation"]["rating"]
    assert (shown["rating"], shown["comment"]) == ("good", "سریع بود")
    seen = Browser(agent).call("GET", "api-conversation", conversation.public_id).json()["conversation"]
    assert seen["rating"] == shown
    assert rated == [("good", "سریع بود")]


def test_an_open_conversation_is_not_rated(rated):
    browser = Browser()
    browser.start()
    response = rate(browser, Conversation.objects.get(), rating="good")
    assert (response.status_code, response.json()["code"]) == (409, "conflict")
    assert rated == []


def test_a_rating_may_be_changed_for_a_day_and_not_later(rated):
    browser = Browser()
    conversation = ended(browser)
    rate(browser, conversation, rating="good")
    assert rate(browser, conversation, rating="bad", comment="باز هم نرسید").status_code == 200
    first = timezone.now() - timedelta(hours=25)
    Conversation.objects.update(rated_at=first)
    assert rate(browser, conversation, rating="good").status_code == 409
    conversation.refresh_from_db()
    assert (conversation.rating, conversation.rated_at) == ("bad", first)
    assert rated == [("good", ""), ("bad", "باز هم نرسید")]


def test_the_day_counts_from_the_first_rating():
    browser = Browser()
    conversation = ended(browser)
    rate(browser, conversation, rating="good")
    first = timezone.now() - timedelta(hours=23)
    Conversation.objects.update(rated_at=first)
    rate(browser, conversation, rating="bad")
    conversation.refresh_from_db()
    assert conversation.rated_at == first


def test_the_same_rating_again_is_no_news(rated):
    browser = Browser()
    conversation = ended(browser)
    rate(browser, conversation, rating="good")
    Conversation.objects.update(rated_at=timezone.now() - timedelta(days=9))
    assert rate(browser, conversation, rating="good").status_code == 200
    assert len(rated) == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"rating": "5"},
        {"rating": 1},
        {"rating": "good", "comment": 7},
        {"rating": "good", "comment": "x" * 1001},
    ],
)
def test_a_bad_rating_is_refused_with_words(data):
    browser = Browser()
    conversation = ended(browser)
    response = rate(browser, conversation, **data)
    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert response.json()["detail"]
    conversation.refresh_from_db()
    assert conversation.rating == ""


def test_a_long_comments_refusal_has_the_readers_digits():
    browser = Browser()
    conversation = ended(browser)
    with translation.override("fa"):
        shown = rate(browser, conversation, rating="good", comment="x" * 1001).json()["detail"]
    assert re.search("[۰-۹]", shown)
    assert not re.search("[0-9]", shown)


@pytest.mark.parametrize("outsider", ["guest", "other_shopper", "staff", "agent"])
def test_only_the_shopper_rates(request, shopper, outsider):
    conversation = MessageFactory(conversation__visitor=VisitorFactory(user=shopper)).conversation
    flows.close_conversation(conversation, Message.Sender.AGENT)
    browser = Browser(None if outsider == "guest" else request.getfixturevalue(outsider))
    refused = rate(browser, conversation, rating="bad")
    nothing = browser.call("POST", "api-rating", uuid4(), data={"rating": "bad"})
    # An agent sees the conversation, and learns that this is not theirs to do.
    status = 403 if outsider == "agent" else 404
    assert (refused.status_code, nothing.status_code) == (status, 404)
    if status == 404:
        assert refused.json() == nothing.json()
    conversation.refresh_from_db()
    assert conversation.rating == ""


def test_without_javascript_a_shopper_ends_and_rates(rated):
    browser = Browser()
    browser.start()
    conversation = Conversation.objects.get()
    token = {"csrfmiddlewaretoken": browser.session_json["csrf_token"]}
    page = reverse("support_plugin:chat")
    end, rating = (
        reverse(f"support_plugin:chat-{name}", args=[conversation.public_id]) for name in ("close", "rate")
    )
    assert end in browser.get(page).content.decode()
    assert browser.post(end, token).url == page
    # Nobody had answered: there is nothing to rate.
    assert rating not in browser.get(page).content.decode()
    Message.objects.filter(sender=Message.Sender.SHOPPER).update(sender=Message.Sender.AGENT)
    assert rating in browser.get(page).content.decode()
    browser.post(rating, {**token, "rating": "bad", "comment": XSS})
    assert rated == [("bad", XSS)]
    text = browser.get(page).content.decode()
    assert XSS not in text
    assert "&lt;img src=x" in text


def test_breaks_of_forms_count_once_in_a_comment(rated):
    browser = Browser()
    conversation = ended(browser)
    token = {"csrfmiddlewaretoken": browser.session_json["csrf_token"]}
    url = reverse("support_plugin:chat-rate", args=[conversation.public_id])
    lines = ["x" * 99] * 10  # 999 with their breaks, of 1,000
    browser.post(url, {**token, "rating": "good", "comment": "\r\n".join(lines)})
    assert rated == [("good", "\n".join(lines))]


def test_a_rating_without_a_choice_is_explained_on_the_page():
    browser = Browser()
    conversation = ended(browser)
    token = {"csrfmiddlewaretoken": browser.session_json["csrf_token"]}
    with translation.override("en"):
        url = reverse("support_plugin:chat-rate", args=[conversation.public_id])
    page = browser.post(url, token, follow=True)
    assert "Please choose one of the two answers." in page.content.decode()


@pytest.mark.parametrize("name", ["chat-close", "chat-rate"])
@pytest.mark.parametrize("outsider", ["guest", "other_shopper", "agent"])
def test_the_forms_are_the_shoppers_alone(request, shopper, outsider, name):
    conversation = MessageFactory(conversation__visitor=VisitorFactory(user=shopper)).conversation
    browser = Browser(None if outsider == "guest" else request.getfixturevalue(outsider))
    token = {"csrfmiddlewaretoken": browser.session_json["csrf_token"], "rating": "good"}
    url = reverse(f"support_plugin:{name}", args=[conversation.public_id])
    assert browser.post(url, token).status_code == 404
    assert browser.get(url).status_code == 405
    conversation.refresh_from_db()
    assert conversation.status == "open"


def test_the_desk_shows_the_rating_escaped(agent):
    conversation = ended(Browser())
    Conversation.objects.update(rating="good", rating_comment=XSS, rated_at=timezone.now())
    desk = Browser(agent).get(reverse("support_plugin:desk-conversation", args=[conversation.public_id]))
    assert XSS not in desk.content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in desk.content.decode()


def test_admins_find_the_bad_ones(admin_client):
    conversation = ended(Browser())
    Conversation.objects.update(rating="bad", rating_comment="دیر شد", rated_at=timezone.now())
    url = reverse("admin:support_plugin_conversation_changelist")
    assert str(conversation.pk) in admin_client.get(url, {"rating__exact": "bad"}).content.decode()
    page = reverse("admin:support_plugin_conversation_change", args=[conversation.pk])
    assert "دیر شد" in admin_client.get(page).content.decode()


def test_a_comment_cannot_turn_round_what_stands_on_its_line():
    browser = Browser()
    conversation = ended(browser)
    rate(browser, conversation, rating="good", comment="\u202eخوب\u2069 «SF-1»\u200f")
    conversation.refresh_from_db()
    assert conversation.rating_comment == "خوب «SF-1»\u200f"

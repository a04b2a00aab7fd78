"""What a shopper said in conversations before the present one can be read again."""

import pytest
from django.urls import reverse

from support_plugin.chat import flows
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.models import Conversation, Message
from tests.chat.helpers import Browser

pytestmark = pytest.mark.django_db
SHOPPER = Message.Sender.SHOPPER


def has_three(browser):
    """Let the browser's guest have three conversations, and return them, the newest first."""
    for name in ("first", "second", "third"):
        browser.start(f"in the {name}")
        if name != "third":
            flows.close_conversation(Conversation.objects.get(status="open"), SHOPPER)
    return list(Conversation.objects.order_by("-pk"))


def session_of(browser):
    return browser.get(reverse("support_plugin:api-session")).json()


def test_the_session_lists_the_others_the_newest_first():
    browser = Browser()
    assert browser.session_json["earlier"] == []
    newest, *others = has_three(browser)
    session = session_of(browser)
    assert session["thread"]["conversation"]["id"] == str(newest.public_id)
    assert session["earlier"] == [str(each.public_id) for each in others]
    for each in others:
        answer = browser.call("GET", "api-conversation", each.public_id)
        assert len(answer.json()["messages"]["items"]) == 2


def test_a_deleted_one_and_a_strangers_are_not_among_them():
    browser, stranger = Browser(), Browser()
    _newest, second, first = has_three(browser)
    delete_conversation(second, SHOPPER)
    assert session_of(browser)["earlier"] == [str(first.public_id)]
    stranger.start("mine")
    assert session_of(stranger)["earlier"] == []


def test_without_javascript_a_link_shows_one_more_above_the_present_one():
    browser = Browser()
    has_three(browser)
    page = reverse("support_plugin:chat")
    for number, shown in enumerate((["third"], ["second", "third"], ["first", "second", "third"])):
        text = browser.get(page, {"earlier": number}).content.decode()
        places = [text.find(f"in the {name}") for name in ("first", "second", "third")]
        assert [place > 0 for place in places] == [name in shown for name in ("first", "second", "third")]
        assert [place for place in places if place > 0] == sorted(place for place in places if place > 0)
        assert ('href="?earlier=' in text) == (len(shown) < 3)
    assert browser.get(page, {"earlier": "x" * 9}).status_code == 200


def test_without_javascript_the_browser_learns_that_an_answer_may_come():
    browser = Browser()
    page = reverse("support_plugin:chat")
    assert "support_awaited" not in browser.get(page).cookies
    browser.start()
    cookie = browser.get(page).cookies["support_awaited"]
    assert (cookie.value, cookie["samesite"], cookie["secure"]) == ("1", "Lax", "")


def test_it_is_set_in_another_sites_frame_too(settings):
    settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_SECURE = "None", True
    browser = Browser()
    browser.start()
    cookie = browser.get(reverse("support_plugin:chat")).cookies["support_awaited"]
    assert (cookie["samesite"], cookie["secure"]) == ("None", True)

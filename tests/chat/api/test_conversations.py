from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from support_plugin.chat.models import Conversation, Message
from support_plugin.preferences.models import SupportSettings
from tests.chat.helpers import Browser
from tests.factories import ConversationFactory, MessageFactory, VisitorFactory

pytestmark = pytest.mark.django_db


def send(browser, conversation, body="سلام", client_id=None):
    data = {"client_id": client_id or str(uuid4()), "body": body}
    return browser.call("POST", "api-messages", conversation.public_id, data=data)


def test_opening_the_panel_stores_nothing_and_gives_a_guest_a_key():
    browser = Browser()
    assert browser.session_json["thread"] is None
    assert browser.cookies["support_visitor"]["httponly"]
    assert browser.cookies["support_visitor"]["samesite"] == "Lax"
    assert Conversation.objects.count() == 0


def test_a_guests_conversation_is_there_after_a_reload():
    browser = Browser()
    assert browser.start("هزینهٔ ارسال؟").status_code == 201
    thread = browser.get(reverse("support_plugin:api-session")).json()["thread"]
    assert [m["body"] for m in thread["messages"]["items"]] == ["هزینهٔ ارسال؟"]


def test_a_retry_over_http_is_stored_once():
    browser, client_id = Browser(), str(uuid4())
    first, again = browser.start(client_id=client_id), browser.start(client_id=client_id)
    assert first.json()["message"] == again.json()["message"]
    assert Message.objects.count() == 1


def test_an_agent_reads_the_queue_and_answers(agent):
    guest = Browser()
    conversation_id = guest.start("سلام").json()["conversation"]["id"]
    desk = Browser(agent)
    assert [c["id"] for c in desk.call("GET", "api-conversations").json()["items"]] == [conversation_id]
    conversation = Conversation.objects.get()
    assert send(desk, conversation, "بفرمایید").json()["message"]["agent"]["name"] == agent.get_full_name()
    answer = guest.call("GET", "api-conversation", conversation_id)
    said = [m["body"] for m in answer.json()["messages"]["items"] if m["sender"] != "system"]
    assert said == ["سلام", "بفرمایید"]


def test_after_gives_only_what_is_new():
    browser = Browser()
    conversation_id = browser.start("1").json()["conversation"]["id"]
    send(browser, Conversation.objects.get(), "2")
    url = reverse("support_plugin:api-conversation", args=[conversation_id])
    assert [m["seq"] for m in browser.get(url, {"after": "1"}).json()["messages"]["items"]] == [2]
    assert browser.get(url, {"after": "-1"}).status_code == 400


OUTSIDERS = ["guest", "other_shopper", "staff"]


@pytest.mark.parametrize("outsider", OUTSIDERS)
@pytest.mark.parametrize(
    ("method", "name", "data"),
    [
        ("GET", "api-conversation", None),
        ("POST", "api-messages", {"client_id": str(uuid4()), "body": "من هم هستم"}),
        ("POST", "api-seen", {"seq": 1}),
        ("POST", "api-close", {}),
    ],
)
def test_an_outsider_gets_the_same_answer_as_for_nothing(request, shopper, outsider, method, name, data):
    user = None if outsider == "guest" else request.getfixturevalue(outsider)
    conversation = MessageFactory(conversation__visitor=VisitorFactory(user=shopper)).conversation
    before = Conversation.objects.values().get()
    browser = Browser(user)
    refused = browser.call(method, name, conversation.public_id, data=data)
    nothing = browser.call(method, name, uuid4(), data=data)
    assert (refused.status_code, refused.json()) == (nothing.status_code, nothing.json())
    assert refused.status_code == 404
    assert Conversation.objects.values().get() == before
    assert Message.objects.count() == 1


@pytest.mark.parametrize("outsider", [*OUTSIDERS, "shopper"])
def test_only_agents_read_the_queue(request, outsider):
    user = None if outsider == "guest" else request.getfixturevalue(outsider)
    refused = Browser(user).call("GET", "api-conversations")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("user", ["guest", "shopper", "agent"])
def test_without_csrf_token_nothing_is_written(request, user):
    browser = Browser(None if user == "guest" else request.getfixturevalue(user))
    browser.session_json["csrf_token"] = ""
    assert browser.start().status_code == 403
    assert Message.objects.count() == 0


def test_a_made_up_or_foreign_key_is_no_identity(settings):
    browser = Browser()
    browser.cookies["support_visitor"] = "anything"
    response = browser.start()
    assert (response.status_code, response.json()["code"]) == (403, "no_identity")


def test_the_cookie_of_a_guest_does_not_open_what_has_become_an_accounts(shopper):
    browser = Browser()
    browser.start()
    cookie = browser.cookies["support_visitor"].value
    conversation = Conversation.objects.get()
    login = browser.post(
        reverse("customer:login"),
        {
            "login-username": shopper.email,
            "login-password": "saffron-and-tea",
            "login_submit": "Log In",
            "csrfmiddlewaretoken": browser.session_json["csrf_token"],
        },
    )
    assert login.status_code == 302
    conversation.refresh_from_db()
    assert conversation.visitor.user == shopper
    assert browser.cookies["support_visitor"].value == ""
    thief = Client()
    thief.cookies["support_visitor"] = cookie
    assert thief.get(reverse("support_plugin:api-session")).json()["thread"] is None
    url = reverse("support_plugin:api-conversation", args=[conversation.public_id])
    assert thief.get(url).status_code == 404


def test_after_logout_nothing_of_the_conversation_is_left(shopper):
    browser = Browser(shopper)
    browser.start("راز")
    token = browser.session_json["csrf_token"]
    browser.post(reverse("customer:logout"), {"csrfmiddlewaretoken": token})
    assert browser.get(reverse("support_plugin:api-session")).json()["thread"] is None


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "text",
        {},
        {"client_id": "1", "body": "سلام"},
        {"client_id": str(uuid4())},
        {"client_id": str(uuid4()), "body": "   "},
        {"client_id": str(uuid4()), "body": 7},
        {"client_id": str(uuid4()), "body": "a\x00b"},
        {"client_id": str(uuid4()), "body": "\ud800"},
        {"client_id": str(uuid4()), "body": "س" * 4001},
    ],
)
def test_bad_input_is_refused_with_words_and_stores_nothing(data):
    response = Browser().call("POST", "api-conversations", data=data)
    assert response.status_code == 400
    assert response.json()["detail"]
    assert Message.objects.count() == 0


def test_a_flood_is_refused_with_the_seconds_to_wait(settings):
    settings.SUPPORT_PLUGIN = {"MESSAGES_PER_MINUTE": 2}
    browser = Browser()
    browser.start()
    conversation = Conversation.objects.get()
    send(browser, conversation)
    response = send(browser, conversation)
    assert response.status_code == 429
    assert 0 < response.json()["retry_after"] <= 60
    assert response["Retry-After"] == str(response.json()["retry_after"])
    assert Message.objects.count() == 2


def test_conversations_are_never_cached():
    browser = Browser()
    browser.start()
    for name, args in [("api-session", []), ("api-conversation", [Conversation.objects.get().public_id])]:
        response = browser.call("GET", name, *args)
        assert response["Cache-Control"] == "private, no-store"


def test_an_agents_log_in_name_and_address_are_never_sent(agent):
    type(agent).objects.filter(pk=agent.pk).update(first_name="", last_name="")
    guest = Browser()
    guest.start()
    send(Browser(agent), Conversation.objects.get(), "بفرمایید")
    text = guest.get(reverse("support_plugin:api-session")).content.decode()
    assert "بفرمایید" in text
    assert "agent@" not in text


def test_agents_see_more_of_a_conversation_than_shoppers(agent):
    guest = Browser()
    conversation_id = guest.start().json()["conversation"]["id"]
    assert (
        "waiting_since" not in guest.call("GET", "api-conversation", conversation_id).json()["conversation"]
    )
    assert (
        "waiting_since"
        in Browser(agent).call("GET", "api-conversation", conversation_id).json()["conversation"]
    )


def test_an_agent_is_a_shopper_in_an_own_conversation(agent):
    browser = Browser(agent)
    browser.start("سؤال خودم")
    assert Message.objects.get().sender == "shopper"


def test_no_two_open_conversations_of_a_visitor_fit_into_the_database():
    from django.db import IntegrityError

    visitor = VisitorFactory()
    ConversationFactory(visitor=visitor)
    with pytest.raises(IntegrityError):
        ConversationFactory(visitor=visitor)


def test_the_admins_words_are_in_the_readers_language():
    SupportSettings.objects.create(names={"fa": "پشتیبانی زعفران", "en": "Saffron care"})
    with_prefix = Client().get(reverse("support_plugin:api-session"), headers={"accept-language": "fa"})
    assert with_prefix.json()["name"] == "پشتیبانی زعفران"

import asyncio
from uuid import uuid4

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.urls import reverse

from support_plugin.chat.models import Conversation
from tests.factories import PASSWORD, make_user
from tests.forked_shop.asgi import application
from tests.forked_shop.checks.conftest import Browser

in_thread = asyncio.to_thread


async def connect(browser):
    """Return an open socket with this browser's cookies."""
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items())
    headers = [(b"cookie", cookies.encode()), (b"host", b"localhost"), (b"origin", b"http://localhost")]
    socket = WebsocketCommunicator(application, settings.SUPPORT_PLUGIN["WEBSOCKET_PATH"], headers)
    accepted, _protocol = await socket.connect(timeout=10)
    assert accepted
    return socket


async def receive(socket, *types):
    """Return the next frame of one of these types."""
    while (frame := await socket.receive_json_from(timeout=10))["type"] not in types:
        pass
    return frame


@pytest.mark.django_db
def test_a_guest_asks_and_an_agent_answers_over_http(browser, agent):
    thread = browser.ask("Does the van come on Friday?")
    answer = Browser(agent).call(
        "api-messages", thread["conversation"]["id"], client_id=str(uuid4()), body="It does."
    )
    assert answer.status_code == 201
    messages = browser.open_panel()["thread"]["messages"]["items"]
    assert [(m["sender"], m["agent"] and m["agent"]["name"], m["body"]) for m in messages] == [
        ("shopper", None, "Does the van come on Friday?"),
        ("system", "Salma", None),  # who joined
        ("agent", "Salma", "It does."),
    ]


@pytest.mark.django_db(transaction=True)
async def test_a_guest_asks_over_http_and_an_agent_answers_live_over_the_socket(browser, agent):
    desk = await connect(await in_thread(Browser, agent))
    await desk.send_json_to({"type": "watch", "language": "en-gb"})
    assert (await receive(desk, "queue", "error"))["items"] == []
    thread = await in_thread(browser.ask, "Does the van come on Friday?")
    conversation = thread["conversation"]["id"]
    [waiting] = (await receive(desk, "queue_changed"))["items"]
    assert (waiting["id"], waiting["last_body"]) == (conversation, "Does the van come on Friday?")

    shopper = await connect(browser)
    await shopper.send_json_to({"type": "hello", "conversation_id": conversation, "after": 1})
    assert (await receive(shopper, "welcome", "error"))["messages"]["items"] == []
    await desk.send_json_to({"type": "hello", "conversation_id": conversation, "after": 0})
    assert len((await receive(desk, "welcome", "error"))["messages"]["items"]) == 1
    await desk.send_json_to(
        {"type": "send", "conversation_id": conversation, "client_id": str(uuid4()), "body": "It does."}
    )
    assert (await receive(desk, "ack", "error"))["seq"] == 3
    received = [(await receive(shopper, "message"))["message"] for _ in range(2)]
    said = [(message["sender"], message["agent"]["name"], message["body"]) for message in received]
    assert said == [("system", "Salma", None), ("agent", "Salma", "It does.")]  # who joined, and the answer
    await shopper.disconnect()
    await desk.disconnect()


@pytest.mark.django_db
def test_log_in_takes_the_guests_conversation_into_the_account(browser, agent):
    person = make_user("amal@example.com", nickname="Amal")
    thread = browser.ask("Does the van come on Friday?")
    fields = {"login-username": person.email, "login-password": PASSWORD, "login_submit": "Log In"}
    answer = browser.submit(reverse("customer:login"), **fields)
    assert answer.status_code == 302
    assert not browser.cookies["support_visitor"].value
    # The same conversation, also in another browser of the same person, and named at the desk.
    for place in (browser, Browser(person)):
        assert place.open_panel()["thread"]["conversation"]["id"] == thread["conversation"]["id"]
    assert Conversation.objects.get().visitor.user == person
    [waiting] = Browser(agent).get(reverse("support_plugin:api-conversations")).json()["items"]
    assert waiting["shopper"]["name"] == "Amal"
    assert Browser().open_panel()["thread"] is None


@pytest.mark.django_db
def test_the_desk_opens_for_agents_and_stands_in_the_dashboards_navigation(browser, agent):
    thread = browser.ask("Does the van come on Friday?")
    desk = Browser(agent)
    page = desk.get(reverse("support_plugin:desk")).content.decode()
    assert "Does the van come on Friday?" in page
    url = reverse("support_plugin:desk-conversation", args=[thread["conversation"]["id"]])
    assert desk.get(url).status_code == 200
    dashboard = Browser(make_user("boss@example.com", is_staff=True, is_superuser=True))
    assert reverse("support_plugin:desk") in dashboard.get(reverse("dashboard:index")).content.decode()


@pytest.mark.django_db
def test_the_desk_asks_strangers_to_log_in_below_the_prefix(browser):
    answer = browser.get(reverse("support_plugin:desk"))
    assert answer.status_code == 302
    assert answer.url.startswith(f"{reverse('dashboard:login')}?next=/shop/dashboard/support/")

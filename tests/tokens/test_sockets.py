"""On the socket a token stands in for cookies and Origin."""

from uuid import uuid4

import pytest

from support_plugin.chat import flows
from support_plugin.chat.live import connections
from support_plugin.chat.models import Message
from support_plugin.tokens.models import ApiToken
from tests.chat.helpers import Socket, connected, in_thread, session_cookie
from tests.factories import VisitorFactory
from tests.tokens.test_tokens import make_token

pytestmark = pytest.mark.django_db(transaction=True)


async def asked(body="hello"):
    visitor = await in_thread(VisitorFactory)
    conversation, _message = await in_thread(flows.start_conversation, visitor, uuid4(), body)
    return conversation


@pytest.mark.parametrize("origin", ["", "https://elsewhere.example"])
async def test_an_agents_program_watches_the_queue_and_answers(agent, origin):
    conversation = await asked()
    socket = await connected(token=await in_thread(make_token, agent), origin=origin)
    await socket.say("watch")
    assert [c["id"] for c in (await socket.receive_frame("queue"))["items"]] == [str(conversation.public_id)]
    await socket.say("hello", conversation_id=conversation.public_id)
    assert (await socket.receive_frame("welcome"))["version"] == 1
    await socket.say("send", conversation_id=conversation.public_id, client_id=str(uuid4()), body="yes")
    await socket.receive_frame("ack")
    assert (await in_thread(Message.objects.latest, "pk")).agent_id == agent.pk
    await socket.disconnect()


async def test_a_browsers_script_gives_it_as_a_subprotocol(agent):
    token = await in_thread(make_token, agent)
    socket = Socket(subprotocols=["support.v1", f"bearer.{token}"], origin="https://elsewhere.example")
    assert await socket.connect(timeout=5) == (True, "support.v1")
    await socket.say("watch")
    await socket.receive_frame("queue")
    await socket.disconnect()


async def test_a_wrong_one_is_refused_and_closed_also_where_cookies_would_do(agent):
    cookie = await in_thread(session_cookie, agent)
    socket = await connected(cookie, token="wrong")
    await socket.say("watch")
    assert (await socket.receive_json_from(timeout=5))["code"] == "bad_token"
    closed = await socket.receive_output(timeout=5)
    assert (closed["type"], closed["code"]) == ("websocket.close", 4401)


async def test_a_shoppers_one_is_no_agents_though_the_cookie_is(agent, shopper):
    cookie, token = await in_thread(session_cookie, agent), await in_thread(make_token, shopper)
    socket = await connected(cookie, token=token)
    await socket.say("watch")
    assert (await socket.receive_frame("error", "queue"))["code"] == "forbidden"
    await socket.disconnect()


async def test_revoking_it_ends_the_socket(agent, monkeypatch):
    monkeypatch.setattr(connections, "IDENTITY_SECONDS", 0)
    socket = await connected(token=await in_thread(make_token, agent))
    await socket.say("watch")
    await socket.receive_frame("queue")
    await in_thread(ApiToken.objects.all().delete)
    await asked("is anybody there?")
    assert (await socket.receive_frame("error"))["code"] == "bad_token"
    assert (await socket.receive_output(timeout=5))["code"] == 4401

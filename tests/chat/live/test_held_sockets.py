"""How many sockets may be open, for how long without a purpose, and what the others receive."""

import pytest

from support_plugin.chat.live import consumers, held_sockets
from support_plugin.chat.live.held_sockets import HeldSockets
from support_plugin.chat.live.hub import get_hub
from support_plugin.visitors import cookies
from tests.chat.helpers import Socket, connected, following, guest_cookie, in_thread
from tests.factories import ConversationFactory, VisitorFactory


def held_by(sockets, address, times):
    return [sockets.admit(address) for _ in range(times)].count(True)


def test_an_address_leaves_room_for_others_and_a_process_for_the_shop(settings):
    settings.SUPPORT_PLUGIN = {"SOCKETS_PER_ADDRESS": 5, "SOCKETS_PER_PROCESS": 12}
    sockets = HeldSockets()
    assert held_by(sockets, "192.0.2.1", 9) == 5
    assert held_by(sockets, "2001:db8::1", 3) + held_by(sockets, "2001:db8::2", 3) == 5
    assert held_by(sockets, "192.0.2.3", 9) == 2
    sockets.release("192.0.2.1")
    assert held_by(sockets, "192.0.2.1", 9) == 1


def test_one_address_never_has_more_than_half(settings):
    settings.SUPPORT_PLUGIN = {"SOCKETS_PER_ADDRESS": 100, "SOCKETS_PER_PROCESS": 12}
    assert held_by(HeldSockets(), "192.0.2.1", 99) == 6


def test_a_process_with_few_files_holds_fewer_sockets(monkeypatch):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: (1024, 4096))
    assert held_sockets.most_sockets() == 768
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: (resource.RLIM_INFINITY,) * 2)
    assert held_sockets.most_sockets() == 10_000


async def test_one_socket_too_many_is_refused_before_it_is_open_until_another_ends(settings):
    settings.SUPPORT_PLUGIN = {"SOCKETS_PER_ADDRESS": 2}
    first, _second = await connected(address="192.0.2.7"), await connected(address="192.0.2.7")
    late = Socket(address="192.0.2.7")
    assert (await late.connect(timeout=5))[0] is False
    other = await connected(address="192.0.2.8")
    await first.disconnect()
    again = await connected(address="192.0.2.7")
    for socket in (again, _second, other):
        await socket.disconnect()
    assert get_hub().held._total == 0


async def test_where_the_server_can_it_says_why_and_when_to_come_back(settings):
    settings.SUPPORT_PLUGIN = {"SOCKETS_PER_PROCESS": 1}  # and half of it for one address
    late = Socket(address="192.0.2.7")
    late.scope["extensions"] = {"websocket.http.response": {}}
    await late.send_input({"type": "websocket.connect"})
    answer = await late.receive_output(timeout=5)
    assert (answer["type"], answer["status"]) == ("websocket.http.response.start", 429)
    assert dict(answer["headers"])[b"retry-after"] == b"60"
    assert (await late.receive_output(timeout=5))["type"] == "websocket.http.response.body"


async def test_a_socket_that_ignores_its_closing_is_still_held(settings):
    settings.SUPPORT_PLUGIN = {
        "SOCKETS_PER_ADDRESS": 1,
        "SOCKETS_PER_PROCESS": 4,
        "CONNECTIONS_PER_MINUTE": 1,
    }
    cookie = guest_cookie(cookies.new_key())
    await (await connected(cookie, address="192.0.2.7")).disconnect()
    refused = await connected(cookie, address="192.0.2.7")
    assert (await refused.receive_json_from(timeout=5))["code"] == "too_many"
    assert (await refused.receive_output(timeout=5))["code"] == 4429
    # Servers say so as soon as we close it, whatever the browser does.
    await refused.disconnect()
    assert (await Socket(address="192.0.2.7").connect(timeout=5))[0] is False


async def test_a_socket_that_follows_nothing_is_closed(monkeypatch):
    monkeypatch.setattr(consumers, "HELLO_SECONDS", 0.1)
    socket = await connected()
    closed = await socket.receive_output(timeout=5)
    assert (closed["type"], closed["code"]) == ("websocket.close", 4408)
    await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_a_socket_that_follows_something_stays_until_it_leaves(monkeypatch):
    monkeypatch.setattr(consumers, "HELLO_SECONDS", 0.3)
    key = cookies.new_key()
    visitor = await in_thread(VisitorFactory, key_hash=cookies.hash_key(key))
    conversation = await in_thread(ConversationFactory, visitor=visitor)
    socket, _welcome = await following(guest_cookie(key), conversation)
    assert await socket.receive_nothing(timeout=0.6)
    await socket.say("leave", conversation_id=conversation.public_id)
    closed = await socket.receive_output(timeout=5)
    assert (closed["type"], closed["code"]) == ("websocket.close", 4408)
    await socket.disconnect()

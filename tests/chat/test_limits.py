import threading
from uuid import uuid4

import pytest

from support_plugin.chat import connections, consumers, limits
from support_plugin.errors import Refused
from support_plugin.visitors import cookies
from tests.chat.helpers import connected, following, guest_cookie, in_thread
from tests.factories import ConversationFactory, VisitorFactory


class Away:
    """A cache whose server is away."""

    def add(self, *args):
        raise ConnectionError("away")

    incr = add


def test_a_cache_that_is_away_holds_up_nobody(monkeypatch):
    monkeypatch.setattr(limits, "cache", Away())
    limits.spend("send", "somebody", 1)
    allowance = limits.Allowance("send", "somebody", 30)
    allowance.renew()
    assert allowance.use()


def test_coming_back_on_a_bad_line_costs_nothing_of_the_limit(monkeypatch):
    monkeypatch.setattr(limits, "_window", lambda: 1)
    for _ in range(30):  # each time on a new socket
        allowance = limits.allowance("send", "somebody-on-a-train", 30)
        if not allowance.use():
            allowance.renew()
    with pytest.raises(Refused):
        limits.allowance("send", "somebody-on-a-train", 30).renew()


def test_what_is_counted_is_shared_by_all_sockets_of_somebody(monkeypatch):
    monkeypatch.setattr(limits, "_window", lambda: 1)  # no minute ends in between
    for _ in range(3):
        limits.Allowance("send", "somebody", 30).renew()
    limits.spend("send", "somebody", 10)
    with pytest.raises(Refused):
        limits.spend("send", "somebody", 10)


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_cache_that_does_not_answer_holds_up_nobody_for_long(monkeypatch):
    answers = threading.Event()

    class Hanging:
        def add(self, *args):
            answers.wait(30)

        incr = add

    monkeypatch.setattr(limits, "cache", Hanging())
    monkeypatch.setattr(connections, "PATIENCE", 0.1)
    key = cookies.new_key()
    visitor = await in_thread(VisitorFactory, key_hash=cookies.hash_key(key))
    conversation = await in_thread(ConversationFactory, visitor=visitor)
    socket, _welcome = await following(guest_cookie(key), conversation)
    for number in (1, 2):
        await socket.say("send", conversation_id=conversation.public_id, client_id=str(uuid4()), body="سلام")
        assert (await socket.hear("ack"))["seq"] == number
    answers.set()
    await socket.disconnect()


async def refusal_of(socket):
    """Return the error of a socket that was one too many, and the code it is closed with."""
    error = await socket.receive_json_from(timeout=5)
    closed = await socket.receive_output(timeout=5)
    assert closed["type"] == "websocket.close"
    return error["type"], error["code"], closed["code"], 0 < error["retry_after"] <= 60


async def stays(socket):
    await socket.say("ping")
    answer = await socket.receive_json_from(timeout=5)
    await socket.disconnect()
    return answer["type"] == "pong"


@pytest.fixture
def one_minute(monkeypatch, settings):
    """No minute ends in between, and few sockets are allowed."""
    monkeypatch.setattr(limits, "_window", lambda: 1)
    settings.SUPPORT_PLUGIN = {"CONNECTIONS_PER_MINUTE": 20}


async def test_an_address_opens_only_so_many_sockets_and_is_told_when_to_come_back(one_minute):
    for _ in range(20):
        assert await stays(await connected(address="192.0.2.1"))
    late = await connected(address="192.0.2.1")
    assert await refusal_of(late) == ("error", "too_many", 4429, True)
    assert await stays(await connected(address="192.0.2.2"))


async def test_a_browser_that_connects_again_and_again_leaves_the_address_to_others(one_minute):
    mine, others = (guest_cookie(cookies.new_key()) for _ in range(2))
    for _ in range(2):
        assert await stays(await connected(mine))
    assert await refusal_of(await connected(mine)) == ("error", "too_many", 4429, True)
    assert await stays(await connected(others))


async def test_sockets_are_counted_by_all_processes_together(one_minute):
    """What another process has counted in the shared cache counts here."""
    for _ in range(20):
        await in_thread(limits.spend_connection, "192.0.2.9", "")
    assert await refusal_of(await connected(address="192.0.2.9")) == ("error", "too_many", 4429, True)


async def test_a_refused_socket_is_told_nothing_more(one_minute):
    for _ in range(20):
        await in_thread(limits.spend_connection, "192.0.2.9", "")
    socket = await connected(address="192.0.2.9")
    await refusal_of(socket)
    await socket.say("ping")
    assert await socket.receive_nothing(timeout=0.2)


async def test_one_socket_asks_the_database_only_so_often(monkeypatch):
    monkeypatch.setattr(consumers, "MAX_QUESTIONS", 2)
    socket = await connected()
    for _ in range(2):
        await socket.say("seen", conversation_id=uuid4(), seq=1)
        assert (await socket.hear("error"))["code"] == "not_found"
    await socket.say("seen", conversation_id=uuid4(), seq=1)
    refused = await socket.hear("error")
    assert refused["code"] == "too_many"
    assert 0 < refused["retry_after"] <= 60
    assert await stays(socket)

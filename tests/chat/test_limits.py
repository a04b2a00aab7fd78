import threading
from uuid import uuid4

import pytest

from support_plugin import counters, limits
from support_plugin.limits import Who
from support_plugin.visitors import cookies
from tests.chat.helpers import connected, following, guest_cookie, in_thread, session_cookie
from tests.factories import ConversationFactory, VisitorFactory


@pytest.mark.django_db(transaction=True)
async def test_a_cache_that_does_not_answer_holds_up_nobody_for_long(monkeypatch):
    answers = threading.Event()

    class Hanging:
        def add(self, *args):
            answers.wait(30)

    monkeypatch.setattr(counters, "shared_cache", Hanging)
    monkeypatch.setattr(counters, "PATIENCE", 0.1)
    key = cookies.new_key()
    visitor = await in_thread(VisitorFactory, key_hash=cookies.hash_key(key))
    conversation = await in_thread(ConversationFactory, visitor=visitor)
    socket, _welcome = await following(guest_cookie(key), conversation)
    for number in (1, 2):
        await socket.say("send", conversation_id=conversation.public_id, client_id=str(uuid4()), body="سلام")
        assert (await socket.receive_frame("ack"))["seq"] == number
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
def few_sockets(settings):
    """Few sockets are allowed."""
    settings.SUPPORT_PLUGIN = {"CONNECTIONS_PER_MINUTE": 2, "PEOPLE_PER_ADDRESS": 10}


def browser():
    return guest_cookie(cookies.new_key())


async def test_an_address_opens_only_so_many_sockets_and_learns_when_to_come_back(few_sockets):
    for _ in range(20):
        assert await stays(await connected(browser(), address="192.0.2.1"))
    late = await connected(browser(), address="192.0.2.1")
    assert await refusal_of(late) == ("error", "too_many", 4429, True)
    assert await stays(await connected(browser(), address="192.0.2.2"))


async def test_a_browser_that_connects_again_and_again_leaves_the_address_to_others(few_sockets):
    mine, others = browser(), browser()
    for _ in range(2):
        assert await stays(await connected(mine))
    assert await refusal_of(await connected(mine)) == ("error", "too_many", 4429, True)
    assert await stays(await connected(others))


@pytest.mark.django_db(transaction=True)
async def test_made_up_sessions_share_what_one_browser_may(few_sockets):
    made_up = [f"sessionid=made-up-{number}; support_visitor=forged:{number}" for number in range(3)]
    for cookie in made_up[:2]:
        assert await stays(await connected(cookie))
    late = await connected(made_up[2])
    await late.say("ping")
    assert await refusal_of(late) == ("error", "too_many", 4429, True)
    assert await stays(await connected(browser()))


@pytest.mark.django_db(transaction=True)
async def test_people_who_are_logged_in_behind_one_address_have_a_share_each(few_sockets, shopper, agent):
    for user in (shopper, agent):
        cookie = await in_thread(session_cookie, user)
        for _ in range(2):
            assert await stays(await connected(cookie))
    late = await connected(cookie)
    await late.say("ping")
    assert await refusal_of(late) == ("error", "too_many", 4429, True)


async def test_sockets_and_requests_of_an_address_are_counted_together(few_sockets):
    for number in range(20):
        limits.spend("sockets", Who("2001:db8::1", f"visitor-{number}"))
    late = await connected(browser(), address="2001:db8::ffff")
    assert await refusal_of(late) == ("error", "too_many", 4429, True)


async def test_a_refused_socket_receives_nothing_more(few_sockets):
    mine = browser()
    for _ in range(2):
        assert await stays(await connected(mine))
    socket = await connected(mine)
    await refusal_of(socket)
    await socket.say("ping")
    assert await socket.receive_nothing(timeout=0.2)


async def test_a_person_asks_for_only_so_many_reads_on_all_their_sockets(settings):
    settings.SUPPORT_PLUGIN = {"READS_PER_MINUTE": 2}
    mine = browser()
    for _ in range(2):
        socket = await connected(mine)
        await socket.say("seen", conversation_id=uuid4(), seq=1)
        assert (await socket.receive_frame("error"))["code"] == "not_followed"
        assert await stays(socket)
    for kind in ("seen", "hello", "got", "watch"):
        socket = await connected(mine)
        await socket.say(kind, conversation_id=uuid4(), seq=1, after=0)
        refused = await socket.receive_frame("error")
        assert refused["code"] == "too_many", kind
        assert 0 < refused["retry_after"] <= 60
        assert await stays(socket)

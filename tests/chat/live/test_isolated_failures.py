"""What goes wrong with one socket, one conversation or one look leaves nobody else waiting."""

import asyncio
import threading
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone

from support_plugin.chat import flows
from support_plugin.chat.live import (
    connections,
    consumers,
    database,
    hub,
    queue_watchers,
    reauthentication,
    slow_browsers,
    updates,
    writer,
)
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.storing import threads
from support_plugin.visitors import cookies
from tests.chat.helpers import connected, following, guest_cookie, in_thread, session_cookie, socket_scope
from tests.chat.live.test_long_connections import until
from tests.factories import ConversationFactory, VisitorFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT


@pytest.fixture
def guests():
    """Two guests' cookies and conversations."""
    keys = cookies.new_key(), cookies.new_key()
    visitors = [VisitorFactory(key_hash=cookies.hash_key(key)) for key in keys]
    made = [
        (guest_cookie(key), ConversationFactory(visitor=visitor))
        for key, visitor in zip(keys, visitors, strict=True)
    ]
    return made


@pytest.fixture
def deaf(monkeypatch):
    """Nobody is woken: what flows store is found by looking only."""
    monkeypatch.setattr(flows, "wake_sockets_after_commit", lambda public_id: None)


async def settled(conversation):
    """Wait until the look that comes after a welcome is over; return the conversation's thread in the hub."""
    await until(lambda: hub.get_hub().tasks["read"].done() and not hub.get_hub().unread)
    return hub.get_hub().threads[str(conversation.public_id)]


async def test_a_socket_that_lags_when_it_is_welcomed_keeps_no_message_from_others(guests, monkeypatch):
    """It has left before it follows: nothing may think that it does."""
    cookie, conversation = guests[0]
    sending, stuck, closed = asyncio.Event(), asyncio.Event(), asyncio.Event()
    frames = asyncio.Queue()

    async def send(event):
        if event["type"] == "websocket.close":
            closed.set()
        elif event["type"] == "websocket.send":
            sending.set()
            await stuck.wait()

    monkeypatch.setattr(slow_browsers, "MAX_FRAMES", 1)
    slow = asyncio.create_task(consumers.chat_socket(socket_scope(cookie), frames.get, send))
    hello = f'{{"type": "hello", "conversation_id": "{conversation.public_id}"}}'
    frames.put_nowait({"type": "websocket.connect"})
    for text in ('{"type": "ping"}', '{"type": "ping"}', hello):
        frames.put_nowait({"type": "websocket.receive", "text": text})
        async with asyncio.timeout(10):  # the first is on its way for ever, the next one waits for it
            await sending.wait()
    async with asyncio.timeout(10):
        await closed.wait()
    monkeypatch.undo()
    socket, _welcome = await following(cookie, conversation)
    for number in range(2):
        await socket.say(
            "send", conversation_id=conversation.public_id, client_id=str(uuid4()), body=f"{number}"
        )
        assert (await socket.receive_frame("ack"))["seq"] == number + 1
        thread = await settled(conversation)
        assert len(thread.sockets) == 1
    stuck.set()
    slow.cancel()
    await socket.disconnect()


async def test_a_reader_that_fails_keeps_nobody_from_being_acknowledged(guests, monkeypatch):
    """What arrived during the commit is stored next, whoever could not be notified of the first."""
    cookie, conversation = guests[0]
    socket, _welcome = await following(cookie, conversation)
    may_write, store = threading.Event(), writer._store_and_render
    monkeypatch.setattr(writer, "_store_and_render", lambda batch: may_write.wait(30) and store(batch))
    monkeypatch.setattr(hub.Hub, "deliver", lambda self, news: [][0])
    for number in range(2):
        await socket.say(
            "send", conversation_id=conversation.public_id, client_id=str(uuid4()), body=f"{number}"
        )
        await until(lambda: writer.get_writer().task)
    await until(lambda: writer.get_writer().pending)
    may_write.set()
    assert [(await socket.receive_frame("ack"))["seq"] for _ in range(2)] == [1, 2]
    await socket.disconnect()


async def test_a_conversation_that_cannot_be_read_takes_no_other_with_it(guests, monkeypatch, deaf):
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 60)
    read, (poison, sound) = updates.read_threads, guests
    sockets = [(await following(*guest))[0] for guest in guests]
    for guest in guests:
        await settled(guest[1])

    def read_or_fail(cursors, languages):
        if str(poison[1].public_id) in cursors:
            raise ValueError("cannot be read")
        return read(cursors, languages)

    monkeypatch.setattr(updates, "read_threads", read_or_fail)
    await in_thread(flows.send_message, sound[1], AGENT, uuid4(), "هست")
    hub.get_hub().read_all(str(conversation.public_id) for _cookie, conversation in guests)
    assert (await sockets[1].receive_frame("message"))["message"]["kind"] == "joined"
    assert (await sockets[1].receive_frame("message"))["message"]["body"] == "هست"
    for socket in sockets:
        await socket.disconnect()


async def test_a_message_of_this_process_that_could_not_be_read_is_looked_for_again(guests, monkeypatch):
    """Its readers had to prove who they are first, and then reading failed: they are not up to date."""
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 0.05)
    cookie, conversation = guests[0]
    one, _welcome = await following(cookie, conversation)
    two, _welcome = await following(cookie, conversation)
    await settled(conversation)
    failures = fail_to_read(monkeypatch)
    monkeypatch.setattr(consumers.ChatSocket, "must_reauthenticate", lambda self: True)
    await one.say("send", conversation_id=conversation.public_id, client_id=str(uuid4()), body="هست")
    assert (await two.receive_frame("message"))["message"]["body"] == "هست"
    assert not failures
    for socket in (one, two):
        await socket.disconnect()


async def test_what_came_during_a_welcome_is_looked_for_again_where_it_could_not_be_read(guests, monkeypatch):
    """All sockets but the new one were notified directly, so that the conversation seems to be announced."""
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 0.05)
    cookie, conversation = guests[0]
    old, _welcome = await following(cookie, conversation)
    await old.say("send", conversation_id=conversation.public_id, client_id=str(uuid4()), body="سلام")
    await old.receive_frame("ack")
    thread = await settled(conversation)
    may_welcome, is_read, read = threading.Event(), threading.Event(), consumers.ChatSocket._open

    def open_late(socket, public_id, after):
        found = read(socket, public_id, after)
        is_read.set()
        may_welcome.wait(30)
        return found

    monkeypatch.setattr(consumers.ChatSocket, "_open", open_late)
    new = await connected(cookie)
    await new.say("hello", conversation_id=conversation.public_id)
    await until(is_read.is_set)
    await old.say("send", conversation_id=conversation.public_id, client_id=str(uuid4()), body="هست")
    await old.receive_frame("ack")
    await until(lambda: next(iter(thread.sockets)).follows[thread.public_id].cursor == 2)
    failures = fail_to_read(monkeypatch)
    may_welcome.set()
    assert [message["body"] for message in (await new.receive_frame("welcome"))["messages"]["items"]] == [
        "سلام"
    ]
    assert (await new.receive_frame("message"))["message"]["body"] == "هست"
    assert not failures
    for socket in (old, new):
        await socket.disconnect()


def fail_to_read(monkeypatch):
    """Let reading fail twice, for no reason of the database's; return the failures that are still to come."""
    read, failures = updates.read_threads, [ValueError("and again"), ValueError("for once")]

    def read_or_fail(cursors, languages):
        if failures:
            raise failures.pop()
        return read(cursors, languages)

    monkeypatch.setattr(updates, "read_threads", read_or_fail)
    return failures


async def test_a_repeat_hides_nothing_that_another_process_stored(guests, monkeypatch, deaf):
    """It is notified of what the repeat is about; that does not mean that it knows what came later."""
    cookie, conversation = guests[0]
    looks = threading.Event()
    changed = updates.changed_since
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 0.05)
    monkeypatch.setattr(updates, "changed_since", lambda since: changed(since) if looks.is_set() else [])
    one, _welcome = await following(cookie, conversation)
    two, _welcome = await following(cookie, conversation)
    await settled(conversation)
    first = uuid4()
    await in_thread(flows.send_message, conversation, SHOPPER, first, "۱")
    await in_thread(flows.send_message, conversation, SHOPPER, uuid4(), "۲")
    await one.say("send", conversation_id=conversation.public_id, client_id=str(first), body="۱")
    assert (await one.receive_frame("ack"))["seq"] == 1
    assert (await two.receive_frame("message"))["message"]["body"] == "۱"
    looks.set()
    assert (await two.receive_frame("message"))["message"]["body"] == "۲"
    for socket in (one, two):
        await socket.disconnect()


async def test_what_was_stored_before_a_long_outage_is_found_after_it(guests, monkeypatch, deaf):
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 0.05)
    cookie, conversation = guests[0]
    away, changed, asked = threading.Event(), updates.changed_since, []

    def changed_or_fail(since):
        asked.append(since)
        if away.is_set():
            raise OperationalError("away")
        return changed(since)

    socket, _welcome = await following(cookie, conversation)
    await settled(conversation)
    monkeypatch.setattr(hub, "SWEEP_REACH", 0)  # the outage lasts longer than any look reaches back
    away.set()
    monkeypatch.setattr(updates, "changed_since", changed_or_fail)
    await until(lambda: asked)
    await in_thread(flows.send_message, conversation, SHOPPER, uuid4(), "هست")
    stored_at = timezone.now()
    await until(lambda: asked[-1] is not asked[0] and timezone.now() > stored_at)
    away.clear()
    assert (await socket.receive_frame("message"))["message"]["body"] == "هست"
    await socket.disconnect()


async def test_busy_conversations_do_not_keep_quiet_ones_from_being_read(monkeypatch):
    monkeypatch.setattr(hub, "READ_AT_ONCE", 10)
    chat, seen = hub.Hub(), set()
    names, turns = [str(uuid4()) for _ in range(100)], iter(range(10))

    async def read(some):
        seen.update(some)
        if next(turns) < 9:
            for name in some:  # each is asked for again at once
                chat.read_soon(name)
        else:
            chat.unread.clear()

    monkeypatch.setattr(chat, "_read_some", read)
    chat.read_all(names)
    await until(lambda: chat.tasks["read"].done())
    assert seen == set(names)


async def test_agents_who_watch_miss_nothing_where_a_proof_failed(agent, guests, monkeypatch, deaf):
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 0.05)
    monkeypatch.setattr(queue_watchers, "QUEUE_SECONDS", 0)
    conversation, chat = guests[0][1], hub.get_hub()
    socket = await connected(await in_thread(session_cookie, agent))
    await socket.say("watch")
    await until(lambda: str(conversation.public_id) in chat.agents.announced and chat.tasks["queue"].done())
    failures, find_callers = [OperationalError("away")], consumers.ChatSocket.reauthenticate

    async def prove_or_fail(socket):
        if failures:
            raise failures.pop()
        return await find_callers(socket)

    monkeypatch.setattr(consumers.ChatSocket, "must_reauthenticate", lambda self: True)
    monkeypatch.setattr(consumers.ChatSocket, "reauthenticate", prove_or_fail)
    await in_thread(flows.send_message, conversation, SHOPPER, uuid4(), "سلام")
    received = {}
    while received.get(str(conversation.public_id)) != 1:
        received |= {
            entry["id"]: entry["last_seq"] for entry in (await socket.receive_frame("queue_changed"))["items"]
        }
    assert not failures
    await socket.disconnect()


async def test_a_reader_whose_proof_fails_comes_again_and_takes_no_other_with_it(guests, monkeypatch, deaf):
    find_callers, (poison, sound) = reauthentication.find_callers, guests
    sockets = [(await following(*guest))[0] for guest in guests]
    for guest in guests:
        await settled(guest[1])

    def prove_or_fail(claims):
        if any(str(poison[1].public_id) in claim.sides for claim in claims):
            raise ValueError("a session that cannot be read")
        return find_callers(claims)

    monkeypatch.setattr(reauthentication, "find_callers", prove_or_fail)
    monkeypatch.setattr(consumers.ChatSocket, "must_reauthenticate", lambda self: True)
    await in_thread(flows.send_message, sound[1], SHOPPER, uuid4(), "هست")
    hub.get_hub().read_all(str(conversation.public_id) for _cookie, conversation in guests)
    assert (await sockets[1].receive_frame("message"))["message"]["body"] == "هست"
    closed = await sockets[0].receive_output(timeout=5)
    assert (closed["type"], closed["code"]) == ("websocket.close", connections.TRY_AGAIN)
    await sockets[1].disconnect()


async def test_a_change_is_not_older_than_the_lock_it_waited_for(guests, monkeypatch):
    """Else, after a long wait, it would lie outside of what a look at the last changes finds."""
    (_cookie, conversation), lock, locked_at = guests[0], threads.lock_conversations, []

    def lock_late(ids):
        found = lock(ids)
        locked_at.append(timezone.now())
        return found

    monkeypatch.setattr(threads, "lock_conversations", lock_late)
    await in_thread(flows.send_message, conversation, SHOPPER, uuid4(), "سلام")
    changed_at = (await in_thread(Conversation.objects.get, pk=conversation.pk)).changed_at
    assert locked_at[0] <= changed_at


async def test_a_thread_that_many_asked_at_once_rests_once(monkeypatch):
    monkeypatch.setattr(database, "IDLE_SECONDS", 0.05)
    thread, rests = database.DatabaseThread("test"), []
    monkeypatch.setattr(thread, "release", lambda: rests.append(1))
    await asyncio.gather(*(thread.run(int) for _ in range(20)))
    await asyncio.sleep(0.2)
    assert len(rests) == 1
    thread.close()

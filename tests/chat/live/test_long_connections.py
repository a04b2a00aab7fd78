"""What a socket has to bear in two hours: breaks, slow lines, much to catch up with."""

import asyncio
import threading
from uuid import uuid4

import pytest
from channels.layers import InMemoryChannelLayer
from django.db import OperationalError

from support_plugin.chat import waking_processes
from support_plugin.chat.live import (
    connections,
    consumers,
    hub,
    reauthentication,
    slow_browsers,
    updates,
    writer,
)
from support_plugin.chat.live.handshake import Handshake
from support_plugin.chat.models import Conversation, Message
from tests.chat.helpers import connected, following, in_thread, session_cookie
from tests.factories import MessageFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


async def until(condition):
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


async def test_an_id_used_again_while_behind_hides_no_message(guest, monkeypatch):
    """Another tab has sent it; this one, which has not seen that yet, uses its id for another text."""
    cookie, conversation = guest
    socket, _welcome = await following(cookie, conversation)
    await until(lambda: hub.get_hub().tasks["read"].done())  # it looks once more after the welcome
    client_id, may_write, store = uuid4(), threading.Event(), writer._store_and_render
    monkeypatch.setattr(writer, "_store_and_render", lambda batch: may_write.wait(30) and store(batch))
    await in_thread(MessageFactory, conversation=conversation, client_id=client_id, body="نخستین")
    await socket.say("send", conversation_id=conversation.public_id, client_id=str(client_id), body="دیگر")
    await socket.say("ping")
    await socket.receive_frame("pong")
    (follower,) = hub.get_hub().threads[str(conversation.public_id)].sockets
    await until(lambda: follower.follows[str(conversation.public_id)].cursor == 1)
    may_write.set()
    assert (await socket.receive_frame("error"))["code"] == "conflict"
    assert (await socket.receive_frame("message"))["message"]["body"] == "نخستین"
    await socket.disconnect()


async def test_a_long_conversation_comes_in_parts_that_no_line_is_too_slow_for(guest, monkeypatch):
    monkeypatch.setattr(slow_browsers, "MAX_FRAMES", 250)
    cookie, conversation = guest
    rows = [
        Message(conversation=conversation, seq=n, sender="shopper", client_id=uuid4()) for n in range(1, 1301)
    ]
    await in_thread(Message.objects.bulk_create, rows)
    await in_thread(Conversation.objects.filter(pk=conversation.pk).update, last_seq=1300)
    socket, welcome = await following(cookie, conversation)
    seen = [message["seq"] for message in welcome["messages"]["items"]]
    while len(seen) < 1300:
        seen.append((await socket.receive_frame("message"))["message"]["seq"])
    assert seen == list(range(1, 1301))
    await socket.disconnect()


async def test_a_socket_is_closed_once_however_many_proofs_fail(monkeypatch):
    sent = []

    async def send(event):
        sent.append(event["type"])

    socket = consumers.ChatSocket(Handshake("192.0.2.1", {}), send)
    monkeypatch.setattr(reauthentication, "find_callers", lambda claims: [None] * len(claims))
    await asyncio.gather(*(socket.reauthenticate() for _ in range(3)))
    await until(lambda: sent)
    await asyncio.sleep(0.05)
    assert sent == ["websocket.close"]


async def test_a_browser_that_takes_nothing_is_let_go_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(slow_browsers, "MAX_BYTES", 10_000)
    sent, stuck = [], asyncio.Event()

    async def send(event):
        sent.append(event)
        if event["type"] == "websocket.send":
            await stuck.wait()

    socket = consumers.ChatSocket(Handshake("192.0.2.1", {}), send)
    for _ in range(20):
        socket.push("x" * 1000)
        await asyncio.sleep(0)
    await until(lambda: len(sent) == 2)
    assert sent[1] == {"type": "websocket.close", "code": connections.TOO_SLOW}
    stuck.set()


async def test_a_frame_longer_than_the_backlog_still_arrives(monkeypatch):
    monkeypatch.setattr(slow_browsers, "MAX_BYTES", 10)
    sent = []

    async def send(event):
        sent.append(event)

    socket = consumers.ChatSocket(Handshake("192.0.2.1", {}), send)
    for number in range(5):
        socket.push(f"{number}" * 1000)
        await asyncio.sleep(0.01)
    assert [event["text"][0] for event in sent] == list("01234")


async def test_a_process_that_nobody_is_connected_to_leaves_the_layers_group(guest, monkeypatch):
    layer = InMemoryChannelLayer()
    monkeypatch.setattr(waking_processes, "get_channel_layer", lambda: layer)
    for _ in range(3):
        socket, _welcome = await following(*guest)
        await until(lambda: layer.groups.get(waking_processes.GROUP))
        await socket.disconnect()
        await until(lambda: not layer.groups.get(waking_processes.GROUP))


async def test_watching_agents_learn_what_no_wake_up_announced(agent, monkeypatch):
    """Another process stored it, and the layer lost the wake-up."""
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 0.05)
    socket = await connected(await in_thread(session_cookie, agent))
    await socket.say("watch")
    assert (await socket.receive_frame("queue"))["items"] == []
    message = await in_thread(MessageFactory)
    entries = (await socket.receive_frame("queue_changed"))["items"]
    assert [entry["id"] for entry in entries] == [str(message.conversation.public_id)]
    # Once: it is not sent again and again.
    await socket.say("ping")
    await socket.receive_frame("pong")
    assert await socket.receive_nothing(timeout=0.6)
    await socket.disconnect()


async def test_a_reader_who_changes_the_language_misses_nothing(guest, monkeypatch):
    cookie, conversation = guest
    socket, _welcome = await following(cookie, conversation)
    read = updates.read_threads
    (follower,) = hub.get_hub().threads[str(conversation.public_id)].sockets

    def read_meanwhile(cursors, languages):
        news = read(cursors, languages)
        follower.language = "ar" if follower.language == "fa" and "fa" in languages else follower.language
        return news

    monkeypatch.setattr(updates, "read_threads", read_meanwhile)
    await in_thread(MessageFactory, conversation=conversation, body="هست")
    hub.get_hub().read_soon(str(conversation.public_id))
    assert (await socket.receive_frame("message"))["message"]["body"] == "هست"
    await socket.disconnect()


async def test_what_could_not_be_read_is_read_when_the_database_is_back(guest, monkeypatch):
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 60)
    cookie, conversation = guest
    socket, _welcome = await following(cookie, conversation)
    await until(lambda: hub.get_hub().tasks["read"].done())
    read, failures = updates.read_threads, [OperationalError("away")] * 2  # the thread itself tries twice

    def read_or_fail(cursors, languages):
        if failures:
            raise failures.pop()
        return read(cursors, languages)

    monkeypatch.setattr(updates, "read_threads", read_or_fail)
    await in_thread(MessageFactory, conversation=conversation, body="هست")
    hub.get_hub().read_soon(str(conversation.public_id))
    assert (await socket.receive_frame("message"))["message"]["body"] == "هست"
    await socket.disconnect()

"""Readers that take little: they hold up nobody, fill no memory and miss nothing."""

import asyncio
import json
from uuid import uuid4

import pytest

from support_plugin.chat import queries
from support_plugin.chat.live import consumers, slow_browsers
from support_plugin.chat.live.updates import read_threads
from support_plugin.chat.models import Conversation, Message
from support_plugin.visitors import cookies
from tests.chat.helpers import following, guest_cookie, in_thread, socket_scope
from tests.chat.live.test_long_connections import until
from tests.factories import ConversationFactory, VisitorFactory

pytestmark = pytest.mark.django_db(transaction=True)

# What takes four bytes a letter in memory, and two in a frame.
LONG = "ب" * 3999 + "😀"


def talk(messages, body=LONG):
    """Return a guest's cookie and their conversation."""
    key = cookies.new_key()
    conversation = ConversationFactory(visitor=VisitorFactory(key_hash=cookies.hash_key(key)))
    Message.objects.bulk_create(
        Message(conversation=conversation, seq=n, sender="shopper", client_id=uuid4(), body=body)
        for n in range(1, messages + 1)
    )
    Conversation.objects.filter(pk=conversation.pk).update(last_seq=messages)
    return guest_cookie(key), conversation


class Reader:
    """A browser behind a server that takes one frame after the other, when the test asks for it."""

    def __init__(self, cookie, conversation):
        self.frames, self.takes, self.got = asyncio.Queue(), asyncio.Semaphore(0), []
        self.frames.put_nowait({"type": "websocket.connect"})
        self.say("hello", conversation_id=str(conversation.public_id), after=0)
        self.task = asyncio.create_task(
            consumers.chat_socket(socket_scope(cookie), self.frames.get, self.send)
        )

    def say(self, type, **fields):
        self.frames.put_nowait({"type": "websocket.receive", "text": json.dumps({"type": type, **fields})})

    async def send(self, event):
        if event["type"] == "websocket.send":
            await self.takes.acquire()
            self.got.append(json.loads(event["text"]))

    async def take(self, frames=1):
        before = len(self.got)
        for _ in range(frames):
            self.takes.release()
        await until(lambda: len(self.got) >= before + frames)

    @property
    def numbers(self):
        """The messages it got."""
        welcome = [message["seq"] for message in self.got[0]["messages"]["items"]]
        return welcome + [frame["message"]["seq"] for frame in self.got if frame["type"] == "message"]

    async def end(self):
        self.frames.put_nowait({"type": "websocket.disconnect", "code": 1005})
        await self.task


def test_a_page_of_long_messages_is_short_and_says_where_to_go_on():
    _cookie, conversation = talk(100)
    seen, after = [], 0
    while after is not None:
        page = queries.messages_page(conversation.pk, after)
        assert sum(len(message.body.encode()) for message in page.items) <= queries.PAGE_BYTES
        seen += [message.seq for message in page.items]
        after = page.next
    assert seen == list(range(1, 101))


def test_a_page_has_one_message_however_long_and_none_of_an_empty_conversation(monkeypatch):
    monkeypatch.setattr(queries, "PAGE_BYTES", 10)
    _cookie, conversation = talk(2)
    page = queries.messages_page(conversation.pk, 0)
    assert ([message.seq for message in page.items], page.next) == ([1], 1)
    page = queries.messages_page(conversation.pk, 1)
    assert ([message.seq for message in page.items], page.next) == ([2], None)
    assert queries.messages_page(conversation.pk, 2).items == []


def test_sockets_read_twenty_messages_of_a_conversation_at_a_time():
    _cookie, conversation = talk(30)
    [news] = read_threads({str(conversation.public_id): 0}, {"fa"})
    assert [message["seq"] for message in news.messages["fa"]] == list(range(1, 21))
    assert news.is_part
    [rest] = read_threads({str(conversation.public_id): 20}, {"fa"})
    assert len(rest.messages["fa"]) == 10
    assert not rest.is_part


async def test_a_reader_that_takes_nothing_fills_no_memory_and_holds_up_nobody():
    cookie, conversation = await in_thread(talk, 200)
    slow = Reader(cookie, conversation)
    await until(lambda: slow_browsers._total.size)
    quick, welcome = await following(cookie, conversation)
    seen = [message["seq"] for message in welcome["messages"]["items"]]
    while len(seen) < 200:
        seen.append((await quick.receive_frame("message"))["message"]["seq"])
    assert seen == list(range(1, 201))
    # As letters of four bytes, 200 messages would be 3.2 MB.
    assert slow_browsers._total.size < 400_000
    await quick.disconnect()
    await slow.end()
    assert slow_browsers._total.size == 0


async def test_a_reader_that_takes_little_gets_everything_in_order():
    cookie, conversation = await in_thread(talk, 60)
    slow = Reader(cookie, conversation)
    await slow.take()
    while len(slow.numbers) < 60:
        await slow.take()
    assert slow.numbers == list(range(1, 61))
    await slow.end()

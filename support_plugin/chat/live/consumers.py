"""The chat's socket. Frames and their fields: docs/protocol.md.

A plain ASGI application instead of Channels' consumer class: with that one each socket joins groups of the
channel layer, which costs memory for every idle tab and a trip to Redis for every message. Here a process
listens once (chat/live/hub.py), and stores together what its sockets send (chat/live/writer.py).
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from support_plugin import limits
from support_plugin.chat import queries, read_marks, rules
from support_plugin.chat.live.connections import TOO_MANY, TOO_SLOW, Connection
from support_plugin.chat.live.frames import announced_fields, frame
from support_plugin.chat.live.handshake import Handshake, read_handshake
from support_plugin.chat.live.hub import get_hub
from support_plugin.chat.live.refusals import FORBIDDEN, TOO_MANY_REQUESTS, refuse
from support_plugin.chat.live.subscriptions import Follow
from support_plugin.chat.live.writer import Outcome, get_writer, unavailable
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import queue_json, thread_json
from support_plugin.chat.queue.order import queue_page
from support_plugin.chat.storing.new import NewMessage
from support_plugin.errors import Refused
from support_plugin.limits import Who
from support_plugin.rest.pages import Page
from support_plugin.rest.versions import ABOUT, VERSION

logger = logging.getLogger(__name__)

MAX_FRAME = 64 * 1024  # characters
MAX_THREADS = 50
# Within so many seconds a socket must follow something, or it is closed.
HELLO_SECONDS = 20
# For which servers wait for a browser to agree to being closed; as long it still takes up its room.
CLOSING_SECONDS = 10
# Frames for which the database is asked; a message has a limit of its own.
READS = {"hello", "seen", "got", "watch"}


async def chat_socket(scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
    """Serve one browser tab; an ASGI application."""
    await receive()
    opened = read_handshake(scope)
    if opened is None:
        return await refuse(scope, send, FORBIDDEN)
    if not get_hub().held.admit(opened.address):
        return await refuse(scope, send, TOO_MANY_REQUESTS)
    socket = ChatSocket(opened, send)
    try:
        await send({"type": "websocket.accept", "subprotocol": opened.subprotocol})
        await socket.admit()
        while (event := await receive())["type"] != "websocket.disconnect":
            await socket.receive(event.get("text"))
    finally:
        # Where we close it, servers say at once that it is gone, and wait for the browser to agree.
        get_hub().held.release(opened.address, CLOSING_SECONDS if socket.is_closed else 0)
        socket.end()


class ChatSocket(Connection):
    """One browser tab. Nothing is sent before a ``hello`` that proves whose conversation it is."""

    def __init__(self, opened: Handshake, send: Callable[..., Any]) -> None:
        super().__init__(opened, send)
        self.last_typing = 0.0
        self.is_counted = False
        self.deadline: asyncio.TimerHandle | None = None
        self.expect_hello()

    # Frames from the browser

    async def admit(self) -> None:
        """Count the connection by its address, and by the browser's key if there is one."""
        self.is_counted = bool(self.who.person)
        await self.count(self.who)

    async def count(self, who: Who) -> bool:
        """Count the connection; send one too many the time to come back, close it, and return False.

        It was accepted for that: of a socket that is not, a browser learns nothing.
        """
        try:
            await self.spend("sockets", who)
        except Refused as refused:
            await self.last_words(refused)
            self._close_soon(TOO_MANY)
            return False
        return True

    async def is_proven(self) -> bool:
        """Return whether the frame may be carried out; counts whoever the first proof of identity found."""
        if not await self.reauthenticate():
            return False
        if self.is_counted:
            return True
        self.is_counted = True
        return await self.count(self.who)

    def expect_hello(self) -> None:
        """Give the browser some time to follow something."""
        self.deadline = asyncio.get_running_loop().call_later(HELLO_SECONDS, self.end_if_idle)

    def end_if_idle(self) -> None:
        """Close a socket that follows nothing."""
        if not self.follows and not self.watching:
            self._close_soon(TOO_SLOW)

    def end(self) -> None:
        """Send the browser nothing more, and be forgotten."""
        if self.deadline is not None:
            self.deadline.cancel()
        super().end()

    async def receive(self, text: str | None) -> None:
        """Carry out one frame; whatever is wrong with it is answered, and closes nothing."""
        received: dict[str, Any] = {}
        try:
            received = self.parse(text)
            if await self.is_proven():
                if received["type"] in READS:
                    await self.spend("reads", self.who)
                await ACTIONS[received["type"]](self, received)
        except Refused as refused:
            self.refuse(refused, received)
        except Exception:
            logger.exception("A chat frame failed")
            if received.get("type") in ("hello", "watch"):
                # Whoever thinks to be following, and is not, would wait in vain.
                self.close_to_resume()
            else:
                self.refuse(unavailable(), received)

    def parse(self, text: str | None) -> dict[str, Any]:
        """Return the frame, or raise Refused."""
        try:
            received = json.loads(text) if text and len(text) <= MAX_FRAME else None
        except (ValueError, RecursionError):
            received = None
        if isinstance(received, dict) and isinstance(kind := received.get("type"), str) and kind in ACTIONS:
            if received.get("version", VERSION) != VERSION:
                raise Refused("invalid", _("This version of the chat's protocol is not known here."))
            return received
        raise Refused("invalid", _("This is not a frame of the chat's protocol."))

    async def hello(self, received: dict[str, Any]) -> None:
        """Follow a conversation, and send all that came after ``after``."""
        self.set_language(received.get("language"))
        public_id = str(rules.clean_id(received.get("conversation_id")))
        after = rules.clean_seq(received.get("after", 0))
        if public_id not in self.follows and len(self.follows) >= MAX_THREADS:
            raise Refused("invalid", _("Too many conversations on one socket."))
        follow, thread = await self.run_in_turn(self._open, public_id, after)
        if self._closed:
            return
        if known := self.follows.get(public_id):
            follow.readers = known.readers
        self.follows[public_id] = follow
        get_hub().follow(public_id, self)
        # Last of the three: a browser that lags too far behind leaves with it.
        self.push(frame("welcome", **ABOUT, **thread))
        # What was stored between reading and following was sent to nobody.
        get_hub().read_soon(public_id)

    def _open(self, public_id: str, after: int) -> tuple[Follow, dict[str, Any]]:
        conversation, role = self.caller.get_conversation(public_id)
        # Most who come back have missed nothing.
        behind = after < conversation.last_seq
        missed = queries.messages_page(conversation.pk, after) if behind else Page[Message]([])
        thread = thread_json(conversation, missed, role)
        who = Who(self.who.address, limits.person_of(conversation.visitor))
        cursor = missed.items[-1].seq if missed.items else min(after, conversation.last_seq)
        return Follow(conversation.pk, role, cursor, announced_fields(thread["conversation"]), who), thread

    async def leave(self, received: dict[str, Any]) -> None:
        """Stop following a conversation."""
        public_id = str(rules.clean_id(received.get("conversation_id")))
        if self.follows.get(public_id):
            get_hub().unfollow(public_id, self)
            del self.follows[public_id]
            self.expect_hello()

    def followed(self, received: dict[str, Any]) -> tuple[str, Follow]:
        """Return the conversation a frame is about; raise Refused if this socket does not follow it."""
        public_id = str(received.get("conversation_id"))
        if public_id not in self.follows:
            public_id = str(rules.clean_id(received.get("conversation_id")))
        if public_id not in self.follows:
            raise rules.not_followed()
        return public_id, self.follows[public_id]

    async def message(self, received: dict[str, Any]) -> None:
        """Have a message stored; the acknowledgement comes from ``acknowledge``."""
        follow = self.followed(received)[1]
        body, attachments = await self.words(received.get("body"), received.get("attachments"))
        choices = await self.choices(received.get("choices"), follow.role)
        await self.store(received, body, attachments=attachments, choices=choices)

    async def edit(self, received: dict[str, Any]) -> None:
        """Have an own message changed, with a new ``body`` or, by ``withdraw``, with none."""
        is_edit = received["type"] == "edit"
        body = (await self.words(received.get("body"), None))[0] if is_edit else ""
        kind = Message.Kind.EDITED if is_edit else Message.Kind.WITHDRAWN
        await self.store(received, body, kind=kind, changes=rules.clean_seq(received.get("seq")))

    async def store(self, received: dict[str, Any], body: str, **rest: Any) -> None:
        """Have what a frame says stored in the conversation that it names."""
        public_id, follow = self.followed(received)
        from_shopper = follow.role == Message.Sender.SHOPPER
        if from_shopper:
            await self.spend("messages", follow.who)
        agent = None if from_shopper else self.caller.user
        client_id = rules.clean_id(received.get("client_id"))
        follow.pending.setdefault(str(client_id))
        new = NewMessage(follow.conversation_id, follow.role, client_id, body, agent, **rest)
        get_writer().add(new, partial(self.acknowledge, public_id, follow, str(client_id)))

    async def words(self, body: object, attachments: object) -> tuple[str, tuple[UUID, ...]]:
        """Return what a message says; only files and refusals need the preferences."""
        text = None if attachments else rules.read_body(body)
        return (text, ()) if text else await self.run(rules.clean_message, body, attachments)

    async def choices(self, offered: object, role: Message.Sender) -> tuple[str, ...]:
        """Return the answers that a message offers; a refusal has a number in its text."""
        return () if offered is None else await self.run(rules.clean_choices, offered, role)

    def acknowledge(self, public_id: str, follow: Follow, client_id: str, outcome: Outcome) -> None:
        """Report what became of a message; called when it is committed, or refused."""
        if isinstance(outcome, Refused):
            if follow.give_up(client_id):
                get_hub().read_all(self.follows)
            return self.refuse(outcome, {"client_id": client_id, "conversation_id": public_id})
        if outcome.is_repeat and follow.role == Message.Sender.SHOPPER:
            limits.give_back("messages", follow.who)
        follow.accept(client_id, outcome.message["seq"])
        for text in outcome.acknowledgement():
            self.push(text)

    async def seen(self, received: dict[str, Any]) -> None:
        """Store how far this side has read, or its browser ``got``."""
        public_id, follow = self.followed(received)
        seq = rules.clean_seq(received.get("seq"))
        store = read_marks.store_got if received["type"] == "got" else read_marks.store_seen
        if await self.run_in_turn(store, follow.conversation_id, follow.role, seq):
            get_hub().announce(public_id)

    async def typing(self, received: dict[str, Any]) -> None:
        """Notify the others, at most once a second, while the conversation is open; nothing is stored."""
        public_id, follow = self.followed(received)
        now = time.monotonic()
        if follow.announced["status"] == Conversation.Status.OPEN and now - self.last_typing >= 1:
            self.last_typing = now
            await get_hub().readers.typing(public_id, self)

    async def watch(self, received: dict[str, Any]) -> None:
        """Send an agent a page of the queue, and from now on all changes."""
        self.set_language(received.get("language"))
        if not await self.run_in_turn(lambda: self.caller.is_agent):
            raise rules.agents_only()
        cursor = received.get("cursor")
        self.watching = True
        get_hub().watch(self)
        page = await self.run_in_turn(_read_queue, cursor)
        self.push(frame("queue", cursor=cursor, **page))

    async def ping(self, received: dict[str, Any]) -> None:
        """Answer the heartbeat, and look for what a lost wake-up should have announced."""
        if self.follows:
            with contextlib.suppress(Refused):  # one that asks too often is answered, and waits for the sweep
                await self.spend("reads", self.who)
                get_hub().read_all(self.follows)
        self.push(frame("pong"))


ACTIONS: dict[str, Callable[[ChatSocket, dict[str, Any]], Awaitable[None]]] = {
    "hello": ChatSocket.hello,
    "leave": ChatSocket.leave,
    "send": ChatSocket.message,
    "edit": ChatSocket.edit,
    "withdraw": ChatSocket.edit,
    "seen": ChatSocket.seen,
    "got": ChatSocket.seen,
    "typing": ChatSocket.typing,
    "watch": ChatSocket.watch,
    "ping": ChatSocket.ping,
}


def _read_queue(cursor: object) -> dict[str, Any]:
    return queue_json(queue_page(cursor))

"""The chat's socket. Frames and their fields: docs/protocol.md.

A plain ASGI application instead of Channels' consumer class: with that one each socket joins groups of the
channel layer, which costs memory for every idle tab and a trip to Redis for every message. Here a process
listens once (chat/hub.py), and stores together what its sockets send (chat/writer.py).
"""

import asyncio
import contextlib
import json
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import parse_cookie
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from support_plugin.chat import flows, limits, queries, rules
from support_plugin.chat.callers import Caller
from support_plugin.chat.delivery import PATIENCE, publish
from support_plugin.chat.hub import frame, get_hub, told
from support_plugin.chat.ledger import NewMessage
from support_plugin.chat.models import Message
from support_plugin.chat.payloads import conversation_json, message_json
from support_plugin.chat.proofs import Claim
from support_plugin.chat.writer import Outcome, get_writer, server_error
from support_plugin.conf import get_config
from support_plugin.visitors.cookies import read_key

logger = logging.getLogger(__name__)
T = TypeVar("T")

# Seconds after which a socket proves again that its user is still logged in and still allowed.
IDENTITY_SECONDS = 20
NO_LONGER_YOU, TOO_SLOW, TOO_MANY, TRY_AGAIN = 4403, 4408, 4429, 1011
MAX_FRAME = 64 * 1024  # characters
LONGEST_ID = 36  # of what is given back in an error: half a letter could not be sent
MAX_THREADS = 50
# Of the protocol: frames may name it.
VERSION = 1
# Frames a minute for which a socket may have the database asked; a message has a limit of its own.
MAX_QUESTIONS = 600
QUESTIONS = {"hello", "seen", "watch"}
# Frames, and their characters, that a browser has not taken yet; one that lags further behind comes back and
# resumes.
MAX_BACKLOG, MAX_BACKLOG_SIZE = 1000, 8_000_000


@dataclass
class Follow:
    """A conversation that this socket has open."""

    conversation_id: int
    role: Message.Sender
    # The last message that the browser got, and the state it was told.
    cursor: int
    told: dict[str, Any]
    allowance: limits.Allowance
    # Of what this socket sends it gets only acknowledgements. By id, what is not answered yet: the number of
    # the message that was left out meanwhile, as having that id; and what was, and the cursor has not passed.
    pending: dict[str, int | None] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)

    def pass_over(self, message: dict[str, Any]) -> bool:
        """Move the cursor to the next message; return whether the browser still has to be sent it."""
        self.cursor, client_id = message["seq"], message["client_id"]
        if message["sender"] != self.role:
            return True
        if client_id in self.pending:
            self.pending[client_id] = self.cursor
            return False
        if client_id in self.acknowledged:
            self.acknowledged.remove(client_id)
            return False
        return True

    def accept(self, client_id: str, seq: int) -> None:
        """Note that a message is stored under a number."""
        self.pending.pop(client_id, None)
        if seq > self.cursor:
            self.acknowledged.add(client_id)

    def give_up(self, client_id: str) -> bool:
        """Note that a message was refused; return whether another one, with its id, was left out for it."""
        left_out = self.pending.pop(client_id, None)
        if left_out is None:
            return False
        self.cursor = min(self.cursor, left_out - 1)
        return True


async def chat_socket(scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
    """Serve one browser tab; an ASGI application."""
    await receive()
    await send({"type": "websocket.accept"})
    socket = ChatSocket(_cookies(scope), send)
    try:
        await socket.admit((scope.get("client") or [""])[0])
        while (event := await receive())["type"] != "websocket.disconnect":
            await socket.receive(event.get("text"))
    finally:
        socket.end()


class ChatSocket:
    """One browser tab. Nothing is told before a ``hello`` that proves whose conversation it is."""

    def __init__(self, cookies: dict[str, str], send: Callable[..., Any]) -> None:
        self.session_key = cookies.get(settings.SESSION_COOKIE_NAME)
        self.caller = Caller(AnonymousUser(), read_key(cookies))
        # Who it is, the database is asked with the first frame.
        self.proven_at: float | None = None
        self.language: str = settings.LANGUAGE_CODE
        self.follows: dict[str, Follow] = {}
        self.watching = False
        self.last_typing = 0.0
        # The number of the minute, and what was asked in it.
        self.questions = (0, 0)
        self._send = send
        self._backlog: deque[str] = deque()
        self._backlog_size = 0
        self._sender: asyncio.Task[None] | None = None
        self._closed = False

    # Frames from the browser

    async def admit(self, address: str) -> None:
        """Count the connection; tell one too many when to come back, and close it.

        It was accepted for that: of a socket that is not, a browser learns nothing.
        """
        browser = self.session_key or self.caller.key or ""
        try:
            await self.count(limits.spend_connection, address, browser)
        except rules.Refused as refused:
            with contextlib.suppress(Exception):  # the browser has gone first
                await self._send({"type": "websocket.send", "text": self.error_frame(refused)})
            self._close_soon(TOO_MANY)

    async def receive(self, text: str | None) -> None:
        """Carry out one frame; whatever is wrong with it is answered, and closes nothing."""
        client_id: object = None
        received: dict[str, Any] = {}
        try:
            received = self.parse(text)
            client_id = received.get("client_id")
            if await self.prove_itself():
                self.spend_question(received["type"])
                await ACTIONS[received["type"]](self, received)
        except rules.Refused as refused:
            self.refuse(refused, client_id)
        except Exception:
            logger.exception("A chat frame failed")
            if received.get("type") in ("hello", "watch"):
                # Whoever thinks to be following, and is not, would wait in vain.
                self.come_again()
            else:
                self.refuse(server_error(), client_id)

    def parse(self, text: str | None) -> dict[str, Any]:
        """Return the frame, or raise Refused."""
        try:
            received = json.loads(text) if text and len(text) <= MAX_FRAME else None
        except (ValueError, RecursionError):
            received = None
        if (
            isinstance(received, dict)
            and isinstance(received.get("type"), str)
            and received["type"] in ACTIONS
        ):
            if received.get("version", VERSION) != VERSION:
                raise rules.Refused("invalid", _("This version of the chat's protocol is not known here."))
            return received
        raise rules.Refused("invalid", _("This is not a frame of the chat's protocol."))

    def spend_question(self, type: str) -> None:
        """Count what the database is asked for; raise Refused where it is too much."""
        if type in QUESTIONS:
            minute, asked = int(time.monotonic() // limits.WINDOW), self.questions[1]
            asked = asked + 1 if minute == self.questions[0] else 1
            self.questions = minute, asked
            if asked > MAX_QUESTIONS:
                raise limits.too_many()

    async def hello(self, received: dict[str, Any]) -> None:
        """Follow a conversation, and send all that came after ``after``."""
        self.speak(received.get("language"))
        public_id = str(rules.clean_id(received.get("conversation")))
        after = rules.clean_seq(received.get("after", 0))
        if public_id not in self.follows and len(self.follows) >= MAX_THREADS:
            raise rules.Refused("invalid", _("Too many conversations on one socket."))
        follow, state, messages = await self.run(self._open, public_id, after)
        if self._closed:
            return
        self.follows[public_id] = follow
        get_hub().follow(public_id, self)
        # Last of the three: a browser that lags too far behind leaves with it.
        self.push(frame("welcome", conversation=state, messages=messages))
        # What was stored between reading and following was told to nobody.
        get_hub().read_soon(public_id)

    def _open(self, public_id: str, after: int) -> tuple[Follow, dict[str, Any], list[dict[str, Any]]]:
        conversation, role = self.caller.get_conversation(public_id)
        # Most who come back have missed nothing.
        missed = queries.messages_after(conversation.pk, after) if after < conversation.last_seq else []
        messages = [message_json(message) for message in missed]
        state = conversation_json(conversation, role)
        allowance = limits.allowance(
            "send", f"visitor-{conversation.visitor_id}", get_config()["MESSAGES_PER_MINUTE"]
        )
        cursor = messages[-1]["seq"] if messages else min(after, conversation.last_seq)
        return Follow(conversation.pk, role, cursor, told(state), allowance), state, messages

    async def leave(self, received: dict[str, Any]) -> None:
        """Stop following a conversation."""
        public_id = str(rules.clean_id(received.get("conversation")))
        if self.follows.get(public_id):
            get_hub().unfollow(public_id, self)
            del self.follows[public_id]

    def followed(self, received: dict[str, Any]) -> tuple[str, Follow]:
        """Return the conversation a frame is about; raise Refused if this socket does not follow it."""
        public_id = str(received.get("conversation"))
        if public_id not in self.follows:
            public_id = str(rules.clean_id(received.get("conversation")))
        if public_id not in self.follows:
            raise rules.not_found()
        return public_id, self.follows[public_id]

    async def message(self, received: dict[str, Any]) -> None:
        """Have a message stored; the acknowledgement comes from ``acknowledge``."""
        _public_id, follow = self.followed(received)
        body, attachments = await self.words(received.get("body"), received.get("attachments"))
        choices = self.choices(received.get("choices"), follow.role)
        from_shopper = follow.role == Message.Sender.SHOPPER
        if from_shopper and not follow.allowance.use():
            await self.count(follow.allowance.renew)
        agent = None if from_shopper else self.caller.user
        client_id = rules.clean_id(received.get("client_id"))
        follow.pending.setdefault(str(client_id))
        new = NewMessage(follow.conversation_id, follow.role, client_id, body, agent, attachments, choices)
        get_writer().add(new, partial(self.acknowledge, follow, str(client_id)))

    async def words(self, body: object, attachments: object) -> tuple[str, tuple[UUID, ...]]:
        """Return what a message says; only its files need a look at the preferences, and so the database."""
        if attachments:
            return await self.run(rules.clean_message, body, attachments)
        try:
            return rules.clean_body(body), ()
        except rules.Refused:
            with translation.override(self.language):  # refused once more, in the reader's language
                return rules.clean_body(body), ()

    def choices(self, offered: object, role: Message.Sender) -> tuple[str, ...]:
        """Return the answers that a message offers."""
        if offered is None:
            return ()
        with translation.override(self.language):  # a refusal has a number in its text
            return rules.clean_choices(offered, role)

    def acknowledge(self, follow: Follow, client_id: str, outcome: Outcome) -> None:
        """Tell what became of a message; called when it is committed, or refused."""
        if isinstance(outcome, rules.Refused):
            if follow.give_up(client_id):
                get_hub().read_all(self.follows)
            return self.refuse(outcome, client_id)
        seq, created_at = outcome.message["seq"], outcome.message["created_at"]
        follow.accept(client_id, seq)
        self.push(
            frame("ack", conversation=outcome.public_id, client_id=client_id, seq=seq, created_at=created_at)
        )

    async def seen(self, received: dict[str, Any]) -> None:
        """Store how far this side has read."""
        public_id, follow = self.followed(received)
        seq = rules.clean_seq(received.get("seq"))
        if await self.run(flows.store_seen, follow.conversation_id, follow.role, seq):
            get_hub().announce(public_id)

    async def typing(self, received: dict[str, Any]) -> None:
        """Tell the other side, at most once a second; nothing is stored."""
        public_id, follow = self.followed(received)
        now = time.monotonic()
        if now - self.last_typing >= 1:
            self.last_typing = now
            get_hub().typing(public_id, follow.role)
            await publish({"typing": public_id, "sender": follow.role.value, "origin": get_hub().name})

    async def watch(self, received: dict[str, Any]) -> None:
        """Send an agent the queue, and from now on its changes."""
        self.speak(received.get("language"))
        if not await self.run(lambda: self.caller.is_agent):
            raise rules.not_found()
        self.watching = True
        get_hub().watch(self)
        self.push(frame("queue", conversations=await self.run(_read_queue)))

    async def ping(self, received: dict[str, Any]) -> None:
        """Answer the heartbeat, and look for what a lost wake-up should have told."""
        get_hub().read_all(self.follows)
        self.push(frame("pong"))

    # Frames to the browser

    def push(self, text: str) -> None:
        """Send a frame when the browser takes it; never waits, so that a slow phone holds up nobody."""
        if self._closed:
            return
        self._backlog.append(text)
        self._backlog_size += len(text)
        # A single frame, however long, is no lag.
        if len(self._backlog) > MAX_BACKLOG or self._backlog_size - len(text) > MAX_BACKLOG_SIZE:
            self._close_soon(TOO_SLOW)
        elif self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        while self._backlog:
            text = self._backlog.popleft()
            try:
                await self._send({"type": "websocket.send", "text": text})
            except Exception:  # the browser is gone: servers raise their own errors; ``receive`` will tell
                self.end()
            self._backlog_size = max(0, self._backlog_size - len(text))

    def end(self) -> None:
        """Tell the browser nothing more, and be forgotten by the hub."""
        self._closed = True
        self._backlog.clear()
        self._backlog_size = 0
        self.leave_all()

    def come_again(self) -> None:
        """Have the browser connect anew and resume: this socket missed what it should have been told."""
        self._close_soon(TRY_AGAIN)

    def _close_soon(self, code: int) -> None:
        # Two proofs of identity may fail at once; a socket is closed once.
        if not self._closed:
            self.end()
            self._sender = asyncio.create_task(self._close(code))

    async def _close(self, code: int) -> None:
        with contextlib.suppress(Exception):  # the browser has gone first
            await self._send({"type": "websocket.close", "code": code})

    def refuse(self, refused: rules.Refused, client_id: object = None) -> None:
        """Answer a frame that was not carried out."""
        self.push(self.error_frame(refused, client_id))

    def error_frame(self, refused: rules.Refused, client_id: object = None) -> str:
        """Return a refusal as a frame, in the reader's language."""
        with translation.override(self.language):
            fields: dict[str, Any] = {"code": refused.code, "detail": refused.detail}
        if isinstance(client_id, str) and client_id.isascii() and len(client_id) <= LONGEST_ID:
            fields["client_id"] = client_id
        if refused.retry_after is not None:
            fields["retry_after"] = refused.retry_after
        return frame("error", **fields)

    # Who it is

    def must_prove_itself(self) -> bool:
        """Return whether the last proof of identity is too old to be told anything."""
        return self.proven_at is None or time.monotonic() - self.proven_at >= IDENTITY_SECONDS

    async def prove_itself(self) -> bool:
        """Return whether the session still belongs to the user who connected, and the user may still do this.

        Log-out, a lost permission or a deactivated account end the socket within IDENTITY_SECONDS.
        """
        if self._closed:
            return False
        if self.must_prove_itself():
            asked_at = time.monotonic()
            caller = await get_hub().proofs.ask(self._claim())
            is_same = self.proven_at is None or caller is None or caller.user.pk == self.caller.user.pk
            if caller is None or not is_same:
                self._close_soon(NO_LONGER_YOU)
                return False
            self.caller, self.proven_at = caller, asked_at
        return not self._closed

    def _claim(self) -> Claim:
        sides = {public_id: follow.role.value for public_id, follow in self.follows.items()}
        return Claim(self.session_key, self.caller.key, sides, self.watching)

    def leave_all(self) -> None:
        """Be forgotten by the hub."""
        for public_id in list(self.follows):
            get_hub().unfollow(public_id, self)
        self.follows.clear()
        get_hub().unwatch(self)

    def speak(self, language: object) -> None:
        """Answer in this language from now on, if the shop has it."""
        if isinstance(language, str) and language in dict(settings.LANGUAGES):
            self.language = language

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Run a function that asks the database, in the reader's language."""
        return await get_hub().reader.run(self._in_language, function, *args)

    async def count(self, function: Callable[..., None], *args: Any) -> None:
        """Have a limit counted; a cache that does not answer holds up nobody for longer than PATIENCE."""
        try:
            async with asyncio.timeout(PATIENCE):
                await get_hub().counter.run(self._in_language, function, *args)
        except TimeoutError:
            logger.warning("The cache does not answer, and counts nothing")

    def _in_language(self, function: Callable[..., T], *args: Any) -> T:
        with translation.override(self.language):
            return function(*args)


ACTIONS: dict[str, Callable[[ChatSocket, dict[str, Any]], Awaitable[None]]] = {
    "hello": ChatSocket.hello,
    "leave": ChatSocket.leave,
    "send": ChatSocket.message,
    "seen": ChatSocket.seen,
    "typing": ChatSocket.typing,
    "watch": ChatSocket.watch,
    "ping": ChatSocket.ping,
}


def _cookies(scope: dict[str, Any]) -> dict[str, str]:
    found = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    return parse_cookie("; ".join(found))


def _read_queue() -> list[dict[str, Any]]:
    return [conversation_json(conversation, Message.Sender.AGENT) for conversation in queries.queue()[:200]]

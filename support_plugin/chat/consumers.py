"""The chat's socket. Frames and their fields: docs/protocol.md."""

import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from support_plugin.adapters import get_adapter
from support_plugin.chat import flows, limits, queries, rules
from support_plugin.chat.delivery import DESK_GROUP, conversation_group, get_layer
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import conversation_json, message_json
from support_plugin.conf import get_config
from support_plugin.visitors.cookies import read_key
from support_plugin.visitors.queries import find_visitor, session_user

logger = logging.getLogger(__name__)
T = TypeVar("T")

# Seconds after which a socket proves again that its user is still logged in and still allowed.
IDENTITY_SECONDS = 20
MAX_FRAME = 64 * 1024
MAX_THREADS = 50
NO_LONGER_YOU = 4403


@dataclass
class Thread:
    """A conversation this socket has open: the caller's side, and the last message it was sent."""

    role: Message.Sender
    cursor: int
    state: dict[str, Any]


class ChatConsumer(AsyncWebsocketConsumer):
    """One browser tab. The database is asked for everything after the cursor; wake-ups only say when."""

    async def connect(self) -> None:
        """Accept. Nothing is told before a ``hello`` that proves whose conversation it is."""
        self.channel_layer = get_layer()
        self.threads: dict[str, Thread] = {}
        self.watching = False
        self.language: str | None = None
        self.user = self.scope["user"]
        self.identified_at = time.monotonic()
        self.last_typing = 0.0
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave all groups."""
        for public_id in self.threads:
            await self.channel_layer.group_discard(conversation_group(public_id), self.channel_name)
        if self.watching:
            await self.channel_layer.group_discard(DESK_GROUP, self.channel_name)

    # Frames from the browser

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Carry out one frame; whatever is wrong with it is answered, and closes nothing."""
        client_id: object = None
        try:
            frame = self.parse(text_data)
            client_id = frame.get("client_id")
            if await self.still_identified():
                await self.actions[frame["type"]](self, frame)
        except rules.Refused as refused:
            await self.send_error(refused.code, refused.detail, client_id, refused.retry_after)
        except Exception:
            logger.exception("A chat frame failed")
            detail = await self.run(lambda: _("Something went wrong on our side. Please try again."))
            await self.send_error("server_error", detail, client_id)

    def parse(self, text_data: str | None) -> dict[str, Any]:
        """Return the frame, or raise Refused."""
        try:
            frame = json.loads(text_data) if text_data and len(text_data) <= MAX_FRAME else None
        except (ValueError, RecursionError):
            frame = None
        known = (
            isinstance(frame, dict) and isinstance(frame.get("type"), str) and frame["type"] in self.actions
        )
        if not known:
            raise rules.Refused("invalid", "This is not a frame of the chat's protocol.")
        return frame

    async def hello(self, frame: dict[str, Any]) -> None:
        """Open a conversation on this socket and send all that came after ``after``."""
        self.speak(frame.get("language"))
        public_id, after = rules.clean_id(frame.get("conversation")), rules.clean_seq(frame.get("after", 0))
        conversation, role = await self.run(self.get_conversation, public_id)
        name = str(public_id)
        if name not in self.threads and len(self.threads) >= MAX_THREADS:
            raise rules.Refused("invalid", "Too many conversations on one socket.")
        # Join first, read second: what is stored in between is at worst heard of twice.
        await self.channel_layer.group_add(conversation_group(name), self.channel_name)
        messages, state = await self.run(self.read, conversation.public_id, role, after)
        self.threads[name] = Thread(role, max([after, *(m["seq"] for m in messages)]), state)
        await self.send_frame("welcome", conversation=state, messages=messages)

    async def leave(self, frame: dict[str, Any]) -> None:
        """Stop following a conversation; an agent opens many in a day."""
        public_id = str(rules.clean_id(frame.get("conversation")))
        if self.threads.pop(public_id, None):
            await self.channel_layer.group_discard(conversation_group(public_id), self.channel_name)

    async def message(self, frame: dict[str, Any]) -> None:
        """Store a message; acknowledge what is committed."""
        client_id, body = rules.clean_id(frame.get("client_id")), rules.clean_body(frame.get("body"))
        message = await self.run(self.store, rules.clean_id(frame.get("conversation")), client_id, body)
        await self.send_frame("ack", conversation=frame["conversation"], **message)

    async def seen(self, frame: dict[str, Any]) -> None:
        """Store how far this side has read."""
        public_id, seq = rules.clean_id(frame.get("conversation")), rules.clean_seq(frame.get("seq"))
        conversation, role = await self.run(self.get_conversation, public_id)
        await self.run(flows.mark_seen, conversation, role, seq)

    async def typing(self, frame: dict[str, Any]) -> None:
        """Tell the other side, at most once a second; nothing is stored."""
        public_id = str(rules.clean_id(frame.get("conversation")))
        thread, now = self.threads.get(public_id), time.monotonic()
        if thread is None:
            raise await self.run(rules.not_found)
        if now - self.last_typing >= 1:
            self.last_typing = now
            event = {"type": "side.typing", "conversation": public_id, "sender": thread.role.value}
            await self.channel_layer.group_send(conversation_group(public_id), event)

    async def watch(self, frame: dict[str, Any]) -> None:
        """Send an agent the queue, and from now on its changes."""
        self.speak(frame.get("language"))
        if not await self.run(get_adapter().is_agent, self.user):
            raise await self.run(rules.not_found)
        if not self.watching:
            await self.channel_layer.group_add(DESK_GROUP, self.channel_name)
            self.watching = True
        await self.send_frame("queue", conversations=await self.run(self.read_queue))

    async def ping(self, frame: dict[str, Any]) -> None:
        """Answer the heartbeat, and look for what a lost wake-up should have told."""
        for public_id in list(self.threads):
            await self.catch_up(public_id)
        await self.send_frame("pong")

    actions: dict[object, Callable[["ChatConsumer", dict[str, Any]], Awaitable[None]]] = {
        "hello": hello,
        "leave": leave,
        "send": message,
        "seen": seen,
        "typing": typing,
        "watch": watch,
        "ping": ping,
    }

    # Wake-ups from the channel layer

    async def conversation_changed(self, event: dict[str, Any]) -> None:
        """Somebody changed a conversation that this socket has open."""
        if await self.still_identified():
            await self.catch_up(event["conversation"])

    async def queue_changed(self, event: dict[str, Any]) -> None:
        """Somebody changed any conversation, and this socket is an agent's."""
        if await self.still_identified():
            summary = await self.run(self.read_summary, event["conversation"])
            if summary:
                await self.send_frame("queue", conversations=[summary])

    async def side_typing(self, event: dict[str, Any]) -> None:
        """The other side writes."""
        thread = self.threads.get(event["conversation"])
        if thread and thread.role != event["sender"]:
            await self.send_frame("typing", conversation=event["conversation"], sender=event["sender"])

    async def catch_up(self, public_id: str) -> None:
        """Send all messages after the cursor, and the state if it is another."""
        thread = self.threads.get(public_id)
        if thread is None:
            return
        messages, state = await self.run(self.read, public_id, thread.role, thread.cursor)
        for message in messages:
            thread.cursor = message["seq"]
            await self.send_frame("message", conversation=public_id, message=message)
        if state != thread.state:
            thread.state = state
            await self.send_frame("state", conversation=state)

    # The database's side; these run in a thread

    def get_conversation(self, public_id: Any) -> tuple[Conversation, Message.Sender]:
        visitor = find_visitor(self.user, read_key(self.scope.get("cookies", {})))
        return queries.get_conversation(public_id, self.user, visitor)

    def read(self, public_id: Any, role: str, after: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        # The state first: a message stored in between is then news, not a gap.
        conversation = queries.conversations().get(public_id=public_id)
        messages = [message_json(m) for m in queries.messages_after(conversation.pk, after)]
        return messages, conversation_json(conversation, role)

    def read_queue(self) -> list[dict[str, Any]]:
        return [conversation_json(c, Message.Sender.AGENT) for c in queries.queue()[:200]]

    def read_summary(self, public_id: str) -> dict[str, Any] | None:
        conversation = queries.conversations().filter(public_id=public_id).first()
        return conversation_json(conversation, Message.Sender.AGENT) if conversation else None

    def store(self, public_id: Any, client_id: Any, body: str) -> dict[str, Any]:
        conversation, role = self.get_conversation(public_id)
        agent = self.user if role == Message.Sender.AGENT else None
        if role == Message.Sender.SHOPPER:
            limits.spend("send", f"visitor-{conversation.visitor_id}", get_config()["MESSAGES_PER_MINUTE"])
        message = flows.send_message(conversation, role, client_id, body, agent)
        return {
            "client_id": str(client_id),
            "seq": message.seq,
            "created_at": message.created_at.isoformat(),
        }

    async def still_identified(self) -> bool:
        """Return whether the session still belongs to the user who connected, and the user may still do this.

        Log-out, a lost permission or a deactivated account end the socket within IDENTITY_SECONDS.
        """
        now = time.monotonic()
        if now - self.identified_at < IDENTITY_SECONDS:
            return True
        self.identified_at = now
        user = await self.run(session_user, self.scope["session"].session_key)
        same = user.pk == self.user.pk
        self.user = user
        if same and await self.run(self.still_allowed):
            return True
        await self.close(NO_LONGER_YOU)
        return False

    def still_allowed(self) -> bool:
        if self.watching and not get_adapter().is_agent(self.user):
            return False
        for public_id, thread in self.threads.items():
            try:
                _conversation, role = self.get_conversation(public_id)
            except rules.Refused:
                return False
            if role != thread.role:
                return False
        return True

    # Helpers

    def speak(self, language: object) -> None:
        """Answer in this language from now on, if the shop has it."""
        if isinstance(language, str) and language in dict(settings.LANGUAGES):
            self.language = language

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Run a function that asks the database, in the reader's language."""

        def in_language() -> T:
            with translation.override(self.language or settings.LANGUAGE_CODE):
                return function(*args)

        return await database_sync_to_async(in_language)()

    async def send_frame(self, type: str, **fields: Any) -> None:
        """Send one frame as JSON."""
        await self.send(text_data=json.dumps({"type": type, **fields}, ensure_ascii=False))

    async def send_error(
        self, code: str, detail: str, client_id: object = None, retry_after: int | None = None
    ) -> None:
        """Answer a frame that was not carried out."""
        optional = {"client_id": client_id, "retry_after": retry_after}
        kept = {name: value for name, value in optional.items() if isinstance(value, (str, int))}
        await self.send_frame("error", code=code, detail=detail, **kept)

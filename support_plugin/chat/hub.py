"""The chat of one process: which sockets follow which conversation, and how they learn of what is new.

Three ways lead to a socket, each finding what the one before has missed: the process that stored a message
hands it over directly; a wake-up through the channel layer has the other processes read; and every few
seconds each process asks for the conversations that changed of late.
"""

import asyncio
import json
import logging
import uuid
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.db import InterfaceError, OperationalError
from django.utils import timezone, translation

from support_plugin.chat import queries
from support_plugin.chat.database import DatabaseThread
from support_plugin.chat.delivery import GROUP, PATIENCE, get_layer, publish, wake_event
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import conversation_json, message_json
from support_plugin.chat.proofs import Proofs

if TYPE_CHECKING:
    from channels.layers import BaseChannelLayer

    from support_plugin.chat.consumers import ChatSocket
    from support_plugin.chat.writer import Stored

logger = logging.getLogger(__name__)

# Seconds: how long a lost wake-up may go unnoticed; how far back each look goes, as processes' clocks differ.
SWEEP_SECONDS = 3
SWEEP_REACH = 30
# Seconds after which a process joins the layer's group anew; Redis forgets members after a day.
JOIN_SECONDS = 3600
READ_AT_ONCE = 50  # conversations
# Seconds in which the changes of the queue are gathered before agents are told.
QUEUE_SECONDS = 0.2
# What every message changes says nothing new to those who got the message.
UNTOLD = {"last_seq", "waiting_since", "updated_at", "last_body", "last_files"}

# Made once: json.dumps with options makes one for each call.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT


@dataclass(frozen=True)
class News:
    """What was read of a conversation."""

    public_id: str
    changed_at: datetime
    # Names of guests, and of agents without one, are words: by language, and states by the reader's side too.
    messages: dict[str, list[dict[str, Any]]]
    states: dict[tuple[str, str], dict[str, Any]]
    # More has been said than was read at once.
    is_part: bool = False


@dataclass(eq=False)
class Thread:
    """A conversation that sockets of this process follow."""

    public_id: str
    sockets: set["ChatSocket"] = field(default_factory=set)
    # The last change that was told to the sockets; None before the first.
    changed_at: datetime | None = None
    agent_id: int | None = None


class Hub:
    """One event loop's sockets. Everything here runs in that loop; only reads go to a thread."""

    def __init__(self) -> None:
        self.name = uuid.uuid4().hex
        self.threads: dict[str, Thread] = {}
        self.watchers: set[ChatSocket] = set()
        self.reader = DatabaseThread("support-reader")
        self.proofs = Proofs(self.reader)
        # Limits are counted in the shop's cache, which may hang: nobody else waits for it.
        self.counter = DatabaseThread("support-counter")
        # In the order in which they were asked for, so that none waits for ever behind busier ones.
        self.unread: dict[str, None] = {}
        self.queue_changes: set[str] = set()
        # The last changes that watching agents were told, by conversation.
        self.queue_told: dict[str, datetime] = {}
        # When all that had changed was last looked at; None while nobody is connected.
        self.looked_at: datetime | None = None
        self.to_wake: set[str] = set()
        self.tasks: dict[str, asyncio.Task[None]] = {}

    # Following

    def follow(self, public_id: str, socket: "ChatSocket") -> None:
        """Have the socket told of all that is new in a conversation."""
        self.threads.setdefault(public_id, Thread(public_id)).sockets.add(socket)
        self._listen()

    def unfollow(self, public_id: str, socket: "ChatSocket") -> None:
        """Forget the socket, and the conversation with its last one."""
        thread = self.threads.get(public_id)
        if thread is not None:
            thread.sockets.discard(socket)
            if not thread.sockets:
                del self.threads[public_id]
        self._rest()

    def watch(self, socket: "ChatSocket") -> None:
        """Have an agent's socket told of all changes of the queue."""
        self.watchers.add(socket)
        self._listen()

    def unwatch(self, socket: "ChatSocket") -> None:
        """Forget an agent's socket."""
        self.watchers.discard(socket)
        self._rest()

    # News

    def deliver(self, news: "Iterable[Stored]") -> None:
        """Hand over messages that this process has just stored."""
        for stored in news:
            self._wake(stored.public_id)
            thread = self.threads.get(stored.public_id)
            if thread is not None:
                self._deliver_one(thread, stored)
                # After a repeat, or where it must be read first, more may be untold: the next look finds it.
                if all(s.follows[stored.public_id].cursor >= stored.last_seq for s in thread.sockets):
                    thread.changed_at = stored.changed_at
            self._tell_agents(stored.public_id)

    def _deliver_one(self, thread: Thread, stored: "Stored") -> None:
        seq, text = stored.message["seq"], ""
        if stored.agent_id != thread.agent_id:
            # An agent has come: that is told with the conversation's state, which must be read.
            thread.agent_id = stored.agent_id
            self.read_soon(thread.public_id)
        for socket in tuple(thread.sockets):  # one that lags too far behind leaves while it is told
            follower = socket.follows[thread.public_id]
            if follower.cursor >= seq:
                continue
            if follower.cursor != seq - 1 or socket.must_prove_itself() or stored.speaks_for_shop:
                self.read_soon(thread.public_id)
            elif follower.pass_over(stored.message):
                text = text or frame("message", conversation=thread.public_id, message=stored.message)
                socket.push(text)

    def announce(self, public_id: str) -> None:
        """A socket of this process changed a conversation: tell those who follow it, here and elsewhere."""
        self._wake(public_id)
        self.changed(public_id)

    def changed(self, public_id: str) -> None:
        """Somebody changed a conversation: read it, and tell those who follow it here."""
        if public_id in self.threads:
            self.read_soon(public_id)
        self._tell_agents(public_id)

    def _tell_agents(self, public_id: str) -> None:
        if self.watchers:
            self.queue_changes.add(public_id)
            self._start("queue", self._tell_watchers)

    def _wake(self, public_id: str) -> None:
        self.to_wake.add(public_id)
        self._start("wake", self._wake_others)

    def read_soon(self, public_id: str) -> None:
        """Read a conversation as soon as the reader is free; what is asked for meanwhile is read together."""
        self.unread.setdefault(public_id)
        self._start("read", self._read)

    def read_all(self, public_ids: Iterable[str]) -> None:
        """Read several conversations soon."""
        for public_id in public_ids:
            self.read_soon(public_id)

    def typing(self, public_id: str, sender: str) -> None:
        """Tell the other side that somebody writes."""
        thread = self.threads.get(public_id)
        for socket in tuple(thread.sockets) if thread else ():
            if socket.follows[public_id].role != sender:
                socket.push(frame("typing", conversation=public_id, sender=sender))

    # Work

    async def _read(self) -> None:
        at_once = READ_AT_ONCE
        while self.unread:
            # A few at a time: the first need not wait until the last one's readers have proved who they are.
            some = dict.fromkeys(islice(self.unread, at_once))
            for public_id in some:
                del self.unread[public_id]
            try:
                await self._read_some(some)
            except (OperationalError, InterfaceError):
                # The database is away. Those who wait are forgotten by nobody: we come back to them.
                self.unread = some | self.unread
                raise
            except Exception:
                logger.exception("Of %d conversations, not all could be read", len(some))
                if at_once > 1:
                    # One that can't be read takes no other with it.
                    self.unread, at_once = some | self.unread, 1
                else:
                    self._look_again(some)

    def _look_again(self, public_ids: Iterable[str]) -> None:
        """Have the next look at what changed of late find these."""
        for public_id in public_ids:
            if public_id in self.threads:
                self.threads[public_id].changed_at = None

    async def _read_some(self, some: Iterable[str]) -> None:
        await _prove_all({socket for id in some if id in self.threads for socket in self.threads[id].sockets})
        wanted = {
            public_id: self._lowest_cursor(public_id) for public_id in some if public_id in self.threads
        }
        readers = {socket for public_id in wanted for socket in self.threads[public_id].sockets}
        for news in await self.reader.run(_read_threads, wanted, _languages(readers)):
            self._bring_up_to_date(news)

    def _lowest_cursor(self, public_id: str) -> int:
        """Return up to which message all of the conversation's sockets have been told."""
        return min(socket.follows[public_id].cursor for socket in self.threads[public_id].sockets)

    def _bring_up_to_date(self, news: "News") -> None:
        thread = self.threads.get(news.public_id)
        if thread is None:
            return
        thread.changed_at = news.changed_at
        if news.is_part:
            self.read_soon(news.public_id)
        for socket in tuple(thread.sockets):
            follower = socket.follows[news.public_id]
            if socket.language not in news.messages:  # changed while this was read
                self.read_soon(news.public_id)
                continue
            for message in news.messages[socket.language]:
                if message["seq"] == follower.cursor + 1 and follower.pass_over(message):
                    socket.push(frame("message", conversation=news.public_id, message=message))
            state = news.states.get((socket.language, follower.role))
            if state and told(state) != follower.told:
                follower.told = told(state)
                socket.push(frame("state", conversation=state))

    async def _tell_watchers(self) -> None:
        while self.queue_changes and self.watchers:
            await asyncio.sleep(QUEUE_SECONDS)
            changes, self.queue_changes = self.queue_changes, set()
            try:
                await self._tell_queue(changes)
            except Exception:
                self.queue_told.clear()  # the next look at what changed of late tells it
                raise

    async def _tell_queue(self, changes: set[str]) -> None:
        await _prove_all(self.watchers)
        for language in _languages(self.watchers):
            summaries, changed_at = await self.reader.run(_read_summaries, changes, language)
            self.queue_told |= changed_at
            text = frame("queue", conversations=summaries)
            for socket in [watcher for watcher in self.watchers if watcher.language == language]:
                socket.push(text)

    async def _wake_others(self) -> None:
        while self.to_wake:
            event = wake_event(self.to_wake, self.name)
            self.to_wake.clear()
            await publish(event)

    async def _hear(self) -> None:
        layer = get_layer()
        while True:
            channel = await layer.new_channel("support")
            await layer.group_add(GROUP, channel)
            try:
                async with asyncio.timeout(JOIN_SECONDS):
                    while True:
                        self._heard(await layer.receive(channel))
            except TimeoutError:
                pass
            finally:
                # Also when nobody is left to hear for: a layer in memory would keep all it is told.
                await _leave_group(layer, channel)

    def _heard(self, event: dict[str, Any]) -> None:
        if event.get("origin") != self.name:
            if "typing" in event:
                self.typing(event["typing"], event["sender"])
            for public_id in event.get("changed", ()):
                self.changed(public_id)

    async def _sweep(self) -> None:
        while True:
            # After an outage, what was committed before it is looked at too.
            before = self.looked_at = self.looked_at or timezone.now()
            await asyncio.sleep(SWEEP_SECONDS)
            now = timezone.now()
            recent = dict(await self.reader.run(_changed_since, before - timedelta(seconds=SWEEP_REACH)))
            self.looked_at = now
            for public_id, changed_at in recent.items():
                thread = self.threads.get(public_id)
                if thread is not None and thread.changed_at != changed_at:
                    self.read_soon(public_id)
                if self.queue_told.get(public_id) != changed_at:
                    self._tell_agents(public_id)
            # What is being told right now counts as told, or the next look would tell it twice.
            self.queue_told = recent

    # Tasks live while there are sockets

    def _listen(self) -> None:
        self._start("hear", self._hear, forever=True)
        self._start("sweep", self._sweep, forever=True)

    def _rest(self) -> None:
        if not self.threads and not self.watchers:
            for name in ("hear", "sweep"):
                task = self.tasks.pop(name, None)
                if task is not None:
                    task.cancel()
            self.looked_at = None
            self.reader.release()
            self.counter.release()

    def _start(self, name: str, work: Callable[[], Awaitable[None]], forever: bool = False) -> None:
        task = self.tasks.get(name)
        if task is None or task.done():
            self.tasks[name] = asyncio.create_task(_guarded(name, work, forever))


async def _guarded(name: str, work: Callable[[], Awaitable[None]], forever: bool) -> None:
    while True:
        try:
            await work()
        except Exception:
            logger.exception("The chat's task %r failed", name)
            await asyncio.sleep(1)
            continue  # with what has come since
        if not forever:
            return


async def _leave_group(layer: "BaseChannelLayer", channel: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await layer.group_discard(GROUP, channel)
    except Exception as error:  # it forgets us by itself after a day
        logger.warning("The channel layer could not be left: %r", error)


def frame(type: str, **fields: Any) -> str:
    """Return one frame of the protocol as text."""
    return _encode({"type": type, **fields})


_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def get_hub() -> Hub:
    """Return the running event loop's hub."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


def told(state: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a conversation's state whose change is worth a frame of its own."""
    return {name: value for name, value in state.items() if name not in UNTOLD}


async def _prove_all(sockets: "Iterable[ChatSocket]") -> None:
    """Have all prove who they are who must; one that can't, for reasons of its own, comes again."""
    unproven = [socket for socket in sockets if socket.must_prove_itself()]
    proofs = await asyncio.gather(*(socket.prove_itself() for socket in unproven), return_exceptions=True)
    for socket, failure in zip(unproven, proofs, strict=True):
        if isinstance(failure, OperationalError | InterfaceError):
            raise failure
        if isinstance(failure, BaseException):
            logger.error("It could not be proved who a socket is", exc_info=failure)
            socket.come_again()


def _languages(sockets: "Iterable[ChatSocket]") -> set[str]:
    return {socket.language for socket in sockets}


def _read_threads(cursors: dict[str, int], languages: set[str]) -> list[News]:
    found = list(queries.conversations().filter(public_id__in=cursors))
    messages = queries.messages_after_each({c.pk: cursors[str(c.public_id)] for c in found})
    return [_render(conversation, messages[conversation.pk], languages) for conversation in found]


def _render(conversation: Conversation, messages: list[Message], languages: set[str]) -> News:
    is_part = bool(messages) and messages[-1].seq < conversation.last_seq
    news = News(str(conversation.public_id), conversation.changed_at, {}, {}, is_part)
    for language in languages:
        with translation.override(language):
            news.messages[language] = [message_json(message) for message in messages]
            for role in (SHOPPER, AGENT):
                news.states[language, role] = conversation_json(conversation, role)
    return news


def _read_summaries(public_ids: set[str], language: str) -> tuple[list[dict[str, Any]], dict[str, datetime]]:
    found = list(queries.conversations().filter(public_id__in=public_ids))
    with translation.override(language):
        summaries = [conversation_json(conversation, Message.Sender.AGENT) for conversation in found]
    return summaries, {str(conversation.public_id): conversation.changed_at for conversation in found}


def _changed_since(since: datetime) -> list[tuple[str, datetime]]:
    rows = Conversation.objects.filter(changed_at__gte=since).values_list("public_id", "changed_at")
    return [(str(public_id), changed_at) for public_id, changed_at in rows]

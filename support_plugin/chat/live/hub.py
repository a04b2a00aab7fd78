"""The chat of one process: which sockets follow which conversation, and how they learn of what is new.

Three ways lead to a socket, each finding what the one before has missed: the process that stored a message
hands it over directly; a wake-up through the channel layer has the other processes read; and every few
seconds each process asks for the conversations that changed recently.
"""

import asyncio
import logging
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, islice
from typing import Any

from django.db import InterfaceError, OperationalError

from support_plugin import clock
from support_plugin.chat.live import updates
from support_plugin.chat.live.assignment import Assignment
from support_plugin.chat.live.background import PerLoop, Tasks
from support_plugin.chat.live.database import DatabaseThread
from support_plugin.chat.live.frames import announced_fields, frame
from support_plugin.chat.live.held_sockets import HeldSockets
from support_plugin.chat.live.outcomes import Stored
from support_plugin.chat.live.presence import Presence
from support_plugin.chat.live.queue_watchers import Watchers, languages_of
from support_plugin.chat.live.reauthentication import Reauthentication, reauthenticate_all
from support_plugin.chat.live.sockets import Socket, Thread
from support_plugin.chat.live.turns import Turns
from support_plugin.chat.live.typing_and_reading.readers import Readers
from support_plugin.chat.waking_processes import publish, subscribe, wake_up_event

logger = logging.getLogger(__name__)

# Seconds: how long a lost wake-up may go unnoticed; how far back each look goes, as processes' clocks differ.
SWEEP_SECONDS = 3
SWEEP_REACH = 30
# Seconds after a log-out, in which its session ends.
LOG_OUT_SECONDS = 1
READ_AT_ONCE = 50  # conversations


class Hub:
    """One event loop's sockets. Everything here runs in that loop; only reads go to a thread."""

    def __init__(self) -> None:
        self.name = uuid.uuid4().hex
        self.threads: dict[str, Thread] = {}
        self.reader = DatabaseThread("support-reader")
        self.reauthentication = Reauthentication(self.reader)
        # Limits are counted in the shop's cache, which may hang.
        self.counter = DatabaseThread("support-counter")
        # In the order in which they were asked for, so that none waits for ever behind busier ones.
        self.unread: dict[str, None] = {}
        # When all that had changed was last looked at; None while nobody is connected.
        self.looked_at: datetime | None = None
        self.to_wake: set[str] = set()
        self.logged_out: set[str] = set()
        self.held = HeldSockets()
        self.turns = Turns()
        self.tasks = Tasks()
        self.agents = Watchers(self.reader, self.tasks)
        self.assignment = Assignment(self.tasks)
        self.presence = Presence(self.name, self.agents.sockets, self.tasks, self.assignment.soon)
        self.readers = Readers(self.name, self.threads, self.reader, self.tasks)

    # Following

    def follow(self, public_id: str, socket: Socket) -> None:
        """Have the socket notified of all that is new in a conversation."""
        self.threads.setdefault(public_id, Thread(public_id)).sockets.add(socket)
        self.readers.update(public_id, socket)
        self._start()

    def unfollow(self, public_id: str, socket: Socket) -> None:
        """Forget the socket, and the conversation with its last one."""
        thread = self.threads.get(public_id)
        if thread is not None:
            thread.sockets.discard(socket)
            if not thread.sockets:
                del self.threads[public_id]
            self.readers.update(public_id, socket)
        self._stop_if_idle()

    def watch(self, socket: Socket) -> None:
        """Have an agent's socket notified of all changes of the queue."""
        self.agents.sockets.add(socket)
        self.presence.update()
        self._start()

    def unwatch(self, socket: Socket) -> None:
        """Forget an agent's socket."""
        self.agents.sockets.discard(socket)
        self.presence.update()
        self._stop_if_idle()

    # News

    def deliver(self, all_stored: Sequence[Stored]) -> None:
        """Hand over messages that this process has just stored."""
        if not all_stored:
            return
        self.to_wake.update(stored.public_id for stored in all_stored)
        self._wake_soon()
        self.assignment.soon()
        for stored in all_stored:
            thread = self.threads.get(stored.public_id)
            if thread is not None:
                self._deliver_one(thread, stored)
                # After a repeat, or where it must be read first, more may be unsent: the next look finds it.
                if all(s.follows[stored.public_id].cursor >= stored.last_seq for s in thread.sockets):
                    thread.changed_at = stored.changed_at
            self.agents.announce(stored.public_id)

    def _deliver_one(self, thread: Thread, stored: Stored) -> None:
        seq, text = stored.message["seq"], ""
        if stored.agent_id != thread.agent_id:
            # An agent has come: that is sent with the conversation's state, which must be read.
            thread.agent_id = stored.agent_id
            self.read_soon(thread.public_id)
        for socket in tuple(thread.sockets):  # one that lags too far behind leaves while it is sent to
            follower = socket.follows[thread.public_id]
            if follower.cursor >= seq or not socket.has_room():
                continue
            if follower.cursor != seq - 1 or socket.must_reauthenticate() or stored.needs_language:
                self.read_soon(thread.public_id)
            elif follower.pass_over(stored.message):
                text = text or frame("message", conversation_id=thread.public_id, message=stored.message)
                socket.push(text)

    def announce(self, public_id: str) -> None:
        """A socket of this process changed a conversation: notify those who follow it, here and elsewhere."""
        self.to_wake.add(public_id)
        self._wake_soon()
        self.changed(public_id)

    def changed(self, public_id: str) -> None:
        """Somebody changed a conversation: read it, and notify those who follow it here."""
        if public_id in self.threads:
            self.read_soon(public_id)
        self.agents.announce(public_id)

    def _wake_soon(self) -> None:
        self.tasks.start("wake", self._wake_others)

    def read_soon(self, public_id: str) -> None:
        """Read a conversation as soon as the reader is free; what is asked for meanwhile is read together."""
        self.unread.setdefault(public_id)
        self.tasks.start("read", self._read)

    def read_all(self, public_ids: Iterable[str]) -> None:
        """Read several conversations soon."""
        for public_id in public_ids:
            self.read_soon(public_id)

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
        """Have the next look at what changed recently find these."""
        for public_id in public_ids:
            if public_id in self.threads:
                self.threads[public_id].changed_at = None

    async def _read_some(self, some: Iterable[str]) -> None:
        await reauthenticate_all(
            {socket for id in some if id in self.threads for socket in self.threads[id].sockets}
        )
        readers = {public_id: self._readers(public_id) for public_id in some}
        wanted = {
            public_id: min(socket.follows[public_id].cursor for socket in sockets)
            for public_id, sockets in readers.items()
            if sockets
        }
        for found in await self.reader.run(
            updates.read_threads, wanted, languages_of(chain(*readers.values()))
        ):
            self._bring_up_to_date(found)

    def _readers(self, public_id: str) -> list[Socket]:
        """Return the conversation's sockets that can take something; the others ask again when they can."""
        thread = self.threads.get(public_id)
        return [socket for socket in thread.sockets if socket.has_room()] if thread else []

    def _bring_up_to_date(self, found: updates.News) -> None:
        thread = self.threads.get(found.public_id)
        if thread is None:
            return
        thread.changed_at = found.changed_at
        if found.is_part:
            self.read_soon(found.public_id)
        for socket in self._readers(found.public_id):
            follower = socket.follows[found.public_id]
            if socket.language not in found.messages:  # changed while this was read
                self.read_soon(found.public_id)
                continue
            for message in found.messages[socket.language]:
                if not socket.has_room():
                    break
                # A number that was passed over does not exist.
                if message["seq"] > follower.cursor and follower.pass_over(message):
                    socket.push(frame("message", conversation_id=found.public_id, message=message))
            state = found.states.get((socket.language, follower.role))
            if state and announced_fields(state) != follower.announced:
                follower.announced = announced_fields(state)
                socket.push(frame("state", conversation=state))

    async def _wake_others(self) -> None:
        while self.to_wake:
            event = wake_up_event(self.to_wake, self.name)
            self.to_wake.clear()
            await publish(event)

    def _on_event(self, event: dict[str, Any]) -> None:
        if "logged_out" in event:
            self.logged_out.add(event["logged_out"])
            self.tasks.start("logged_out", self._reauthenticate_logged_out)
        elif event.get("origin") != self.name:
            self.readers.take(event)
            for public_id in event.get("changed", ()):
                self.changed(public_id)
            if not event.get("origin"):  # what another process with sockets stored, it looks at itself
                self.assignment.soon()

    async def _reauthenticate_logged_out(self) -> None:
        while self.logged_out:
            # Django signals a log-out before it ends the session.
            await asyncio.sleep(LOG_OUT_SECONDS)
            users, self.logged_out = self.logged_out, set()
            followers = {socket for thread in self.threads.values() for socket in thread.sockets}
            sockets = [s for s in followers | self.agents.sockets if str(s.caller.user.pk) in users]
            for socket in sockets:
                socket.authenticated_at = None
            await reauthenticate_all(sockets)

    async def _sweep(self) -> None:
        while True:
            # After an outage, what was committed before it is looked at too.
            before = self.looked_at = self.looked_at or clock.now()
            await asyncio.sleep(SWEEP_SECONDS)
            now = clock.now()
            recent = dict(
                await self.reader.run(updates.changed_since, before - timedelta(seconds=SWEEP_REACH))
            )
            self.looked_at = now
            for public_id, changed_at in recent.items():
                thread = self.threads.get(public_id)
                if thread is not None and thread.changed_at != changed_at:
                    self.read_soon(public_id)
            self.agents.announce_all(recent)
            self.assignment.soon()

    # Tasks live while there are sockets

    def _start(self) -> None:
        self.tasks.start("subscribe", partial(subscribe, self._on_event), forever=True)
        self.tasks.start("sweep", self._sweep, forever=True)

    def _stop_if_idle(self) -> None:
        if not self.threads and not self.agents.sockets:
            self.tasks.stop("subscribe", "sweep")
            self.looked_at = None
            self.reader.release()
            self.counter.release()
            self.assignment.release()


# The running event loop's hub.
get_hub = PerLoop(Hub)

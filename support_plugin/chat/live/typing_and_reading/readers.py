"""Sends agents which colleagues have a conversation open, and who of them writes. Not sent to shoppers.

Nothing is stored. A process notifies the others through the channel layer, by primary keys alone, when its
readers of a conversation change, when another one asks, and every REFRESH_SECONDS: one that was killed is
forgotten.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping
from typing import Any

from support_plugin.chat.live.background import Tasks
from support_plugin.chat.live.database import DatabaseThread
from support_plugin.chat.live.frames import frame
from support_plugin.chat.live.queue_watchers import languages_of
from support_plugin.chat.live.reauthentication import reauthenticate_all
from support_plugin.chat.live.sockets import Socket, Thread
from support_plugin.chat.live.typing_and_reading.names import Colleagues, Names
from support_plugin.chat.live.typing_and_reading.reports import Reports
from support_plugin.chat.models import Message
from support_plugin.chat.waking_processes import publish

AGENT = Message.Sender.AGENT
# Seconds in which changes are gathered; between two repetitions; for which somebody who typed still writes.
GATHER_SECONDS, REFRESH_SECONDS, TYPING_SECONDS = 0.2, 15, 5
# Who reads, by primary key as text, and when they typed last, by the monotonic clock; 0: not just now.
Readings = tuple[tuple[str, float], ...]


class Readers:
    """One event loop's agents who have conversations open. A server's token reads, and is nobody."""

    def __init__(
        self, process: str, threads: Mapping[str, Thread], reader: DatabaseThread, tasks: Tasks
    ) -> None:
        self._process, self._threads, self._tasks = process, threads, tasks
        self._colleagues = Colleagues(reader)
        self._reports = Reports()
        self._changed: set[str] = set()
        # The conversations that agents here have open, and what the other processes were sent of them.
        self._open: set[str] = set()
        self._published: dict[str, frozenset[str]] = {}
        self._typed: dict[str, dict[str, float]] = {}

    def update(self, public_id: str, socket: Socket) -> None:
        """Note that a socket has begun to follow a conversation, or ended it; a shopper's changes nothing."""
        if socket.follows[public_id].role == AGENT:
            self._look(public_id)

    async def typing(self, public_id: str, socket: Socket) -> None:
        """Notify the other side, and an agent's colleagues, that the one behind a socket writes."""
        role = socket.follows[public_id].role.value
        user = str(socket.caller.user.pk) if role == AGENT and socket.token is None else ""
        event = {"typing": public_id, "sender": role, "user": user, "origin": self._process}
        self._push_typing(event)
        await publish(event)

    def take(self, event: Mapping[str, Any]) -> None:
        """Take what another process sent."""
        if "typing" in event:
            self._push_typing(event)
        now = time.monotonic()
        for public_id, users in event.get("readers", {}).items():
            if public_id in self._open:
                self._reports.note(public_id, event["origin"], users, now)
                self._look(public_id)
        for public_id in event.get("asks", ()):
            if self._published.pop(public_id, None):
                self._look(public_id)

    def _push_typing(self, event: Mapping[str, Any]) -> None:
        public_id, sender = event["typing"], event["sender"]
        thread = self._threads.get(public_id)
        for socket in tuple(thread.sockets) if thread else ():
            if socket.follows[public_id].role != sender:
                socket.push(frame("typing", conversation_id=public_id, sender=sender))
        if event.get("user") and public_id in self._open:
            self._typed.setdefault(public_id, {})[event["user"]] = time.monotonic()
            self._look(public_id)

    def _look(self, public_id: str) -> None:
        self._changed.add(public_id)
        self._tasks.start("readers", self._work)

    def _agents(self, public_id: str) -> list[Socket]:
        thread = self._threads.get(public_id)
        return [socket for socket in thread.sockets if _side(socket, public_id) == AGENT] if thread else []

    def _here(self, public_id: str) -> frozenset[str]:
        sockets = self._agents(public_id)
        return frozenset(str(socket.caller.user.pk) for socket in sockets if socket.token is None)

    async def _work(self) -> None:
        while self._changed:
            await asyncio.sleep(GATHER_SECONDS)
            changed, self._changed = self._changed, set()
            try:
                await self._publish(changed)
                await self._push_readers(changed)
            except Exception:
                self._changed |= changed
                raise
        if self._open:
            self._tasks.start("readers again", self._repeat)
        else:
            self._tasks.stop("readers again")

    async def _repeat(self) -> None:
        """Send the others again what is known of here, until nobody reads; what is no longer said expires."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            self._published.clear()
            for public_id in self._open:
                self._look(public_id)

    async def _publish(self, changed: Iterable[str]) -> None:
        """Send the other processes what is new here, and ask them of what was opened here."""
        now_open = {public_id for public_id in changed if self._agents(public_id)}
        asks = now_open - self._open
        self._open = (self._open | now_open) - (set(changed) - now_open)
        self._reports.keep(self._open)
        self._typed = {
            public_id: typed for public_id, typed in self._typed.items() if public_id in self._open
        }
        here = {public_id: self._here(public_id) for public_id in changed}
        news = {id: users for id, users in here.items() if users != self._published.get(id, frozenset())}
        self._published |= news
        for public_id in [id for id, users in news.items() if not users]:
            del self._published[public_id]
        if news or asks:
            reports = {public_id: sorted(users) for public_id, users in news.items()}
            await publish({"readers": reports, "asks": sorted(asks), "origin": self._process})

    async def _push_readers(self, changed: Iterable[str]) -> None:
        """Send each agent's socket here what it has not been sent of a conversation's other readers."""
        due = [(id, socket) for id in changed for socket in self._agents(id) if self._is_news(id, socket)]
        await reauthenticate_all({socket for _id, socket in due})
        users = {user for id in changed for user, _at in self._readers(id)}
        names = await self._colleagues.load(users, languages_of(socket for _id, socket in due)) if due else {}
        for public_id, socket in due:
            # It may have left, or been closed, meanwhile; one with no room gets the next repetition.
            if _side(socket, public_id) == AGENT and socket.has_room():
                others = self._others(public_id, socket)
                socket.follows[public_id].readers = others
                items = _items(others, names, socket.language)
                socket.push(frame("readers", conversation_id=public_id, items=items))

    def _is_news(self, public_id: str, socket: Socket) -> bool:
        return self._others(public_id, socket) != socket.follows[public_id].readers

    def _others(self, public_id: str, socket: Socket) -> Readings:
        own = str(socket.caller.user.pk)
        return tuple(one for one in self._readers(public_id) if one[0] != own)

    def _readers(self, public_id: str) -> Readings:
        """Return who reads, here and elsewhere."""
        now = time.monotonic()
        typed = self._typed.get(public_id, {})
        typing = {user: at for user, at in typed.items() if now - at < TYPING_SECONDS}
        users = self._here(public_id) | self._reports.users(public_id, now)
        return tuple((user, typing.get(user, 0)) for user in sorted(users))


def _side(socket: Socket, public_id: str) -> str:
    follow = socket.follows.get(public_id)
    return follow.role if follow else ""


def _items(shown: Readings, names: Names, language: str) -> list[dict[str, Any]]:
    found = [(names.get((language, user)), at) for user, at in shown]
    items = [{**colleague, "typing": bool(at)} for colleague, at in found if colleague]
    return sorted(items, key=lambda item: str(item["name"]))

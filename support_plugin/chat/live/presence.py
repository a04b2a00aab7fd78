"""Stores which agents have the desk open in this event loop; see chat/team/presence.py."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection
from typing import Any

from support_plugin.chat.live.background import Tasks
from support_plugin.chat.live.database import DatabaseThread
from support_plugin.chat.live.sockets import Socket
from support_plugin.chat.team.presence import REFRESH_SECONDS, store_presence

# Seconds in which an agent who reloads the page has not left.
LEAVING_SECONDS = 3


class Presence:
    """Stores which agents have the desk open in one event loop. A server's token is nobody."""

    def __init__(
        self, process: str, sockets: Collection[Socket], tasks: Tasks, on_change: Callable[[], None]
    ) -> None:
        self._on_change = on_change
        self.thread = DatabaseThread("support-presence")
        self._process, self._sockets, self._tasks = process, sockets, tasks
        self._changed = asyncio.Event()
        self._stored: frozenset[Any] = frozenset()

    def update(self) -> None:
        """Note that a desk's socket has come or gone."""
        if self._users() != self._stored:
            self._changed.set()
            self._tasks.start("presence", self._work)

    def _users(self) -> frozenset[Any]:
        return frozenset(socket.caller.user.pk for socket in self._sockets if socket.token is None)

    async def _work(self) -> None:
        """Store who is there now and every REFRESH_SECONDS, until nobody is."""
        leaving: dict[Any, float] = {}
        while self._users() or self._stored:
            self._changed.clear()
            # Whoever comes meanwhile is not kept waiting for those who may have left.
            now, users = time.monotonic(), self._users()
            leaving = {user: leaving.get(user, now) for user in self._stored - users}
            staying = {user: at for user, at in leaving.items() if now - at < LEAVING_SECONDS}
            users |= staying.keys()
            await self.thread.run(store_presence, self._process, users)
            if users != self._stored:
                self._stored = users
                self._on_change()
            pause: float = REFRESH_SECONDS if users else 0
            for at in staying.values():
                pause = min(pause, at + LEAVING_SECONDS - now)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._changed.wait()
        self.thread.release()

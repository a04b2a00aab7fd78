"""The sockets of agents who watch the queue, in one process."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

from support_plugin.chat.live import updates
from support_plugin.chat.live.background import Tasks
from support_plugin.chat.live.database import DatabaseThread
from support_plugin.chat.live.frames import frame
from support_plugin.chat.live.reauthentication import reauthenticate_all
from support_plugin.chat.live.sockets import Socket

# Seconds in which the changes of the queue are gathered before agents are notified.
QUEUE_SECONDS = 0.2


class Watchers:
    """Notifies agents which conversations changed, some at a time."""

    def __init__(self, reader: DatabaseThread, tasks: Tasks) -> None:
        self.sockets: set[Socket] = set()
        self.reader, self.tasks = reader, tasks
        self.changes: set[str] = set()
        # The last changes that were announced, by conversation.
        self.announced: dict[str, datetime] = {}

    def announce(self, public_id: str) -> None:
        """Announce a conversation soon."""
        if self.sockets:
            self.changes.add(public_id)
            self.tasks.start("queue", self._announce)

    def announce_all(self, recent: dict[str, datetime]) -> None:
        """Announce soon those conversations whose last change was announced by nobody."""
        for public_id, changed_at in recent.items():
            if self.announced.get(public_id) != changed_at:
                self.announce(public_id)
        # What is being announced now counts as announced, or the next look would announce it twice.
        self.announced = recent

    async def _announce(self) -> None:
        while self.changes and self.sockets:
            await asyncio.sleep(QUEUE_SECONDS)
            changes, self.changes = self.changes, set()
            try:
                await self._announce_some(changes)
            except Exception:
                self.announced.clear()  # the next look at what changed recently announces it
                raise

    async def _announce_some(self, changes: set[str]) -> None:
        await reauthenticate_all(self.sockets)
        for language in languages_of(self.sockets):
            summaries, changed_at = await self.reader.run(updates.read_summaries, changes, language)
            self.announced |= changed_at
            text = frame("queue_changed", items=summaries)
            for socket in [watcher for watcher in self.sockets if watcher.language == language]:
                socket.push(text)


def languages_of(sockets: Iterable[Socket]) -> set[str]:
    """Return the languages in which the sockets are notified."""
    return {socket.language for socket in sockets}

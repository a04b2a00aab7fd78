"""Rounds of assignment (chat/assignment/rounds.py), done beside the sockets of one event loop."""

import asyncio

from support_plugin.chat.assignment.rounds import do_round
from support_plugin.chat.live.background import Tasks
from support_plugin.chat.live.database import DatabaseThread

# Seconds in which what calls for a round is gathered.
GATHER_SECONDS = 0.2


class Assignment:
    """Does a round after whatever calls for one. Its thread is its own: a round waits for other processes."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._thread = DatabaseThread("support-assignment")
        self._asked = False

    def soon(self) -> None:
        """Have the queue looked through: somebody waits, or an agent has come or gone."""
        self._asked = True
        self._tasks.start("assignment", self._work)

    def release(self) -> None:
        """Give the thread's connection back."""
        self._thread.release()

    async def _work(self) -> None:
        # What calls for a round while one is done is seen by the next.
        while self._asked:
            await asyncio.sleep(GATHER_SECONDS)
            self._asked = False
            await self._thread.run(do_round)

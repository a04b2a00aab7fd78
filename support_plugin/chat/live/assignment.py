"""Rounds of assignment (chat/assignment/rounds.py), done beside the sockets of one event loop.

After each, agents on duty without a desk are notified (chat/duty): in a thread of its own, as push services
may take their time.
"""

import asyncio
import time

from support_plugin.chat.assignment.rounds import do_round
from support_plugin.chat.duty.sending import notify_due
from support_plugin.chat.live.background import Tasks
from support_plugin.chat.live.database import DatabaseThread
from support_plugin.outbox.push.keys import is_configured

# Seconds in which what calls for a round is gathered: the least, and the most.
GATHER_SECONDS = 0.2
GATHER_AT_MOST = 1.0
# Rounds take about one part in so many of a process's time, as long as they gather no longer than that.
ONE_PART_IN = 20


class Assignment:
    """Does a round after whatever calls for one. Its thread is its own: a round waits for other processes."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._thread = DatabaseThread("support-assignment")
        self._notifier = DatabaseThread("support-duty")
        self._asked = False
        self._gather_seconds = GATHER_SECONDS

    def soon(self) -> None:
        """Have the queue looked through: somebody waits, or an agent has come or gone."""
        self._asked = True
        self._tasks.start("assignment", self._work)

    def release(self) -> None:
        """Give the threads' connections back."""
        self._thread.release()
        self._notifier.release()

    async def _work(self) -> None:
        # What calls for a round while one is done is seen by the next.
        while self._asked:
            await asyncio.sleep(self._gather_seconds)
            self._asked = False
            began = time.monotonic()
            await self._thread.run(do_round)
            took = time.monotonic() - began
            self._gather_seconds = min(max(GATHER_SECONDS, took * ONE_PART_IN), GATHER_AT_MOST)
            if is_configured():
                self._tasks.start("duty", self._notify)

    async def _notify(self) -> None:
        await self._notifier.run(notify_due)

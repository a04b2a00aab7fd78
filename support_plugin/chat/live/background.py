"""Work that goes on beside the sockets of one event loop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]


class Tasks(dict[str, asyncio.Task[None]]):
    """Tasks by name, each running at most once at a time."""

    def start(self, name: str, work: Work, forever: bool = False) -> None:
        """Begin the work unless it is going on. What fails is logged and begun again after a second."""
        task = self.get(name)
        if task is None or task.done():
            self[name] = asyncio.create_task(_guarded(name, work, forever))

    def stop(self, *names: str) -> None:
        """End these, where they are going on."""
        for name in names:
            task = self.pop(name, None)
            if task is not None:
                task.cancel()


async def _guarded(name: str, work: Work, forever: bool) -> None:
    while True:
        try:
            await work()
        except Exception:
            logger.exception("The chat's task %r failed", name)
            await asyncio.sleep(1)
            continue  # with what has come since
        if not forever:
            return

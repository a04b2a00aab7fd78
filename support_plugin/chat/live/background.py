"""What each event loop has of its own: objects, and work that goes on beside its sockets."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")

logger = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]


class PerLoop(Generic[T]):
    """One object for each event loop, made when it is first asked for: call it in a running loop."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self.made: WeakKeyDictionary[asyncio.AbstractEventLoop, T] = WeakKeyDictionary()

    def __call__(self) -> T:
        """Return the running event loop's."""
        loop = asyncio.get_running_loop()
        found = self.made.get(loop)
        if found is None:
            found = self.made[loop] = self._make()
        return found


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

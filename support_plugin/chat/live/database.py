"""Asking the database from the event loop."""

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connections
from django.urls import get_script_prefix, set_script_prefix

T = TypeVar("T")

# Seconds without work after which the thread gives its connections back.
IDLE_SECONDS = 60


class DatabaseThread:
    """One thread with its own connection, kept open while there is work.

    Channels' ``database_sync_to_async`` has all sockets share the thread of everything else, and under
    ``CONN_MAX_AGE = 0``, which Django advises for ASGI, opens a connection for each call.
    What it runs must be safe to repeat: a connection found dead is opened again, once.
    """

    def __init__(self, name: str) -> None:
        self.executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self.idle: asyncio.TimerHandle | None = None

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Return what the function returns."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(
                self.executor, functools.partial(_call, get_script_prefix(), function, *args)
            )
        finally:
            # One timer, however many have asked at once.
            if self.idle is not None:
                self.idle.cancel()
            self.idle = loop.call_later(IDLE_SECONDS, self.release)

    def release(self) -> None:
        """Close the thread's connections; the next call opens them again."""
        self.executor.submit(connections.close_all)

    def close(self) -> None:
        """Close the connections, and end the thread after what it is doing."""
        if self.idle is not None:
            self.idle.cancel()
        self.release()
        self.executor.shutdown(wait=True)


def _call(prefix: str, function: Callable[..., T], *args: Any) -> T:
    # A thread has none of its own: addresses made here are for the browsers of the caller.
    set_script_prefix(prefix)
    try:
        return function(*args)
    except (OperationalError, InterfaceError):
        connections.close_all()
        return function(*args)

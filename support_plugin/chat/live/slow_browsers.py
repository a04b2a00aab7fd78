"""What one socket's browser has not taken yet, and all browsers of this process together."""

import asyncio
import contextlib
import sys
from collections import deque
from collections.abc import Callable
from typing import Any

# Bytes of memory that wait for one browser, beyond which it gets no messages until it has taken some: they
# are read again then. Beyond the frames and bytes below, it must connect again and resume.
ENOUGH = 128 * 1024
MAX_FRAMES, MAX_BYTES = 1000, 1024 * 1024
# Bytes for all browsers of the process.
MAX_TOTAL = 32 * 1024 * 1024
# Seconds in which a browser must take one frame.
STUCK_SECONDS = 60


class Backlog:
    """Sends frames in their order when the browser takes them; nobody waits for it.

    ``gone`` is called when the browser is, ``too_slow`` when it lags too far behind, and ``hungry`` when it
    has taken so much that it can be given what ``has_room`` denied it.
    """

    def __init__(
        self,
        send: Callable[..., Any],
        gone: Callable[[], None],
        too_slow: Callable[[], None],
        hungry: Callable[[], None],
    ) -> None:
        self._send, self._gone, self._too_slow, self._hungry = send, gone, too_slow, hungry
        self._texts: deque[str] = deque()
        self._sender: asyncio.Task[None] | None = None
        # When the browser was given what it has not taken yet, by the loop's clock.
        self._given_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._was_denied = False
        self.size = 0

    def add(self, text: str) -> None:
        """Send a frame soon."""
        self._texts.append(text)
        # Of the text as it lies in memory: one emoji makes all its letters take four bytes.
        self._grow(sys.getsizeof(text))
        # A single frame, however long, is no lag.
        if len(self._texts) > MAX_FRAMES or self.size - sys.getsizeof(text) > MAX_BYTES:
            return self._too_slow()
        if _total.size > MAX_TOTAL:
            _total.slowest()._too_slow()
        if self._texts and (self._sender is None or self._sender.done()):
            self._sender = asyncio.create_task(self._drain())

    def has_room(self) -> bool:
        """Return whether the browser may be given what can wait; if not, ``hungry`` is called when it may."""
        self._was_denied = self._was_denied or self.size >= ENOUGH
        return self.size < ENOUGH

    def clear(self) -> None:
        """Forget what was not sent."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._texts.clear()
        self._grow(-self.size)

    def close(self, code: int) -> None:
        """Close the socket soon, whatever was not sent."""
        self._sender = asyncio.create_task(self._close(code))

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._texts:
            text = self._texts.popleft()
            self._given_at = loop.time()
            if self._timer is None:
                self._timer = loop.call_later(STUCK_SECONDS, self._end_if_stuck)
            try:
                await self._send({"type": "websocket.send", "text": text})
            except Exception:  # the browser is gone: servers raise their own errors; ``receive`` will show it
                self._gone()
            self._given_at = None
            self._grow(-min(self.size, sys.getsizeof(text)))
            if self._was_denied and self.size < ENOUGH // 2:
                self._was_denied = False
                self._hungry()

    def _end_if_stuck(self) -> None:
        """Give up where a frame was not taken in time; else look again when this one's time is over.

        One timer for all frames: each having its own costs more than making and sending a short one.
        """
        self._timer = None
        if self._given_at is None:
            return
        loop = asyncio.get_running_loop()
        left = self._given_at + STUCK_SECONDS - loop.time()
        if left > 0:
            self._timer = loop.call_later(left, self._end_if_stuck)
            return
        if self._sender is not None:
            self._sender.cancel()
        self._too_slow()

    async def _close(self, code: int) -> None:
        with contextlib.suppress(Exception):  # the browser has gone first
            await self._send({"type": "websocket.close", "code": code})

    def _grow(self, size: int) -> None:
        self.size += size
        _total.size += size
        if self.size:
            _total.backlogs.add(self)
        else:
            _total.backlogs.discard(self)


class Total:
    """The backlogs of this process that are not empty."""

    def __init__(self) -> None:
        self.size = 0
        self.backlogs: set[Backlog] = set()

    def slowest(self) -> Backlog:
        """Return the one that holds the most."""
        return max(self.backlogs, key=lambda backlog: backlog.size)


_total = Total()

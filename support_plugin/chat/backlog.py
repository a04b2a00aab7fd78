"""What one socket's browser has not taken yet."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from typing import Any

# Frames, and their characters; one that lags further behind comes back and resumes.
MAX_BACKLOG, MAX_BACKLOG_SIZE = 1000, 8_000_000


class Backlog:
    """Sends frames in their order when the browser takes them; nobody waits for it."""

    def __init__(self, send: Callable[..., Any], gone: Callable[[], None]) -> None:
        self._send, self._gone = send, gone
        self._texts: deque[str] = deque()
        self._size = 0
        self._sender: asyncio.Task[None] | None = None

    def add(self, text: str) -> bool:
        """Send a frame soon; return False where the browser lags too far behind."""
        self._texts.append(text)
        self._size += len(text)
        # A single frame, however long, is no lag.
        if len(self._texts) > MAX_BACKLOG or self._size - len(text) > MAX_BACKLOG_SIZE:
            return False
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._drain())
        return True

    def clear(self) -> None:
        """Forget what was not sent."""
        self._texts.clear()
        self._size = 0

    def close(self, code: int) -> None:
        """Close the socket soon, whatever was not sent."""
        self._sender = asyncio.create_task(self._close(code))

    async def _drain(self) -> None:
        while self._texts:
            text = self._texts.popleft()
            try:
                await self._send({"type": "websocket.send", "text": text})
            except Exception:  # the browser is gone: servers raise their own errors; ``receive`` will tell
                self._gone()
            self._size = max(0, self._size - len(text))

    async def _close(self, code: int) -> None:
        with contextlib.suppress(Exception):  # the browser has gone first
            await self._send({"type": "websocket.close", "code": code})

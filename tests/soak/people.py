"""Writers and readers that keep docs/protocol.md: one socket, a cursor, repeats until acknowledged."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

HEARTBEAT, PATIENCE = 5.0, 5.0  # seconds; a browser's are longer, the rule is the same
BACKOFF = 1.0


@dataclass(eq=False)
class Written:
    """A message, and when it was written, acknowledged and read by the other side (seconds)."""

    client_id: str
    body: str
    at: float
    acknowledged: float | None = None
    read: float | None = None
    seq: int = 0


class Person:
    """One side of a conversation, in one browser tab."""

    def __init__(self, conversation: str, cookie: str, ports: list[int]) -> None:
        self.conversation, self.cookie, self.ports = conversation, cookie, ports
        self.view: list[tuple[str, str]] = []
        self.written: dict[str, Written] = {}
        self.other: Person
        self.socket: ClientConnection | None = None
        self.is_new = self.has_asked = False
        # When it was welcomed on a socket, and lost one.
        self.welcomed: list[float] = []
        self.lost: list[float] = []
        # When which code was the answer to a message.
        self.refused: list[tuple[float, str]] = []

    @property
    def unsent(self) -> list[Written]:
        """What is not acknowledged yet."""
        return [message for message in self.written.values() if message.acknowledged is None]

    async def write(self, count: int, pause: float, is_over: Callable[[], bool]) -> None:
        """Write messages, whatever the line does; go on with them while it is not over."""
        number = 0
        while number < count or not is_over():
            await asyncio.sleep(random.uniform(0.5, 1.5) * pause)
            number += 1
            message = Written(str(uuid4()), f"پیام {number}", time.monotonic())
            self.written[message.client_id] = message
            await self._send([message])

    async def live(self) -> None:
        """Keep a socket open, at another server after each failure, until cancelled."""
        while True:
            with suppress(OSError, TimeoutError, WebSocketException, InvalidHandshake, EOFError):
                await self._one_socket(self.ports[0])
            self.socket = None
            self.lost.append(time.monotonic())
            self.ports.reverse()
            await asyncio.sleep(random.uniform(0.2, 1) * BACKOFF)

    async def _one_socket(self, port: int) -> None:
        headers = {"Cookie": self.cookie, "Origin": f"http://127.0.0.1:{port}"}
        options: dict[str, Any] = {"open_timeout": PATIENCE, "close_timeout": 0.1, "ping_interval": None}
        address = f"ws://127.0.0.1:{port}/support/ws/"
        async with connect(address, additional_headers=headers, **options) as socket:
            self.socket = socket
            self.is_new, self.has_asked = True, False
            await self._hello()
            while True:
                try:
                    frame = await asyncio.wait_for(socket.recv(), HEARTBEAT)
                except TimeoutError:
                    await self._say("ping")
                    frame = await asyncio.wait_for(socket.recv(), PATIENCE)
                await self._take(json.loads(frame))

    async def _say(self, type: str, **fields: Any) -> None:
        if self.socket is not None:
            with suppress(WebSocketException):
                await self.socket.send(json.dumps({"type": type, **fields}))

    async def _hello(self) -> None:
        if self.has_asked:
            return  # the answer is on its way
        self.has_asked = True
        await self._say("hello", conversation_id=self.conversation, after=len(self.view))

    async def _send(self, messages: list[Written]) -> None:
        for message in messages:
            fields = {"client_id": message.client_id, "body": message.body}
            await self._say("send", conversation_id=self.conversation, **fields)

    async def _take(self, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if kind == "welcome":
            self.has_asked = False
            self.welcomed.append(time.monotonic())
            await self._show(frame["messages"]["items"], frame["conversation"]["last_seq"])
            if self.is_new:
                self.is_new = False
                await self._send(self.unsent)
        elif kind == "message":
            await self._show([frame["message"]], 0)
        elif kind == "ack":
            message = self.written[frame["client_id"]]
            await self._show([{"client_id": message.client_id, "body": message.body, "seq": frame["seq"]}], 0)
        elif kind == "error":
            self.refused.append((time.monotonic(), frame["code"]))
            # One without an id is the answer to a heartbeat: the next one finds what this one did not.
            if frame["code"] in ("unavailable", "too_many") and frame["client_id"]:
                self._later(frame["client_id"], frame["retry_after"] or BACKOFF)

    def _later(self, client_id: str, seconds: float) -> None:
        """Send a message again, as the server asked."""
        message = self.written[client_id]
        again = lambda: asyncio.ensure_future(self._send([message]))  # noqa: E731
        asyncio.get_running_loop().call_later(seconds, again)

    async def _show(self, messages: list[dict[str, Any]], last_seq: int) -> None:
        """Show what comes next, skip what is shown, ask where something is missing."""
        for message in messages:
            said = message["client_id"], message["body"]
            if message["seq"] == len(self.view) + 1:
                self.view.append(said)
            elif message["seq"] <= len(self.view):
                assert self.view[message["seq"] - 1] == said, "two messages with one number"
            self._note(message["client_id"], message["seq"])
        if max([last_seq, *(message["seq"] for message in messages)]) > len(self.view):
            await self._hello()

    def _note(self, client_id: str, seq: int) -> None:
        now = time.monotonic()
        if own := self.written.get(client_id):
            own.acknowledged = own.acknowledged or now
            assert own.seq in (0, seq), "one message with two numbers"
            own.seq = seq
        elif theirs := self.other.written.get(client_id):
            theirs.read = theirs.read or now

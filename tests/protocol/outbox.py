"""What is not acknowledged yet, where it survives a crash (docs/protocol.md, "Sending")."""

import asyncio
import json
from pathlib import Path
from uuid import uuid4

from websockets.asyncio.client import ClientConnection

from tests.protocol.thread import Json


class Outbox:
    """Messages in their order, until each is acknowledged (`numbers`) or given back to its writer (`failed`).

    A message is `{client_id, body, to}`; `to` is a conversation, or None where the first try says which.
    """

    def __init__(self, store: Path | None) -> None:
        self.store = store
        self.items: list[Json] = []
        self.failed: list[Json] = []
        self.numbers: dict[str, int] = {}
        self.written = asyncio.Event()
        self.answers: dict[str, asyncio.Future[None]] = {}
        self.cookies: dict[str, str] = {}
        if store and store.exists():
            held = json.loads(store.read_text())
            self.items, self.failed, self.cookies = held["items"], held["failed"], held["cookies"]

    def add(self, body: str, to: str | None) -> str:
        """Hold a text; return its client_id."""
        client_id = str(uuid4())
        self.items.append({"client_id": client_id, "body": body, "to": to})
        self.save()
        self.written.set()
        return client_id

    def find(self, client_id: str) -> Json | None:
        """Return a message that is not acknowledged yet."""
        return next((item for item in self.items if item["client_id"] == client_id), None)

    def stored(self, client_id: str, seq: int) -> None:
        """The server has it: never send it again."""
        if item := self.find(client_id):
            self.items.remove(item)
            self.numbers[client_id] = seq
            self.save()
        self.answer(client_id)

    def fail(self, item: Json, code: str) -> None:
        """There is no way for it: its writer must see it."""
        if item in self.items:
            self.items.remove(item)
            self.failed.append({**item, "code": code})
            self.save()

    def drop(self, to: str | None = None) -> None:
        """Forget what was meant for a conversation, or everything."""
        self.items = [item for item in self.items if to and item["to"] != to]
        self.failed = [item for item in self.failed if to and item["to"] != to]
        self.save()

    def save(self) -> None:
        """Write the file, whole or not at all."""
        if self.store:
            held = {"items": self.items, "failed": self.failed, "cookies": self.cookies}
            new = self.store.with_suffix(".new")
            new.write_text(json.dumps(held))
            new.replace(self.store)

    async def send(self, socket: ClientConnection, frame: Json, seconds: float) -> None:
        """Send a message's frame and wait for its answer. Raises what `answer` was given, or TimeoutError."""
        client_id = frame["client_id"]
        self.answers[client_id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await socket.send(json.dumps(frame))
                await self.answers[client_id]
        finally:
            del self.answers[client_id]

    def answer(self, client_id: str, error: Exception | None = None) -> bool:
        """A frame answers a message; return whether somebody waits for it."""
        waits = self.answers.get(client_id)
        if waits is None or waits.done():
            return False
        if error:
            waits.set_exception(error)
        else:
            waits.set_result(None)
        return True

"""The receiving half of a client (docs/protocol.md, "Receiving", "Socket" and "Without a socket")."""

import asyncio
import json
import random
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from tests.protocol.api import Api, NoAnswer, Refusal
from tests.protocol.outbox import Outbox
from tests.protocol.thread import Json, Thread

LATER = ("too_many", "server_error", "unavailable")


@dataclass
class Pace:
    """Seconds: until an answer, until what is missing, between pings, until a pong, to reconnect."""

    answer: float = 10
    gap: float = 1.5
    ping: float = 25
    pong: float = 10
    pause: float = 1
    longest_pause: float = 60


class Receiver:
    """Whoever calls, and the conversations they follow: `threads` is what can be shown, without a hole.

    `codes` are the close codes of lost sockets; `welcomed` are followed on the present one.
    """

    def __init__(
        self,
        origin: str,
        token: str | None = None,
        store: Path | None = None,
        pace: Pace | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.pace = pace or Pace()
        self.side = "agent" if token else "shopper"
        self.api = Api(origin, token, self.pace.answer, transport)
        self.outbox = Outbox(store)
        self.api.http.cookies.update(self.outbox.cookies)
        self.threads: dict[str, Thread] = {}
        self.current: str | None = None
        self.codes: list[int] = []  # of lost sockets
        self.socket: ClientConnection | None = None
        self.welcomed: set[str] = set()
        self._hello_at: dict[str, float] = {}
        self._is_known = False  # who calls
        self._asking = asyncio.Lock()
        self._tries = 0
        self._pong_due: float | None = None
        self._retry_after: float = 0

    def follow(self, id: str) -> Thread:
        """Follow a conversation, and send there what is said from now on."""
        self.current = id
        return self.thread(id)

    def thread(self, id: str) -> Thread:
        """Return what is held of a conversation; it is followed from now on."""
        return self.threads.setdefault(id, Thread(id, self.side, self.outbox.stored))

    async def _begin(self) -> None:
        async with self._asking:  # two first calls at once would make two guests
            if not self._is_known:
                await self._ask_session()

    async def _ask_session(self) -> None:
        if await self.api.ask_session():
            self.threads, self.current = {}, None
            self.outbox.drop()
        self._is_known = True
        self.outbox.cookies = {cookie.name: cookie.value or "" for cookie in self.api.http.cookies.jar}
        self.outbox.save()
        if (thread := self.api.session["thread"]) and self.side == "shopper":
            self._take_thread(thread)
            if thread["conversation"]["status"] == "open":
                self.follow(thread["conversation"]["id"])

    async def _receive(self) -> None:
        while True:
            self._retry_after = 0
            try:
                await self._begin()
                if self.api.session["socket"]:
                    await self._on_socket()
            except (NoAnswer, OSError, InvalidHandshake):
                pass
            except Refusal as refusal:
                if refusal.code == "bad_token":
                    raise
                self._retry_after = refusal.retry_after or 0
            self._tries += 1
            await self._poll_for(max(self._pause(self._tries), self._retry_after))

    def _pause(self, tries: int) -> float:
        return min(self.pace.longest_pause, self.pace.pause * 2 ** min(tries - 1, 9)) * random.uniform(0.5, 1)

    async def _poll_for(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            await asyncio.sleep(min(left, self.api.session.get("poll_seconds", left)))
            for thread in list(self.threads.values()):
                with suppress(NoAnswer, Refusal):
                    after: int | None = thread.cursor
                    while after is not None:
                        page = await self.api.call("GET", f"conversations/{thread.id}/?after={after}")
                        after = self._take_thread(page)

    async def _on_socket(self) -> None:
        url = self.api.origin.replace("http", "ws", 1) + self.api.session["socket"]
        options: Json = {"open_timeout": self.pace.answer, "ping_interval": None, "max_size": None}
        try:
            headers = self.api.handshake()
            async with connect(url, additional_headers=headers, proxy=None, **options) as socket:
                self.socket = socket
                await self._read(socket)
        except InvalidStatus as refused:
            self._retry_after = float(refused.response.headers.get("Retry-After", 0))
        except ConnectionClosed as closed:
            self.codes.append(closed.rcvd.code if closed.rcvd else 1006)
            if self.codes[-1] == 4401:
                raise Refusal("bad_token") from closed
            self._is_known = self.codes[-1] != 4403
        finally:
            self.socket, self._pong_due = None, None
            self.welcomed.clear()
            self._hello_at.clear()
            for client_id in list(self.outbox.answers):
                self.outbox.answer(client_id, NoAnswer())

    async def _read(self, socket: ClientConnection) -> None:
        pinged = time.monotonic()
        while self._pong_due is None or time.monotonic() < self._pong_due:
            await self._ask()
            if self._pong_due is None and time.monotonic() > pinged + self.pace.ping:
                pinged = time.monotonic()
                self._pong_due = pinged + self.pace.pong
                await socket.send('{"type": "ping"}')
            with suppress(TimeoutError, ValueError):
                frame = json.loads(await asyncio.wait_for(socket.recv(), min(0.2, self.pace.gap)))
                if isinstance(frame, dict):
                    await self._take_frame(frame)
        socket.transport.abort()  # a dead line answers no closing handshake

    async def _ask(self) -> None:
        """Say hello for what is not followed yet, and where something is missing."""
        now = time.monotonic()
        for thread in list(self.threads.values()):
            waits = now - self._hello_at.get(thread.id, -1e9)
            is_missing = thread.gap_since is not None and min(waits, now - thread.gap_since) > self.pace.gap
            if is_missing or (thread.id not in self.welcomed and waits > self.pace.answer):
                await self._hello(thread.id, thread.cursor)

    async def _hello(self, id: str, after: int) -> None:
        if self.socket:
            self._hello_at[id] = time.monotonic()
            await self.socket.send(json.dumps({"type": "hello", "conversation_id": id, "after": after}))

    async def _take_frame(self, frame: Json) -> None:
        match frame.get("type"):
            case "welcome":
                self._tries = 0
                self.welcomed.add(frame["conversation"]["id"])
                if (after := self._take_thread(frame)) is not None:
                    await self._hello(frame["conversation"]["id"], after)
            case "message":
                self.thread(frame["conversation_id"]).take_message(frame["message"])
            case "ack":
                self._take_ack(frame)
            case "state":
                self._take_state(frame["conversation"])
            case "pong":
                self._pong_due = None
            case "error":
                self._take_error(frame)

    def _take_ack(self, ack: Json) -> None:
        message: Json = {"sender": self.side, "kind": None, "closed_by": None, "agent": None}
        message |= {"attachments": [], "choices": [], **ack}
        if sent := self.outbox.find(ack["client_id"]):
            self.thread(ack["conversation_id"]).take_message({**message, "body": sent["body"]})
        else:
            self.thread(ack["conversation_id"]).know(ack["seq"])

    def _take_error(self, error: Json) -> None:
        refusal, id = Refusal.of_frame(error), error["conversation_id"]
        if error["client_id"]:
            self.outbox.answer(error["client_id"], refusal)
        elif refusal.code in LATER:
            self._retry_after = refusal.retry_after or 0  # for 4429, which follows
            self._hello_at = {one: time.monotonic() + self._retry_after for one in self._hello_at}
        elif id not in self.welcomed:
            self.threads.pop(id, None)

    def _take_thread(self, thread: Json) -> int | None:
        if "conversation" not in thread or "messages" not in thread:
            raise NoAnswer
        self._take_state(thread["conversation"])
        return self.thread(thread["conversation"]["id"]).take_page(thread["messages"])

    def _take_state(self, state: Json) -> None:
        thread = self.thread(state["id"])
        thread.take_state(state)
        if thread.is_deleted:
            self.outbox.drop(thread.id)

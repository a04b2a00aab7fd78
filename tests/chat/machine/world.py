"""Server processes, sockets and a channel layer that do only what the test lets them do, one step at a time.

A process is an event loop with its own hub and writer, and a clock that the test sets. Nothing of the engine
is replaced but time; its database threads are real, yet waited for, so that the same steps give the same.
"""

import asyncio
import json
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from channels.layers import InMemoryChannelLayer

from support_plugin.chat.live import hub, writer
from tests.chat.helpers import application, socket_scope


class WaitedFor(ThreadPoolExecutor):
    """A thread whose work is done when ``submit`` returns; the loop learns of it in a later step."""

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(function, *args, **kwargs)
        wait([future])
        return future


class Layer(InMemoryChannelLayer):
    """Wakes the processes, unless it is broken."""

    broken = ""

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if self.broken == "away":
            raise OSError("away")
        if not self.broken:
            await super().group_send(group, message)


class Process(asyncio.SelectorEventLoop):
    """One ASGI process."""

    clock = 0.0

    def time(self) -> float:
        return self.clock

    def step(self, count: int = 1) -> None:
        """Do what is due now, and not what comes of it."""
        for _ in range(count):
            self.call_soon(self.stop)
            self.run_forever()

    def settle(self) -> None:
        """Do all that is due now, and all that comes of it."""
        quiet = 0
        while quiet < 3:
            self.step()
            quiet = 0 if self._ready else quiet + 1

    def kill(self) -> None:
        """End it in the middle of whatever it does; nobody is notified."""
        for task in asyncio.all_tasks(self):
            task.cancel()
        self.settle()
        one = hub.get_hub.made.get(self)
        threads = [one.reader, one.counter, one.presence.thread] if one else []
        threads += [writer.get_writer.made[self].thread] if self in writer.get_writer.made else []
        for thread in threads:
            thread.close()
        self.close()


class Wire:
    """A socket between a tab and a process; what is on the way stays there until somebody takes it."""

    def __init__(self, process: Process, cookie: str) -> None:
        self.process = process
        self.to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.to_browser: list[dict[str, Any]] = []
        self.is_open = self.cut = False
        # By conversation: the last message that came; what was left out before it; the ids of what was sent.
        self.cursors: dict[str, int] = {}
        self.left_out: set[tuple[str, int]] = set()
        self.sent: set[str] = set()
        self.to_server.put_nowait({"type": "websocket.connect"})
        scope = socket_scope(cookie)
        process.create_task(application(scope, self.to_server.get, self._send))
        # The session is looked up in a thread of Django's own, which nobody waits for.
        deadline = time.monotonic() + 10
        while not self.is_open:
            assert time.monotonic() < deadline, "the socket was not accepted"
            process.settle()
            time.sleep(0.001)

    async def _send(self, event: dict[str, Any]) -> None:
        if event["type"] == "websocket.accept":
            self.is_open = True
        elif event["type"] == "websocket.close":
            self.is_open = False
        elif not self.cut:
            self.to_browser.append(json.loads(event["text"]))
            self._keep_count(self.to_browser[-1])

    def _keep_count(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "welcome":
            state, messages = frame["conversation"], frame["messages"]["items"]
            self.cursors[state["id"]] = messages[-1]["seq"] if messages else state["last_seq"]
        elif frame["type"] == "message":
            public_id, seq = frame["conversation_id"], frame["message"]["seq"]
            cursor = self.cursors[public_id]
            self.left_out |= {(public_id, missing) for missing in range(cursor + 1, seq)}
            self.cursors[public_id] = max(cursor, seq)

    def say(self, type: str, **fields: Any) -> None:
        """Put a frame on its way to the server."""
        self.sent.add(fields.get("client_id", ""))
        text = json.dumps({"type": type, **fields})
        self.to_server.put_nowait({"type": "websocket.receive", "text": text})

    def drop(self, noticed: bool) -> None:
        """Break the line: what was on the way to the browser is lost; the server may notice much later."""
        self.cut = True
        self.to_browser.clear()
        if noticed and not self.process.is_closed():
            self.to_server.put_nowait({"type": "websocket.disconnect", "code": 1006})

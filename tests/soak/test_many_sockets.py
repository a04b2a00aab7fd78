"""Many conversations open at once on one process: each socket gets its message, and idle ones weigh little.

`make test` opens 200 sockets, `make soak` 2,000: a shopper's and an agent's for each conversation.
"""

import asyncio
import json
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.soak.machines import Machines

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.timeout(300)]
PAIRS = 1000 if os.environ.get("SUPPORT_SOAK") == "1" else 100
FIRST = 20  # pairs that pay for what all share: modules, threads, connections
AT_ONCE = 25  # pairs that connect together
# That one process may open: three quarters are for sockets, half of those for one address.
FILES = 6 * PAIRS + 500
DEADLINE = 5.0  # seconds, for a message while all the others are idle
MOST_KB = 60  # an idle socket; twice of what is usual here, so that a machine's allocator does not decide
PAGE_KB = os.sysconf("SC_PAGE_SIZE") / 1024


@pytest.fixture
def machines(scratch: Path) -> Iterator[Machines]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < FILES:
        pytest.fail(f"A process here may open {hard} files, {FILES} are needed: raise it (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, FILES), hard))  # the server inherits it
    folder = scratch / f"many-{os.getpid()}"  # `make matrix` runs several suites in one scratch folder
    folder.mkdir(mode=0o711)
    made = Machines(folder, servers=1)
    yield made
    made.end()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Tab:
    """A socket that follows its conversation and keeps all frames that it receives."""

    def __init__(self, pair: dict[str, str], side: str, port: int) -> None:
        self.conversation, self.side, self.cookie = pair["conversation"], side, pair[side]
        self.port = port
        self.received: list[dict[str, Any]] = []
        self.news = asyncio.Event()
        self.socket: ClientConnection
        self.listening: asyncio.Task[None]

    async def open(self) -> None:
        """Connect and be welcomed."""
        headers = {"Cookie": self.cookie, "Origin": f"http://127.0.0.1:{self.port}"}
        address = f"ws://127.0.0.1:{self.port}/support/ws/"
        options: dict[str, Any] = {"compression": None, "ping_interval": None, "open_timeout": 30}
        self.socket = await connect(address, additional_headers=headers, **options)
        self.listening = asyncio.create_task(self._listen())
        await self.say("hello", after=0)
        await self.wait_for(self.welcomes, 1, 30)

    async def close(self) -> None:
        """Leave."""
        self.listening.cancel()
        await self.socket.close()

    async def say(self, type: str, **fields: Any) -> None:
        """Send a frame about the conversation."""
        await self.socket.send(json.dumps({"type": type, "conversation_id": self.conversation, **fields}))

    async def write(self, body: str) -> None:
        """Send a message."""
        await self.say("send", client_id=str(uuid4()), body=body)

    async def wait_for(self, what: Callable[[], list[Any]], count: int, seconds: float) -> None:
        """Wait until so many have come; TimeoutError after so many seconds, ConnectionError after the end."""
        async with asyncio.timeout(seconds):
            while len(what()) < count:
                if self.listening.done():
                    raise ConnectionError(f"closed: {self.socket.close_code} {self.socket.close_reason}")
                self.news.clear()
                await self.news.wait()

    def welcomes(self) -> list[dict[str, Any]]:
        """What came of opening."""
        return [frame for frame in self.received if frame["type"] == "welcome"]

    def messages(self) -> list[str]:
        """What the other side wrote."""
        return [frame["message"]["body"] for frame in self.received if frame["type"] == "message"]

    def acknowledged(self) -> list[int]:
        """The numbers of what this side wrote."""
        return [frame["seq"] for frame in self.received if frame["type"] == "ack"]

    async def _listen(self) -> None:
        try:
            async for text in self.socket:
                self.received.append(json.loads(text))
                self.news.set()
        finally:
            asyncio.get_running_loop().call_soon(self.news.set)  # whoever waits learns that it is over


async def test_each_of_many_sockets_on_one_process_gets_its_message(
    machines: Machines, record_property: Callable[[str, object], None]
) -> None:
    seeded = json.loads(machines.run("-m", "tests.soak.seed", str(PAIRS)))
    port = machines.ports[0]
    pairs = [(Tab(pair, "shopper", port), Tab(pair, "agent", port)) for pair in seeded]
    tabs = [tab for pair in pairs for tab in pair]
    try:
        figures = await open_all(pairs, machines)
        figures |= await one_after_the_other(pairs[:: max(1, PAIRS // 50)])
        figures |= await all_at_once(tabs)
    finally:
        await asyncio.gather(*(tab.close() for tab in tabs if hasattr(tab, "socket")))
    record_property("figures", figures)
    print(json.dumps(figures, indent=1))  # seen where the test fails, and in `make soak`
    assert_each_got_its_own(pairs)
    assert_each_is_stored_once(pairs, machines.database)
    assert figures["longest_among_idle_ms"] <= DEADLINE * 1000
    assert figures["kb_per_idle_socket"] <= MOST_KB


async def open_all(pairs: list[tuple[Tab, Tab]], machines: Machines) -> dict[str, float]:
    """Have all of them open their sockets; return what an idle one weighs."""
    await open_some(pairs[:FIRST])
    before = memory_kb(machines)
    began = time.monotonic()
    await open_some(pairs[FIRST:])
    seconds = time.monotonic() - began
    more = 2 * (len(pairs) - FIRST)
    return {
        "sockets": 2 * len(pairs),
        "kb_per_idle_socket": round((memory_kb(machines) - before) / more, 1),
        "opening_ms_per_socket": round(seconds / more * 1000, 1),
    }


async def open_some(pairs: list[tuple[Tab, Tab]]) -> None:
    """Open a few at a time, and let what comes after the welcome settle."""
    for first in range(0, len(pairs), AT_ONCE):
        await asyncio.gather(*(tab.open() for pair in pairs[first : first + AT_ONCE] for tab in pair))
    await asyncio.sleep(2)


def memory_kb(machines: Machines) -> float:
    """Return the server's resident memory."""
    server = machines.servers[machines.ports[0]]
    return int(Path(f"/proc/{server.pid}/statm").read_text().split()[1]) * PAGE_KB


async def one_after_the_other(pairs: list[tuple[Tab, Tab]]) -> dict[str, float]:
    """Let a few write while all the others are idle; return how long their messages took."""
    times = []
    for shopper, agent in pairs:
        began = time.monotonic()
        await shopper.write(f"shopper of {shopper.conversation}")
        await agent.wait_for(agent.messages, 1, DEADLINE)
        times.append((time.monotonic() - began) * 1000)
    return {
        "median_among_idle_ms": round(statistics.median(times), 1),
        "longest_among_idle_ms": round(max(times), 1),
    }


async def all_at_once(tabs: list[Tab]) -> dict[str, float]:
    """Let all others write in the same moment; return how long it took until the last one was read."""
    others = {tab.conversation: tab for tab in tabs if tab.side == "shopper"}
    silent = [tab for tab in tabs if tab.side == "agent" or not others[tab.conversation].acknowledged()]
    began = time.monotonic()
    await asyncio.gather(*(tab.write(f"{tab.side} of {tab.conversation}") for tab in silent))
    await asyncio.gather(*(tab.wait_for(tab.messages, 1, 60) for tab in tabs))
    await asyncio.gather(*(tab.wait_for(tab.acknowledged, 1, 60) for tab in tabs))
    return {"all_at_once_s": round(time.monotonic() - began, 2)}


def assert_each_got_its_own(pairs: list[tuple[Tab, Tab]]) -> None:
    """One message of the other side of one's own conversation, one acknowledgement, no error."""
    for shopper, agent in pairs:
        assert shopper.messages() == [f"agent of {shopper.conversation}"]
        assert agent.messages() == [f"shopper of {agent.conversation}"]
        assert sorted(shopper.acknowledged() + agent.acknowledged()) == [1, 2]
        assert not [frame for tab in (shopper, agent) for frame in tab.received if frame["type"] == "error"]


def assert_each_is_stored_once(pairs: list[tuple[Tab, Tab]], database: str) -> None:
    """Two messages a conversation, numbered 1 and 2."""
    query = """SELECT c.public_id, array_agg(m.seq ORDER BY m.seq) FROM support_plugin_message m
        JOIN support_plugin_conversation c ON c.id = m.conversation_id GROUP BY c.public_id"""
    with psycopg.connect(database) as connection:
        stored = {str(public_id): numbers for public_id, numbers in connection.execute(query)}
    assert stored == {shopper.conversation: [1, 2] for shopper, _agent in pairs}

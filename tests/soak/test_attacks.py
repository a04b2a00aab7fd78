"""One address against a shop's process, while a shopper of another one uses it.

`make test` runs each in short, `make soak` with the numbers of the rules, and with times.
"""

import asyncio
import json
import os
import resource
import statistics
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.soak.machines import Machines
from tests.soak.raw import RawSocket
from tests.soak.test_many_sockets import memory_kb
from tools.run.processes import free_port

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.timeout(600)]
LONG = os.environ.get("SUPPORT_SOAK") == "1"
STRANGER, SHOPPER = "127.0.0.2", "127.0.0.3"
SOCKETS = 1100 if LONG else 500
READERS, MESSAGES = (40, 500) if LONG else (10, 200)
FLOOD_SECONDS = 20 if LONG else 3
MORE_MB = 60
PATIENCE = 30  # seconds


@pytest.fixture(scope="module")
def machines(scratch: Path) -> Iterator[Machines]:
    """A server that may open as few files as a shell lets it by default."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    folder = scratch / f"attacked-{os.getpid()}-{free_port()}"
    folder.mkdir(mode=0o711)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
    try:
        made = Machines(folder, servers=1, settings="tests.soak.attacked")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    yield made
    made.end()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="module")
def seed(machines: Machines) -> Callable[..., list[dict[str, str]]]:
    """Make guests with conversations of so many long messages; returns their cookies."""
    return lambda *numbers: json.loads(machines.run("-m", "tests.soak.seed", *map(str, numbers)))


async def welcomed(port: int, pair: dict[str, str], source: str = SHOPPER) -> float:
    """Open a socket, follow the conversation, and leave; return the seconds until the welcome."""
    began = time.monotonic()
    async with asyncio.timeout(PATIENCE), opened(port, pair, source) as socket:
        await hello(socket, pair)
        while json.loads(await socket.recv())["type"] != "welcome":
            pass
        return time.monotonic() - began


def opened(port: int, pair: dict[str, str], source: str) -> Any:
    headers = {"Cookie": pair["shopper"], "Origin": f"http://127.0.0.1:{port}"}
    options: dict[str, Any] = {"compression": None, "open_timeout": PATIENCE, "local_addr": (source, 0)}
    return connect(f"ws://127.0.0.1:{port}/support/ws/", additional_headers=headers, **options)


async def hello(socket: ClientConnection, pair: dict[str, str]) -> None:
    await socket.send(json.dumps({"type": "hello", "conversation_id": pair["conversation"], "after": 0}))


def page(port: int) -> int:
    """Return the status of a page of the shop's."""
    address = f"http://127.0.0.1:{port}/en/support/api/v1/session/"
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def show(record_property: Callable[[str, object], None], **figures: float) -> None:
    record_property("figures", figures)
    print(json.dumps(figures, indent=1))


async def test_many_sockets_of_one_address_leave_the_shop_to_others(machines, seed, record_property):
    (pair,), port = seed(1), machines.ports[0]
    quiet = await welcomed(port, pair)
    sockets = [await RawSocket.open(port, STRANGER) for _ in range(SOCKETS)]
    statuses = [await asyncio.wait_for(socket.status(), PATIENCE) for socket in sockets]
    try:
        under_attack = [await welcomed(port, pair) for _ in range(10)]
        pages = {await asyncio.to_thread(page, port) for _ in range(10)}
    finally:
        for socket in sockets:
            socket.close()
    show(
        record_property,
        held=statuses.count("101"),
        refused=statuses.count("429"),
        quiet_ms=round(quiet * 1000),
        under_attack_ms=round(max(under_attack) * 1000),
    )
    assert statuses.count("101") == 384  # half of three quarters of 1024
    assert statuses.count("429") == SOCKETS - 384
    assert pages == {200}


async def test_readers_that_never_read_fill_no_memory(machines, seed, record_property):
    pairs, port = seed(READERS + 1, MESSAGES), machines.ports[0]
    quiet = [await welcomed(port, pairs[0]) for _ in range(5)]
    before = memory_kb(machines)
    sockets = []
    for pair in pairs[1:]:
        socket = await RawSocket.open(port, STRANGER, pair["shopper"])
        assert await socket.status() == "101"
        socket.say(json.dumps({"type": "hello", "conversation_id": pair["conversation"], "after": 0}))
        sockets.append(socket)
    highest = before
    try:
        for _ in range(20):
            await asyncio.sleep(0.5)
            highest = max(highest, memory_kb(machines))
        beside = [await welcomed(port, pairs[0]) for _ in range(5)]
    finally:
        for socket in sockets:
            socket.close()
    more = (highest - before) / 1024
    show(
        record_property,
        more_mb=round(more, 1),
        quiet_ms=round(statistics.median(quiet) * 1000),
        beside_ms=round(statistics.median(beside) * 1000),
    )
    assert more <= MORE_MB


async def test_a_flood_of_hellos_lets_others_go_first(machines, seed, record_property):
    pairs, port = seed(2, MESSAGES), machines.ports[0]
    mine, other = pairs
    quiet = [await welcomed(port, other) for _ in range(5)]
    answers: list[str] = []
    flood = [asyncio.create_task(flooding(port, mine, answers)) for _ in range(12)]
    during, ends = [], time.monotonic() + FLOOD_SECONDS
    try:
        while time.monotonic() < ends:
            during.append(await welcomed(port, other))
            await asyncio.sleep(1.5)  # itself no flood
    finally:
        for task in flood:
            task.cancel()
        await asyncio.gather(*flood, return_exceptions=True)
    show(
        record_property,
        hellos_answered=answers.count("welcome"),
        hellos_refused=answers.count("too_many"),
        quiet_ms=round(statistics.median(quiet) * 1000),
        during_ms=round(statistics.median(during) * 1000),
        longest_ms=round(max(during) * 1000),
    )
    assert answers
    if LONG:
        assert "too_many" in answers
        assert max(during) < 2


async def flooding(port: int, pair: dict[str, str], answers: list[str]) -> None:
    """Say ten hellos a second, whatever is answered."""
    async with opened(port, pair, STRANGER) as socket:
        saying = asyncio.create_task(say_hellos(socket, pair))
        try:
            async for text in socket:
                reply = json.loads(text)
                answers.append(reply.get("code") or reply["type"])
        finally:
            saying.cancel()


async def say_hellos(socket: ClientConnection, pair: dict[str, str]) -> None:
    while True:
        await hello(socket, pair)
        await asyncio.sleep(0.1)

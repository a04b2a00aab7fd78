"""An agent's process is killed, or their browser is gone: whoever waits is back in the queue within a minute.

By the clock, and so a part of `make soak` alone; tests/chat/assignment/test_rounds.py has the rule with a
clock that is set.
"""

import asyncio
import json
import os
import time
from typing import Any
from uuid import uuid4

import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.soak.machines import Machines

LONG = os.environ.get("SUPPORT_SOAK") == "1"
pytestmark = [
    pytest.mark.redis,
    pytest.mark.postgres,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not LONG, reason="part of make soak"),
]
LIMIT = 60  # seconds


@pytest.fixture
def machines(scratch):
    folder = scratch / f"vanishing-{uuid4().hex[:8]}"
    folder.mkdir(mode=0o711)
    made = Machines(folder)
    yield made
    made.end()


def opened(port: int, cookie: str) -> Any:
    headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"}
    return connect(f"ws://127.0.0.1:{port}/support/ws/", additional_headers=headers, ping_interval=None)


async def say(socket: ClientConnection, **frame: Any) -> None:
    await socket.send(json.dumps(frame))


async def hear(socket: ClientConnection, fits: Any) -> dict[str, Any]:
    while True:
        frame = json.loads(await socket.recv())
        if fits(frame):
            return frame


@pytest.mark.parametrize("way", ["process", "browser"])
async def test_whoever_waits_for_an_agent_who_is_gone_is_back_within_a_minute(machines, way, record_property):
    (pair,) = json.loads(machines.run("-m", "tests.soak.seed", "1"))
    first, second = machines.ports[:2]
    async with opened(second, pair["shopper"]) as shopper, asyncio.timeout(LIMIT + 60):
        desk = await opened(first, pair["agent"])
        await say(desk, type="watch")
        await hear(desk, lambda frame: frame["type"] == "queue")
        await say(shopper, type="hello", conversation_id=pair["conversation"], after=0)
        await hear(shopper, lambda frame: frame["type"] == "welcome")
        await asyncio.sleep(1)  # the desk's presence is stored
        told = {"conversation_id": pair["conversation"], "client_id": str(uuid4()), "body": "سلام"}
        await say(shopper, type="send", **told)
        await hear(shopper, lambda frame: frame["type"] == "ack")
        began = time.monotonic()
        if way == "process":
            machines.kill_server(first)
        else:
            await desk.close()
        line = await hear(
            shopper, lambda frame: frame["type"] == "message" and frame["message"]["kind"] == "returned"
        )
        seconds = time.monotonic() - began
    record_property("figures", {"way": way, "seconds": seconds})
    print(f"\n{way}: back in the queue after {seconds:.1f} s")
    assert line["message"]["agent"]["id"]
    assert seconds <= LIMIT

"""An agent's process is killed, or their browser is gone: whoever waits is back in the queue within a minute.

And an agent who is free has whoever waits longest within a second. By the clock, and so a part of `make soak`
alone; tests/chat/assignment/test_rounds.py has the rules with a clock that is set.
"""

import asyncio
import json
import os
import statistics
import time
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import httpx
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
# From the moment that an agent is free (the desk is open, the last one is answered or closed) to that when
# their desk shows the next conversation as theirs.
FREE_LIMIT, GUESTS = 1.0, 30


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


async def receive(socket: ClientConnection, fits: Any) -> dict[str, Any]:
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
        await receive(desk, lambda frame: frame["type"] == "queue")
        await say(shopper, type="hello", conversation_id=pair["conversation"], after=0)
        await receive(shopper, lambda frame: frame["type"] == "welcome")
        await asyncio.sleep(1)  # the desk's presence is stored
        message = {"conversation_id": pair["conversation"], "client_id": str(uuid4()), "body": "سلام"}
        await say(shopper, type="send", **message)
        await receive(shopper, lambda frame: frame["type"] == "ack")
        began = time.monotonic()
        if way == "process":
            machines.kill_server(first)
        else:
            await desk.close()
        line = await receive(
            shopper, lambda frame: frame["type"] == "message" and frame["message"]["kind"] == "returned"
        )
        seconds = time.monotonic() - began
    record_property("figures", {"way": way, "seconds": seconds})
    print(f"\n{way}: back in the queue after {seconds:.1f} s")
    assert line["message"]["agent"]["id"]
    assert seconds <= LIMIT


async def ask(socket: ClientConnection, conversation: str) -> None:
    await say(socket, type="hello", conversation_id=conversation, after=0)
    await receive(socket, lambda frame: frame["type"] == "welcome")
    await say(socket, type="send", conversation_id=conversation, client_id=str(uuid4()), body="سلام")
    await receive(socket, lambda frame: frame["type"] == "ack")


async def assigned(desk: ClientConnection, known: list[str]) -> str:
    """Return the next conversation that the desk shows as an agent's, beside the known ones."""
    found: list[str] = []

    def is_assigned(frame: dict[str, Any]) -> bool:
        items = frame["items"] if frame["type"].startswith("queue") else ()
        found[:] = [item["id"] for item in items if item["agent"] and item["id"] not in known]
        return bool(found)

    await receive(desk, is_assigned)
    (conversation,) = found
    return conversation


async def close_by_request(port: int, cookie: str, conversation: str) -> float:
    """End a conversation as a desk without a socket does; return the moment at which the call went out."""
    api = f"http://127.0.0.1:{port}/fa/support/api/v1"
    async with httpx.AsyncClient(headers={"Cookie": cookie}) as client:
        session = await client.get(f"{api}/session/")
        token = session.json()["csrf_token"]
        headers = {"X-CSRFToken": token, "Cookie": f"{cookie}; csrftoken={session.cookies['csrftoken']}"}
        began = time.monotonic()
        closed = await client.post(f"{api}/conversations/{conversation}/close/", json={}, headers=headers)
        assert closed.status_code == 200, closed.text
    return began


async def test_a_free_agent_has_whoever_waits_longest_within_a_second(machines, record_property):
    seeded = json.loads(machines.run("-m", "tests.soak.seed_queue", str(GUESTS)))
    first, second = machines.ports[:2]
    in_order = [guest["conversation"] for guest in seeded["guests"]]
    seconds, given = [], list[str]()
    async with AsyncExitStack() as stack, asyncio.timeout(LIMIT * 2):
        for guest in seeded["guests"]:
            socket = await stack.enter_async_context(opened(second, guest["cookie"]))
            await ask(socket, guest["conversation"])
        desk = await stack.enter_async_context(opened(first, seeded["agent"]))
        await say(desk, type="watch")
        queue = await receive(desk, lambda frame: frame["type"] == "queue")
        assert not any(item["agent"] for item in queue["items"]), "sooner than the desk is open"
        began = time.monotonic()
        for number in range(GUESTS):
            given.append(await assigned(desk, given))
            seconds.append(time.monotonic() - began)
            if number % 3 == 2:
                # At the other process, as desks behind a proxy do.
                began = await close_by_request(second, seeded["agent"], given[-1])
            else:
                await say(desk, type="hello", conversation_id=given[-1], after=0)
                await receive(desk, lambda frame: frame["type"] == "welcome")
                began = time.monotonic()
                message = {"conversation_id": given[-1], "client_id": str(uuid4()), "body": "بله؟"}
                await say(desk, type="send", **message)
    figures = {"came": seconds[0], "median": statistics.median(seconds), "longest": max(seconds)}
    record_property("figures", figures)
    print("\nfree → the oldest is theirs:", ", ".join(f"{name} {s:.2f} s" for name, s in figures.items()))
    assert given == in_order
    assert max(seconds) <= FREE_LIMIT

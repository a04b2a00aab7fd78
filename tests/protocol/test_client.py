"""A client written from the protocol's page loses, doubles and misorders nothing while everything breaks."""

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import UUID

import pytest

from tests.protocol.api import NoAnswer
from tests.protocol.client import Client
from tests.protocol.line import Line
from tests.protocol.receiver import Pace
from tools.paths import ROOT, VENV_PYTHON
from tools.run.processes import free_port, stop
from tools.run.shop import Shop, clean_environment

LONG = os.environ.get("SUPPORT_SOAK") == "1"
MESSAGES, KILLS = (2000, 7) if LONG else (200, 2)  # of both people
PAUSE = 0.05  # between two messages of one person, on average (seconds)
# Shorter than the page says, so that a dead line is noticed while the test runs.
PACE = Pace(answer=3, gap=0.5, ping=1.5, pong=1.5, pause=0.2, longest_pause=2)
TOKEN = """
from support_plugin.tokens.models import ApiToken
from support_plugin.tokens.queries import hash_token, new_token
from tests.factories import make_user
user = make_user("protocol@example.com", ("answer_conversation",), is_staff=True)
token = new_token()
ApiToken.objects.create(user=user, name="second client", key_hash=hash_token(token))
print("TOKEN", token)
"""
STORED = """SELECT m.seq, m.client_id, m.body, m.sender FROM support_plugin_message m
    JOIN support_plugin_conversation c ON c.id = m.conversation_id WHERE c.public_id = ? ORDER BY m.seq"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """The example shop without goods, on SQLite; it takes more than 30 messages a minute."""
    made = Shop(free_port(), tmp_path / "shop", clean_environment())
    made.env["DJANGO_SETTINGS_MODULE"] = "tests.soak.settings"
    made.manage("migrate", "--run-syncdb", "--verbosity", "0")
    made.start()
    made.wait_until_ready()
    yield made
    # The clock, too: its program is started as it is here by `make demo` alone.
    assert [process.poll() for process in made.processes] == [None, None]
    made.stop()


def make_token(shop: Shop) -> str:
    """Return a token of a new agent."""
    done = subprocess.run(
        [str(VENV_PYTHON), "manage.py", "shell", "-v", "0", "-c", TOKEN],
        cwd=ROOT,
        env=shop.env,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.split()[-1]


def kill_and_restart(shop: Shop) -> None:
    """End the shop without a warning, and start it again with the same data."""
    while shop.processes:
        stop(shop.processes.pop(), by=signal.SIGKILL)
    shop.start()
    shop.wait_until_ready()


async def until(happened: Callable[[], bool], seconds: float) -> None:
    """Wait until it happened; fail after so many seconds."""
    async with asyncio.timeout(seconds):
        while not happened():
            await asyncio.sleep(0.05)


@asynccontextmanager
async def running(*clients: Client):
    """Have clients work meanwhile."""
    tasks = [asyncio.create_task(client.run()) for client in clients]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome


async def write(client: Client, name: str, dice: random.Random) -> list[str]:
    """Say this person's half of the messages; return their client_ids in order."""
    said = []
    for number in range(MESSAGES // 2):
        said.append(client.say(f"{name} {number} سلام"))
        await asyncio.sleep(dice.uniform(0, 2 * PAUSE))
    return said


async def trouble(line: Line, shop: Shop, dice: random.Random, is_over: Callable[[], bool]) -> None:
    """Cut the line again and again; kill the server so many times, spread over the writing."""
    apart = MESSAGES / 2 * PAUSE / (KILLS + 1)
    kill_at = [time.monotonic() + apart * (number + 1) for number in range(KILLS)]
    while kill_at or not is_over():
        await asyncio.sleep(dice.uniform(0.2, 1.2))
        dice.choice((line.break_all, line.break_all, line.silence_all))()
        if kill_at and time.monotonic() > kill_at[0]:
            kill_at.pop(0)
            await asyncio.to_thread(kill_and_restart, shop)


async def find_for_agent(agent: Client, id: str) -> None:
    """Have the agent follow the conversation, which the queue shows."""
    found: list[str] = []
    while id not in found:
        with suppress(NoAnswer):
            found = [one["id"] for one in (await agent.api.call("GET", "conversations/"))["items"]]
    agent.follow(id)


def view(client: Client, id: str) -> list[tuple[int, str, str, str]]:
    """Return what a person sees of a conversation: number, client_id, text and sender of each message."""
    shown = client.threads[id].messages
    return [(m["seq"], m["client_id"], m["body"] or "", m["sender"]) for m in shown]


def figures_of(line: Line, guest: Client, agent: Client, began: float, ended: float) -> dict[str, object]:
    """Return what broke, and what the clients made of it."""
    now = time.monotonic()
    return {
        "unsent": [len(guest.outbox.items), len(agent.outbox.items)],
        "messages": MESSAGES,
        "seconds": round(now - began, 1),
        "after_the_end_s": round(now - ended, 1),
        "broken": line.breaks,
        "silenced": line.silences,
        "lost_sockets": dict(Counter(guest.codes + agent.codes)),
    }


def stored_in(shop: Shop, id: str) -> list[tuple[int, str, str, str]]:
    """Return the messages of a conversation that the shop has stored, as ``view`` does."""
    with sqlite3.connect(shop.folder / "db.sqlite3") as database:
        rows = database.execute(STORED, [id.replace("-", "")]).fetchall()
    return [(seq, str(UUID(client_id)), body or "", sender) for seq, client_id, body, sender in rows]


async def write_in_trouble(
    guest: Client, agent: Client, line: Line, shop: Shop, dice: random.Random
) -> list[list[str]]:
    """Have both write while everything breaks; return the client_ids of each one's messages in order."""
    writers = [
        asyncio.create_task(write(guest, "guest", dice)),
        asyncio.create_task(write(agent, "agent", dice)),
    ]
    troubles = asyncio.create_task(trouble(line, shop, dice, lambda: all(w.done() for w in writers)))
    said = await asyncio.gather(*writers)
    await troubles
    return said


@pytest.mark.any_database
@pytest.mark.timeout(900)
async def test_a_guest_and_an_agent_read_each_message_once_and_in_order(
    shop: Shop,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    seed = int(os.environ.get("PROTOCOL_SEED", random.randrange(10**6)))
    print(f"PROTOCOL_SEED={seed}")
    dice = random.Random(seed)
    token = await asyncio.to_thread(make_token, shop)
    line = Line(shop.port, dice, delay=0.03, drop=0.1)
    await line.start()
    origin, began = f"http://127.0.0.1:{line.port}", time.monotonic()
    guest = Client(origin, store=tmp_path / "guest.json", pace=PACE)
    agent = Client(origin, token, store=tmp_path / "agent.json", pace=PACE)
    async with running(guest, agent):
        first = guest.say("first")
        await until(lambda: guest.current is not None, 60)
        id = str(guest.current)
        await find_for_agent(agent, id)
        by_guest, by_agent = await write_in_trouble(guest, agent, line, shop, dice)
        ended = time.monotonic()
        has_all = lambda: len(view(guest, id)) == len(view(agent, id)) == MESSAGES + 2  # noqa: E731
        with suppress(TimeoutError):
            await until(
                lambda: has_all() and not guest.outbox.items and not agent.outbox.items, 400 if LONG else 60
            )
    await line.close()
    figures = figures_of(line, guest, agent, began, ended)
    record_property("figures", figures)
    print(json.dumps(figures))
    stored = stored_in(shop, id)
    assert not guest.outbox.failed + agent.outbox.failed
    assert [seq for seq, *_ in stored] == list(range(1, MESSAGES + 3)), "lost or doubled"
    assert view(guest, id) == stored
    assert view(agent, id) == stored
    order = [client_id for _seq, client_id, _body, _sender in stored]
    assert [one for one in order if one in by_guest] == by_guest
    assert [one for one in order if one in by_agent] == by_agent
    assert order[0] == first

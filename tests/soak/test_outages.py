"""Real processes are killed, stopped and cut off while people write: nothing is lost, nothing doubled.

Each message must be read by the other side within DEADLINE seconds of being written, or of the way being free
again. `make test` runs a short form of it, `make soak` the full one: 10,000 messages, long outages.
"""

import asyncio
import json
import math
import os
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.soak.machines import Machines
from tests.soak.people import Person
from tests.soak.proxy import Proxy

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.timeout(900)]
LONG = os.environ.get("SUPPORT_SOAK") == "1"
DEADLINE = 5.0


@dataclass
class Plan:
    """How much is written by each of two people of each pair, and how long (seconds) each outage lasts."""

    pairs: int
    messages: int
    pause: float
    calm: float
    killed: float
    redis: float
    postgres: float
    network: float


PLAN = Plan(30, 167, 1.5, 10, 10, 20, 5, 30) if LONG else Plan(6, 20, 0.6, 5, 1, 3, 2, 4)


@dataclass
class Outage:
    """What happened when; ``free``: when messages could get through again, ``began`` if they always could."""

    name: str
    began: float
    free: float


@pytest.fixture
def machines(scratch: Path) -> Iterator[Machines]:
    folder = scratch / f"soak-{os.getpid()}"  # `make matrix` runs several suites in one scratch folder
    folder.mkdir(mode=0o711)
    made = Machines(folder)
    yield made
    made.end()


async def test_outages_lose_nothing_double_nothing_and_end_within_seconds(
    machines: Machines, record_property: Callable[[str, object], None]
) -> None:
    pairs = json.loads(machines.run("-m", "tests.soak.seed", str(PLAN.pairs)))
    proxies = [Proxy(port) for port in machines.ports]
    for proxy in proxies:
        await proxy.start()
    people = make_people(pairs, [proxy.port for proxy in proxies])
    try:
        outages = await let_them_write(people, machines, proxies)
    finally:
        for proxy in proxies:
            await proxy.close()
    measured = figures(people, outages)
    record_property("figures", measured)
    print(json.dumps(measured, indent=1))  # seen where the test fails, and in `make soak`
    assert_nothing_is_lost_or_doubled(people, machines.database)
    assert_only_a_missing_database_is_an_error(people, outages)
    assert lateness(people, outages) <= DEADLINE
    assert max(outage["reconnected_s"] for outage in measured["outages"]) <= DEADLINE


def make_people(pairs: list[dict[str, str]], ports: list[int]) -> list[Person]:
    """Return shopper, agent, shopper, agent …; each pair begins on different servers."""
    people = []
    for number, pair in enumerate(pairs):
        order = ports if number % 2 else ports[::-1]
        shopper = Person(pair["conversation"], pair["shopper"], list(order))
        agent = Person(pair["conversation"], pair["agent"], list(order[::-1]))
        shopper.other, agent.other = agent, shopper
        people += [shopper, agent]
    return people


async def let_them_write(people: list[Person], machines: Machines, proxies: list[Proxy]) -> list[Outage]:
    """Have all of them write until the outages are over and the last message is read."""
    over = False
    async with running([person.live() for person in people]):
        await until(lambda: all(person.welcomed for person in people), 30)
        writing = [person.write(PLAN.messages, PLAN.pause, lambda: over) for person in people]
        async with running(writing) as writers:
            outages = await all_outages(machines, proxies)
            over = True
            await asyncio.gather(*writers)
        with_all = lambda: all(m.acknowledged and m.read for p in people for m in p.written.values())  # noqa: E731
        await until(with_all, 30)
    return outages


@asynccontextmanager
async def running(work: list[Awaitable[None]]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Have it done beside what the block does; whatever failed in it fails here."""
    tasks = [asyncio.ensure_future(one) for one in work]
    yield tasks
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome


async def until(happened: Callable[[], bool], seconds: float) -> None:
    """Wait until it happened, not longer than so many seconds; what is missing is for the test to say."""
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        await asyncio.sleep(0.05)


async def all_outages(machines: Machines, proxies: list[Proxy]) -> list[Outage]:
    """Let everything fail once."""
    outages = []
    for fail in (a_killed_process, a_stopped_redis, a_restarted_database, a_cut_network):
        await asyncio.sleep(PLAN.calm)
        outages.append(await fail(machines, proxies))
    await asyncio.sleep(PLAN.calm)
    return outages


async def a_killed_process(machines: Machines, proxies: list[Proxy]) -> Outage:
    """The other process is there all the time."""
    began = time.monotonic()
    await asyncio.to_thread(machines.kill_server, machines.ports[0])
    await asyncio.sleep(PLAN.killed)
    machines.start_server(machines.ports[0])
    return Outage("kill -9 of an ASGI process", began, began)


async def a_stopped_redis(machines: Machines, proxies: list[Proxy]) -> Outage:
    """Nothing needs it but to be quick."""
    began = time.monotonic()
    await asyncio.to_thread(machines.stop, "Redis")
    await asyncio.sleep(PLAN.redis)
    await asyncio.to_thread(machines.start, "Redis")
    return Outage(f"Redis away for {PLAN.redis} s", began, began)


async def a_restarted_database(machines: Machines, proxies: list[Proxy]) -> Outage:
    """Nothing can be stored meanwhile."""
    began = time.monotonic()
    await asyncio.to_thread(machines.stop, "PostgreSQL")
    await asyncio.sleep(PLAN.postgres)
    await asyncio.to_thread(machines.start, "PostgreSQL")
    return Outage(f"PostgreSQL restarted after {PLAN.postgres} s", began, time.monotonic())


async def a_cut_network(machines: Machines, proxies: list[Proxy]) -> Outage:
    """Both sides go on writing."""
    began = time.monotonic()
    for proxy in proxies:
        proxy.cut()
    await asyncio.sleep(PLAN.network)
    for proxy in proxies:
        proxy.mend()
    return Outage(f"network cut for {PLAN.network} s", began, time.monotonic())


def assert_nothing_is_lost_or_doubled(people: list[Person], database: str) -> None:
    """Compare what was written, what is stored, and what both sides see."""
    stored: dict[str, list[tuple[str, str]]] = {person.conversation: [] for person in people}
    query = """SELECT c.public_id, m.seq, m.client_id, m.body FROM support_plugin_message m
        JOIN support_plugin_conversation c ON c.id = m.conversation_id ORDER BY c.id, m.seq"""
    with psycopg.connect(database) as connection:
        for public_id, seq, client_id, body in connection.execute(query):
            messages = stored[str(public_id)]
            messages.append((str(client_id), body))
            assert seq == len(messages), "a hole"
    for person in people:
        messages = stored[person.conversation]
        wrote = {**person.written, **person.other.written}
        assert len(messages) == len(wrote), "lost or doubled"
        assert set(messages) == {(message.client_id, message.body) for message in wrote.values()}
        assert person.view == messages, "not what is stored"
        for message in person.written.values():
            assert messages[message.seq - 1][0] == message.client_id


def assert_only_a_missing_database_is_an_error(people: list[Person], outages: list[Outage]) -> None:
    """Without Redis, or with one process less, nobody is refused anything."""
    refused = [answer for person in people for answer in person.refused]
    assert {code for _at, code in refused} <= {"unavailable"}
    without = next(outage for outage in outages if "PostgreSQL" in outage.name)
    assert all(without.began <= at <= without.free + DEADLINE for at, _code in refused)


def lateness(people: list[Person], outages: list[Outage]) -> float:
    """Return the longest that a message was on its way while the way was free (seconds)."""
    longest = 0.0
    for message in [message for person in people for message in person.written.values()]:
        if message.read is None:
            return math.inf
        since = message.at
        for outage in outages:
            if outage.began - DEADLINE < since < outage.free and message.read > outage.began:
                since = outage.free
        longest = max(longest, message.read - since)
    return longest


def figures(people: list[Person], outages: list[Outage]) -> dict[str, object]:
    """Return what is worth reporting of a run."""
    messages = [message for person in people for message in person.written.values()]
    waits = sorted(message.read - message.at for message in messages if message.read)
    return {
        "messages": len(messages),
        "unread": len(messages) - len(waits),
        "median_s": round(statistics.median(waits), 3),
        "longest_free_s": round(lateness(people, outages), 2),
        "sockets_lost": sum(len(person.lost) for person in people),
        "refused": dict(Counter(code for person in people for _at, code in person.refused)),
        "outages": [of_outage(people, messages, outage) for outage in outages],
    }


def of_outage(people: list[Person], messages: list, outage: Outage) -> dict[str, object]:
    """Return how long reconnecting and delivering took, from the moment the way was free."""
    reconnected = [0.0]
    for person in people:
        for lost in person.lost:
            if outage.began <= lost <= outage.free + DEADLINE:
                again = min((at for at in person.welcomed if at > max(lost, outage.free)), default=lost + 999)
                reconnected.append(again - max(lost, outage.free))
    after = [
        m.read - m.at for m in messages if m.read and outage.free + 1.5 < m.at < outage.free + PLAN.calm - 1
    ]
    late = [m.read - outage.free for m in messages if m.at <= outage.free and m.read and m.read > outage.free]
    return {
        "name": outage.name,
        "reconnected_s": round(max(reconnected), 2),
        "delivered_s": round(max(late, default=0.0), 2),
        "then_median_s": round(statistics.median(after), 3) if after else None,
        "then_longest_s": round(max(after, default=0), 3),
    }

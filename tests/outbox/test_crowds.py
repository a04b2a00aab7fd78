"""Real processes deliver and are killed (SIGKILL) again and again, while the webhook fails and dawdles.

`make test` runs a short form of it, `make soak` 10,000 deliveries, on SQLite too, and by the workers of
Celery and of Django's tasks.
"""

import json
import os
import random
import subprocess
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.outbox.crowd import Plan, command
from tools.paths import ROOT, VENV_PYTHON
from tools.run.shop import clean_environment

LONG = os.environ.get("SUPPORT_SOAK") == "1"
pytestmark = pytest.mark.timeout(1800)
BY_WORKERS: dict[str, Any] = {"streams": 1000, "kills": 100, "pause": 1, "patience": 1200}
soak = pytest.mark.skipif(not LONG, reason="part of make soak")


class Hooks:
    """A server that takes most webhooks, refuses some, and takes its time."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        hooks, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["data"]
                status = random.choices([204, 500, 429], [90, 8, 2])[0]
                with lock:
                    hooks.got.append({"id": self.headers["webhook-id"], **data, "is_taken": status == 204})
                time.sleep(random.choice([0, 0, 0, 0.01, 0.1]))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.host = f"127.0.0.1:{self.http.server_address[1]}"


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    hooks = Hooks()
    yield hooks
    hooks.http.shutdown()
    hooks.http.server_close()


def connected(url: str, seconds: float = 30) -> psycopg.Connection[Any]:
    """Return a connection to a PostgreSQL that may still be starting up."""
    ends = time.monotonic() + seconds
    while True:
        try:
            return psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)


@pytest.fixture
def fresh_database(postgres_url: str) -> Iterator[str]:
    """The address of a PostgreSQL database of this test's own."""
    name = f"crowd_{os.getpid()}"
    with connected(postgres_url) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{postgres_url.rpartition('/')[0]}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(plan: Plan, hooks: Hooks, database: str, settings: str = "tests.soak.settings") -> None:
    """Carry out a plan; fail unless all is delivered at least once, in order, and repeats are explained."""
    env = {
        **clean_environment(),
        "DATABASE_URL": database,
        "EXAMPLE_SHOP_VAR": plan.folder,
        "DJANGO_SETTINGS_MODULE": settings,
    }
    started = time.monotonic()
    words = [str(VENV_PYTHON), *command(plan)]
    # The receiver's failures are logged, as they are in a shop.
    with (Path(plan.folder) / "errors.log").open("wb") as errors:
        done = subprocess.run(
            words, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    seconds = time.monotonic() - started
    told = json.loads(done.stdout.splitlines()[-1])
    deliveries, kills = told["deliveries"], told["kills"]
    assert kills == plan.kills
    assert len(deliveries) == 2 * plan.streams * plan.events
    assert Counter(delivery["state"] for delivery in deliveries) == {"delivered": len(deliveries)}
    log = [json.loads(line) for line in (Path(plan.folder) / "receiver.log").read_text().splitlines()]
    calls = {"webhook:1": hooks.got, "receiver:log": log}
    repeated = sum(check(calls[target], deliveries, target) for target in calls)
    counted = sum(delivery["repeats"] for delivery in deliveries)
    assert repeated <= counted <= kills
    print(f"\n{plan.by}: {len(deliveries)} deliveries, {kills} kills, {repeated} repeats, {counted} counted,")
    print(f"  {sum(map(len, calls.values()))} calls, {seconds:.0f} s")


def check(calls: list[dict[str, Any]], deliveries: list[dict[str, Any]], target: str) -> int:
    """Check what one target got; return how often it got again what it had taken."""
    mine = [delivery for delivery in deliveries if delivery["target"] == target]
    wanted = {(delivery["stream"], delivery["number"]): delivery for delivery in mine}
    taken: Counter[tuple[int, int]] = Counter()
    streams = defaultdict(list)
    for call in calls:
        place = call["stream"], call["number"]
        assert call["id"] == wanted[place]["event_id"], "another id"
        streams[call["stream"]].append(call["number"])
        taken[place] += call["is_taken"]
    assert set(taken) == set(wanted)
    assert min(taken.values()) >= 1, "told to be delivered, and never taken"
    for numbers in streams.values():
        assert numbers[0] == 0
        assert all(later - earlier in (0, 1) for earlier, later in pairwise(numbers)), f"disorder: {numbers}"
    for place, number in taken.items():
        assert number - 1 <= wanted[place]["repeats"], "a repeat that nobody counted"
    return sum(taken.values()) - len(taken)


@pytest.mark.postgres
def test_killed_processes_repeat_only_what_they_were_at(fresh_database, hooks, tmp_path):
    plan = Plan(str(tmp_path), hooks.host, streams=30, events=5, kills=15)
    if LONG:
        plan = replace(plan, streams=1000, events=5, kills=400, patience=1200)
    run(plan, hooks, fresh_database)


@soak
def test_on_sqlite_too(hooks, tmp_path):
    plan = Plan(str(tmp_path), hooks.host, streams=200, events=5, kills=60, patience=900)
    run(plan, hooks, f"sqlite:///{tmp_path}/crowd.sqlite3")


@soak
@pytest.mark.postgres
def test_by_workers_of_djangos_tasks(fresh_database, hooks, tmp_path):
    plan = Plan(str(tmp_path), hooks.host, by="tasks", **BY_WORKERS)
    run(plan, hooks, fresh_database, "tests.outbox.crowd_settings")


@soak
@pytest.mark.postgres
def test_by_workers_of_celery(fresh_database, redis_url, hooks, tmp_path):
    plan = Plan(str(tmp_path), hooks.host, by="celery", broker=redis_url, **BY_WORKERS)
    run(plan, hooks, fresh_database)

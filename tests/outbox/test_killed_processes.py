"""Real processes find left carts, announce them, and are killed (SIGKILL) again and again.

Meanwhile the webhook, and a receiver in the shop's own code, fail and dawdle. `make test` runs a short form,
`make soak` 10,000 carts, on SQLite some fewer, and by the workers of Celery and of Django's tasks.
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
from itertools import groupby, pairwise, product
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.outbox.crowd import Plan, command
from tools.paths import ROOT, VENV_PYTHON
from tools.run.shop import clean_environment

LONG = os.environ.get("SUPPORT_SOAK") == "1"
pytestmark = pytest.mark.timeout(1800)
TEN_THOUSAND: dict[str, Any] = {
    "carts": 10_000,
    "returning": 1000,
    "batch": 100,
    "claim": 15,
    "patience": 1500,
}
# A worker that is killed while it starts was at nothing.
BY_WORKERS: dict[str, Any] = {**TEN_THOUSAND, "kills": 100, "pause": 5}
soak = pytest.mark.skipif(not LONG, reason="part of make soak")


class Hooks:
    """A server that takes most webhooks, refuses some, and takes its time."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        hooks, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = random.choices([204, 500, 429], [90, 8, 2])[0]
                call = {"id": self.headers["webhook-id"], "data": body["data"], "is_taken": status == 204}
                with lock:
                    hooks.got.append({**call, "at": time.time()})
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


@pytest.fixture
def fresh_database(postgres_url: str) -> Iterator[str]:
    """The address of a PostgreSQL database of this test's own."""
    name = f"crowd_{os.getpid()}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
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
    words = [str(VENV_PYTHON), *command(plan)]
    # The receiver's failures are logged, as they are in a shop.
    with (Path(plan.folder) / "errors.log").open("wb") as errors:
        done = subprocess.run(
            words, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    result = json.loads(done.stdout.splitlines()[-1])
    deliveries, kills = result["deliveries"], result["kills"]
    assert len(kills) == plan.kills
    check_stored(plan, result)
    log = [json.loads(line) for line in (Path(plan.folder) / "receiver.log").read_text().splitlines()]
    calls = {"webhook:1": hooks.got, "receiver:log": log}
    repeated = sum(check_calls(plan, result, *item) for item in calls.items())
    counted = sum(delivery["repeats"] for delivery in deliveries)
    assert counted, "no kill came during a call"
    assert repeated <= counted <= len(kills)
    made = sum(map(len, calls.values()))
    print(f"\n{plan.by}: {plan.carts} carts, {len(deliveries)} deliveries by {made} calls,")
    print(f"  {len(kills)} kills, {repeated} repeats, {counted} counted, {result['seconds']:.0f} s")


def story(cart: int, plan: Plan) -> list[str]:
    """Return the keys of the events of a cart, in order."""
    then = ["1:returned", "2:abandoned"] if cart <= plan.returning else []
    return [f"cart:{cart}:{what}" for what in ("1:abandoned", *then)]


def check_stored(plan: Plan, result: dict[str, Any]) -> None:
    """Check that each abandonment, event and delivery is stored once, and that all are delivered."""
    carts = range(1, plan.carts + 1)
    wanted = [[cart, 1] for cart in carts] + [[cart, 2] for cart in range(1, plan.returning + 1)]
    assert sorted(result["abandonments"]) == sorted(wanted)
    assert sorted(result["events"].values()) == sorted(key for cart in carts for key in story(cart, plan))
    deliveries = Counter((delivery["event_id"], delivery["target"]) for delivery in result["deliveries"])
    assert deliveries == Counter(product(result["events"], ["webhook:1", "receiver:log"]))
    assert {delivery["state"] for delivery in result["deliveries"]} == {"delivered"}


def check_calls(plan: Plan, result: dict[str, Any], target: str, calls: list[dict[str, Any]]) -> int:
    """Check what one target got; return how often it got again what it had taken."""
    repeats = {d["event_id"]: d["repeats"] for d in result["deliveries"] if d["target"] == target}
    streams: dict[str, list[str]] = defaultdict(list)
    taken: dict[str, list[dict[str, Any]]] = {event: [] for event in result["events"]}
    for call in calls:
        _cart, number, _rest = (key := result["events"][call["id"]]).split(":", 2)
        assert call["data"]["cart"] == number, "another event by this id"
        streams[number].append(key)
        if call["is_taken"]:
            taken[call["id"]].append(call)
    assert all(taken.values()), "reported as delivered, and never taken"
    for cart, keys in streams.items():
        assert [key for key, _same in groupby(keys)] == story(int(cart), plan), f"disorder: {keys}"
    for event, times in taken.items():
        assert len(times) - 1 <= repeats[event], "a repeat that nobody counted"
        for earlier, later in pairwise(times):
            killed = [
                kill["process"] for kill in result["kills"] if earlier["at"] <= kill["at"] <= later["at"]
            ]
            assert earlier.get("process", killed[0] if killed else None) in killed, "a repeat without a kill"
    return sum(map(len, taken.values())) - len(taken)


@pytest.mark.postgres
def test_killed_processes_announce_each_cart_once_and_repeat_only_what_they_were_at(
    fresh_database, hooks, tmp_path
):
    plan = Plan(folder=str(tmp_path), host=hooks.host)
    if LONG:
        plan = replace(plan, **TEN_THOUSAND, kills=400, pause=0.3)
    run(plan, hooks, fresh_database)


@soak
def test_killed_processes_on_sqlite_announce_each_cart_once(hooks, tmp_path):
    plan = Plan(folder=str(tmp_path), host=hooks.host, carts=500, kills=60, pause=0.3, claim=15, patience=900)
    run(plan, hooks, f"sqlite:///{tmp_path}/crowd.sqlite3")


@soak
@pytest.mark.postgres
def test_killed_workers_of_djangos_tasks_announce_each_cart_once(fresh_database, hooks, tmp_path):
    plan = Plan(folder=str(tmp_path), host=hooks.host, by="tasks", **BY_WORKERS)
    run(plan, hooks, fresh_database, "tests.outbox.crowd_settings")


@soak
@pytest.mark.postgres
def test_killed_workers_of_celery_announce_each_cart_once(fresh_database, redis_url, hooks, tmp_path):
    plan = Plan(folder=str(tmp_path), host=hooks.host, by="celery", broker=redis_url, **BY_WORKERS)
    run(plan, hooks, fresh_database)

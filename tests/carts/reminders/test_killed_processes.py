"""Real processes send reminders to a real mail server, and are killed (SIGKILL) again and again.

Meanwhile the server fails, dawdles and cuts connections. `make test` runs a short form, `make soak` 10,000
reminders, also by the workers of Celery and of Django's tasks.
"""

import json
import os
import subprocess
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from tests.carts.reminders.crowd import Plan, command
from tests.helpers.smtp_server import Fate, Letter, MailServer, mail_server
from tools.paths import ROOT, VENV_PYTHON
from tools.run.shop import clean_environment

LONG = os.environ.get("SUPPORT_SOAK") == "1"
pytestmark = [pytest.mark.timeout(1800), pytest.mark.postgres]
TEN_THOUSAND: dict[str, Any] = {"reminders": 10_000, "batch": 50, "claim": 15, "patience": 1500}
# A worker that is killed while it starts was at nothing.
BY_WORKERS: dict[str, Any] = {**TEN_THOUSAND, "kills": 100, "pause": 3}
soak = pytest.mark.skipif(not LONG, reason="part of make soak")

FATES = {
    Fate.TAKEN: 900,
    Fate.BUSY_BEFORE: 30,
    Fate.BUSY_AFTER: 20,
    Fate.CLOSING: 20,
    Fate.CUT_BEFORE: 3,
    Fate.CUT_AFTER: 3,
}
CUT = {Fate.CUT_BEFORE, Fate.CUT_AFTER}


@pytest.fixture
def mails() -> Iterator[MailServer]:
    delays = [0, 0, 0.01, 0.1] if LONG else [0.05, 0.2, 0.6]
    with mail_server(FATES, delays, keeps=False) as server:
        yield server


@pytest.fixture
def fresh_database(postgres_url: str) -> Iterator[str]:
    """The address of a PostgreSQL database of this test's own."""
    name = f"reminders_{os.getpid()}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{postgres_url.rpartition('/')[0]}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(
    plan: Plan, mails: MailServer, database: str, folder: Any, settings: str = "tests.soak.settings"
) -> None:
    """Carry out a plan; fail unless all are reached once, but for those in doubt, at most one a kill."""
    env = {
        **clean_environment(),
        "DATABASE_URL": database,
        "EXAMPLE_SHOP_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": settings,
        "EMAIL_URL": f"smtp://127.0.0.1:{mails.port}",
    }
    words = [str(VENV_PYTHON), *command(plan)]
    # What a cut connection makes doubtful is logged, as it is in a shop.
    with (folder / "errors.log").open("wb") as errors:
        done = subprocess.run(
            words, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    result = json.loads(done.stdout.splitlines()[-1])
    assert plan.kills / 2 < result["kills"] <= plan.kills, "done too soon"
    first = [letter for letter in mails.letters if letter.at < result["again_from"]]
    again = [letter for letter in mails.letters if letter.at >= result["again_from"]]
    in_doubt = check(result["first"], first, plan.reminders)
    by_kills = {to for to, error in in_doubt.items() if not error}
    assert len(by_kills) <= result["kills"], "more in doubt than one a kill"
    assert by_kills, "no kill came during a call"
    assert {letter.to for letter in again} == set(in_doubt), "sent again to others than those in doubt"
    left = check(
        result["again"], again, plan.reminders, already=set(address(result["first"])) - set(in_doubt)
    )
    assert all(left.values()), "in doubt without a kill and without a cut"
    doubly = sum(1 for letter in first if letter.is_taken and letter.to in in_doubt)
    by_cuts = len(in_doubt) - len(by_kills)
    print(f"\n{plan.by}: {plan.reminders} reminders, {len(first)} messages, {result['kills']} kills,")
    print(f"  in doubt by kills {len(by_kills)}, by cuts {by_cuts}, of all these taken {doubly};")
    print(f"  {len(again)} sent again, {result['seconds']:.0f} s")


def address(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["to"] for row in rows]


def check(
    rows: Sequence[dict[str, Any]], letters: Sequence[Letter], number: int, already: Collection[str] = ()
) -> dict[str, str]:
    """Check one run; return who is in doubt, and why. ``already``: whom an earlier run has reached."""
    assert len(set(address(rows))) == len(rows) == number
    assert {row["state"] for row in rows} <= {"sent", "unknown"}, Counter(row["state"] for row in rows)
    taken = Counter(letter.to for letter in letters if letter.is_taken)
    assert set(taken.values()) <= {1}, "somebody got it twice"
    in_doubt = {row["to"]: row["error"] for row in rows if row["state"] == "unknown"}
    sent = set(address(rows)) - set(in_doubt)
    assert sent.difference(already) <= set(taken), "reported as sent, and never taken"
    assert set(taken) <= (sent.difference(already)) | set(in_doubt)
    cut = {letter.to for letter in letters if letter.fate in CUT}
    assert not {to: error for to, error in in_doubt.items() if error and to not in cut}, (
        "in doubt for another reason"
    )
    return in_doubt


def test_killed_processes_send_to_nobody_twice_and_leave_one_in_doubt_a_kill(fresh_database, mails, tmp_path):
    plan = Plan(reminders=100, kills=10, pause=0.25, claim=5, every=0.5)
    if LONG:
        plan = replace(plan, **TEN_THOUSAND, kills=400, pause=0.3)
    run(plan, mails, fresh_database, tmp_path)


@soak
def test_killed_workers_of_djangos_tasks_send_to_nobody_twice(fresh_database, mails, tmp_path):
    run(Plan(by="tasks", **BY_WORKERS), mails, fresh_database, tmp_path, "tests.outbox.crowd_settings")


@soak
def test_killed_workers_of_celery_send_to_nobody_twice(fresh_database, redis_url, mails, tmp_path):
    run(Plan(by="celery", broker=redis_url, **BY_WORKERS), mails, fresh_database, tmp_path)

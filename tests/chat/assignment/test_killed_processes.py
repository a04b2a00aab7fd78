"""Eight processes assign at once, and some are killed: each conversation goes to one agent, in order.

`make test` runs a short form, `make soak` 5,000 conversations and 20 agents, 20 times.
"""

import json
import os
import subprocess
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path

import psycopg
import pytest

from tests.chat.assignment.crowd import Plan, command
from tools.paths import ROOT, VENV_PYTHON
from tools.run.shop import clean_environment

LONG = os.environ.get("SUPPORT_SOAK") == "1"
RUNS = 20 if LONG else 1
pytestmark = pytest.mark.timeout(3600)


@pytest.fixture
def postgres_database(postgres_url):
    name = f"assignment_{os.getpid()}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{postgres_url.rpartition('/')[0]}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.postgres
@pytest.mark.parametrize("run", range(RUNS))
def test_on_postgresql_each_is_assigned_once_in_order_and_nobody_gets_too_much(
    postgres_database, tmp_path, run
):
    check(postgres_database, tmp_path)


@pytest.mark.parametrize("run", range(RUNS))
def test_on_sqlite_each_is_assigned_once_in_order_and_nobody_gets_too_much(tmp_path, run):
    check(f"sqlite:///{tmp_path / 'crowd.sqlite3'}", tmp_path)


def check(database: str, folder: Path) -> None:
    """Let a crowd work; fail for what was assigned twice, too early or to somebody without room."""
    faults = folder / "faults"
    plan = Plan(faults=str(faults), kills=5)
    if LONG:
        plan = replace(plan, waiting=5000, agents=20, kills=30, patience=900)
    env = {
        **clean_environment(),
        "DATABASE_URL": database,
        "EXAMPLE_SHOP_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.soak.settings",
    }
    with (folder / "errors.log").open("wb") as errors:
        words = [str(VENV_PYTHON), *command(plan)]
        done = subprocess.run(words, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, stderr=errors)
    result = json.loads(done.stdout.splitlines()[-1])
    assert not faults.exists(), faults.read_text()
    rows = result["rows"]
    assert len(rows) == plan.waiting
    assert {(row["joined"], row["waits"]) for row in rows} == {(1, False)}
    # The higher the place, the longer they have waited.
    ordered = sorted(rows, key=lambda row: (row["class"], -row["place"]))
    for _name, equals in groupby(ordered, key=lambda row: row["class"]):
        overtaken = [pair for pair in pairwise(equals) if pair[0]["assigned_at"] > pair[1]["assigned_at"]]
        assert overtaken == []
    print(f"\n{plan.waiting} assigned and answered in {result['seconds']:.1f} s, {result['kills']} kills")

"""Which tests run a second time, on PostgreSQL: by the SQL that they execute.

The run on SQLite notes the statements of each test in a folder; the run on PostgreSQL reads them there. Rows
that would be locked, and places of the app that ask which database it is, count as statements of their own.
Without a folder, or without notes of a test, nothing is left out. The rule is in `chosen` and `is_whole`.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.utils.connection import ConnectionProxy

from tools.paths import ROOT

APP = str(ROOT / "support_plugin")
# The folder of the notes.
VARIABLE = "SUPPORT_TEST_STATEMENTS"
# Each statement is executed on PostgreSQL by so many tests, of different functions, if there are so many.
WITNESSES = 3
# What a database takes is up to the database: lengths, zero bytes, numbers and days out of range.
WHOLE_FILES = re.compile(r"/test_(bad_input|attacks|hostile\w*)\.py::|^tests/(search|database)/")

LIST = re.compile(r"%s(?:, %s)+")
NUMBER = re.compile(r"\d+")
NO_QUERY = re.compile(r"^\s*(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA)")

notes: dict[str, set[str]] = {}
# The statements of the test that runs now.
current: set[str] = set()


@cache
def shape(sql: str) -> str:
    """Return a short name of a statement whatever numbers and how long lists are in it; "" for no query."""
    if NO_QUERY.match(sql):
        return ""
    return sha256(NUMBER.sub("0", LIST.sub("%s", sql)).encode()).hexdigest()[:12]


def function_of(test: str) -> str:
    """The test without its parameters."""
    return test.partition("[")[0]


def chosen(statements: Mapping[str, Iterable[str]]) -> set[str]:
    """Return as few tests as execute each statement in `WITNESSES` functions; who executes most is first."""
    lists = {test: frozenset(own) for test, own in statements.items() if own}
    functions = Counter(one for _, one in {(function_of(test), one) for test in lists for one in lists[test]})
    missing = {one: min(WITNESSES, count) for one, count in functions.items()}
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()

    def gain(test: str) -> int:
        return sum(missing[one] > 0 and (function_of(test), one) not in seen for one in lists[test])

    # Gains only fall: a test whose gain is still what it was when it was put in its place is the best one.
    waiting: dict[int, list[str]] = {}
    for test in sorted(lists, reverse=True):
        waiting.setdefault(gain(test), []).append(test)
    for value in range(max(waiting, default=0), 0, -1):
        tests = sorted(waiting.pop(value, []), reverse=True)
        while tests:
            test = tests.pop()
            now = gain(test)
            if now < value:
                waiting.setdefault(now, []).append(test)
                continue
            found.add(test)
            for one in lists[test]:
                if (function_of(test), one) not in seen:
                    seen.add((function_of(test), one))
                    missing[one] -= 1
    return found


def is_whole(item: pytest.Item) -> bool:
    """Whether all cases of a test run on PostgreSQL: what is about transactions, or about what is refused."""
    mark = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    is_real = bool(mark and mark.kwargs.get("transaction"))
    is_real = is_real or bool(fixtures & {"transactional_db", "live_server"})
    return is_real or WHOLE_FILES.search(item.nodeid) is not None


def read(folder: Path) -> dict[str, set[str]]:
    """Return the notes of all processes of a run."""
    lines = [line for path in sorted(folder.glob("*.tsv")) for line in path.read_text("utf-8").splitlines()]
    return {test: set(filter(None, own.split(","))) for test, own in (line.split("\t") for line in lines)}


def _folder() -> Path | None:
    return Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None


def pytest_configure() -> None:
    """Note what is executed, on SQLite."""
    if _folder() is None or connection.vendor != "sqlite" or getattr(CursorWrapper, "notes", False):
        return
    execute, as_sql = CursorWrapper._execute_with_wrappers, SQLCompiler.as_sql

    def execute_noted(self: Any, sql: Any, *args: Any, **kwargs: Any) -> Any:
        current.add(str(sql))
        return execute(self, sql, *args, **kwargs)

    def as_sql_noted(self: Any, *args: Any, **kwargs: Any) -> Any:
        sql, values = as_sql(self, *args, **kwargs)
        if self.query.select_for_update:  # SQLite has no such words
            current.add(f"{sql} FOR UPDATE")
        return sql, values

    CursorWrapper.notes = True
    CursorWrapper._execute_with_wrappers = execute_noted
    SQLCompiler.as_sql = as_sql_noted
    used = connections["default"]
    type(used).vendor = _noted("vendor", used.vendor)
    type(used.features).has_select_for_update = _noted("locks", used.features.has_select_for_update)


def _noted(question: str, answer: Any) -> property:
    """An attribute that answers so, and notes which place of the app has asked."""

    def ask(self: Any) -> Any:
        place = sys._getframe(1)
        if place.f_code is ConnectionProxy.__getattr__.__code__ and place.f_back:
            place = place.f_back
        if place.f_code.co_filename.startswith(APP):
            # No number: those are left out of statements.
            current.add(f"{question} asked by {place.f_code.co_filename} {place.f_code.co_qualname}")
        return answer

    return property(ask)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Begin each test with empty notes."""
    current.clear()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any) -> Any:
    """Note for no test what is done for all of them, such as the migrations."""
    before = set(current)
    try:
        return (yield)
    finally:
        if fixturedef.scope == "session":
            current.clear()
            current.update(before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Keep the notes of a test that was not skipped."""
    report: Any = yield
    if report.when == "call" and not report.skipped:
        notes[item.nodeid] = {name for sql in current.copy() if (name := shape(sql))}
    return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, on PostgreSQL, what executes no statement that others do not."""
    folder = _folder()
    if folder is None or connection.vendor != "postgresql":
        return
    statements = read(folder)
    wanted = [item for item in items if item.get_closest_marker("database")]
    whole = {item.nodeid for item in wanted if is_whole(item)}
    kept = whole | chosen({item.nodeid: statements.get(item.nodeid, ()) for item in wanted})
    left_out = [item for item in items if item.nodeid in statements and item.nodeid not in kept]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


def pytest_sessionfinish() -> None:
    """Store the notes for the run on PostgreSQL."""
    folder = _folder()
    if folder is None or not notes:
        return
    process = os.environ.get("PYTEST_XDIST_WORKER", "main")
    lines = [f"{test}\t{','.join(sorted(own))}\n" for test, own in notes.items()]
    (folder / f"{process}.tsv").write_text("".join(lines), encoding="utf-8")

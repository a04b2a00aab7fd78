"""Fixtures for what stands outside Python (Redis, PostgreSQL, Chromium), and how their tests are marked.

`make test` starts the services once and passes their addresses on; without it they start on demand.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.run.scratch import current_scratch
from tools.run.services import CHROMIUM, FIRST_DATABASE, NGINX, POSTGRES, REDIS, Service
from tools.setup.apt import CannotInstall

MARKED_BY_FIXTURE = {
    "chromium": "browser",
    "start_shop": "browser",
    "postgres_url": "postgres",
    "redis_url": "redis",
}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "client", "admin_client", "live_server"}


@pytest.fixture(scope="session")
def scratch() -> Path:
    """The folder of this test run, removed when it ends."""
    return current_scratch()


@pytest.fixture(scope="session")
def redis_url(scratch: Path) -> Iterator[str]:
    """The address of a real Redis; each worker has a database of its own (channels are shared by all)."""
    for base in _bring_up(REDIS, scratch):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        yield f"{base}/{int(os.environ.get(FIRST_DATABASE, 0)) + int(worker)}"


@pytest.fixture(scope="session")
def postgres_url(scratch: Path) -> Iterator[str]:
    """The address of a real PostgreSQL's maintenance database; its user may create others."""
    yield from _bring_up(POSTGRES, scratch)


@pytest.fixture(scope="session")
def chromium(scratch: Path) -> Iterator[str]:
    """The path of a Chromium."""
    yield from _bring_up(CHROMIUM, scratch)


@pytest.fixture(scope="session")
def nginx(scratch: Path) -> Iterator[str]:
    """The path of an nginx."""
    yield from _bring_up(NGINX, scratch)


def _bring_up(service: Service, scratch: Path) -> Iterator[str]:
    try:
        running = service.bring_up(scratch, install=False)
    except CannotInstall as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    yield running.address
    running.end()


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks that are given here."""
    for mark in ("browser", "postgres", "redis", "database", "packaging"):
        config.addinivalue_line("markers", f"{mark}: given by the fixtures a test uses, or by hand")
    config.addinivalue_line(
        "markers", "any_database: shows what depends on no database; not run on PostgreSQL"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures they use, and put them in order.

    Files in which a test may take longer than others (mark `timeout`) begin first: at the end, one process
    would work on them while the others have nothing left. Browser tests go last: their event loop stays open.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for fixture in fixtures & MARKED_BY_FIXTURE.keys():
            item.add_marker(MARKED_BY_FIXTURE[fixture])
        if fixtures & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
            item.add_marker("database")
    long = {item.path for item in items if item.get_closest_marker("timeout")}
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None, item.path not in long))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly which services were missing."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)]
    missing = [reason for reason in reasons if "was not found" in reason]
    for reason in sorted(set(missing)):
        count = missing.count(reason)
        terminalreporter.write_line(f"NOT TESTED ({count} tests): {reason}", red=True, bold=True)

"""`make test`: every test there is, with real Redis, PostgreSQL and Chromium."""

import os
import signal
import sys
from pathlib import Path

from tools.checks.stages import Stage, run_side_by_side
from tools.paths import ROOT, VAR, VENV_PYTHON
from tools.run.processes import die_with_parent
from tools.run.scratch import current_scratch
from tools.run.services import FIRST_DATABASE, POSTGRES, SERVICES, Running
from tools.setup.apt import CannotInstall
from tools.setup.node import node

# A browser on a busy machine: what fails is tried once more, and named in the summary if it passes then.
ONCE_MORE = ("--reruns", "1", "-r", "fER")
# How many of Redis' databases a stage may use, one for each of its processes.
DATABASES = 8
# Two stages run at once, each with half of the machine: a file's tests share what they start, and the order
# of the files is tests/helpers/services.py's.
PROCESSES = min(DATABASES, max(2, (os.cpu_count() or 2) // 2))
MANY = ("-n", str(PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder")
BROWSER, PACKAGE = "tests/browser", "tests/packaging"
ELSEWHERE = (f"--ignore={BROWSER}", f"--ignore={PACKAGE}")


def pytest_stage(name: str, title: str, marks: str, *words: str, **env: str) -> Stage:
    """A run of the tests with these marks."""
    colour = "yes" if sys.stdout.isatty() else "no"
    # Stages run at once: each has its own notes of what failed last.
    options = [f"--color={colour}", "--durations=10", "-o", f"cache_dir=var/pytest/{name}"]
    return Stage(name, title, [str(VENV_PYTHON), "-m", "pytest", *options, "-m", marks, *words], env)


def stages(addresses: dict[str, str], notes: Path) -> list[Stage]:
    """What to run, the longest first: so the two that run at once end at about the same time.

    The tests on SQLite write into the folder `notes` what they ask the database; by that
    tests/helpers/statements.py chooses what runs a second time if there is a PostgreSQL.
    """
    quick = "not browser and not packaging"
    asking = f"database and not any_database and {quick}"
    noted = {"SUPPORT_TEST_STATEMENTS": str(notes)}
    sqlite = pytest_stage("sqlite", "On SQLite", asking, *ELSEWHERE, *MANY, **noted)
    free = f"(not database or any_database) and {quick}"
    # Their processes are killed, their networks cut: one waits for it to be noticed.
    long = pytest_stage("long", "Other shops and long stories", f"timeout and {free}", *ELSEWHERE)
    long.is_light = True
    found = [
        sqlite,
        pytest_stage("browser", "In the browser", "browser", BROWSER, *MANY, *ONCE_MORE),
        long,
        pytest_stage("others", "What depends on no database", f"not timeout and {free}", *ELSEWHERE, *MANY),
    ]
    if POSTGRES.variable in addresses:
        noted["DATABASE_URL"] = addresses[POSTGRES.variable]
        title = "Every statement and every transaction, on PostgreSQL"
        found.append(pytest_stage("postgresql", title, asking, *ELSEWHERE, *MANY, **noted))
        found[-1].after = sqlite
    found.append(pytest_stage("package", "The package", "packaging", PACKAGE))
    scripts = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "js").rglob("*.test.*js"))
    if scripts:
        found.append(Stage("node", "The browser's modules, in Node", [node(), "--test", *scripts]))
    for number, stage in enumerate(found):
        stage.env[FIRST_DATABASE] = str(number * DATABASES)
    return found


def bring_up_all() -> tuple[list[Running], list[str]]:
    """Bring up every service and put its address into the environment; also returns what is missing."""
    running, missing = [], []
    for service in SERVICES:
        try:
            running.append(service.bring_up(current_scratch(), install=True))
            os.environ[service.variable] = running[-1].address
        except CannotInstall as error:
            missing.append(str(error))
    return running, missing


def keep_compiled() -> None:
    """Have Python keep what it compiles, away from the sources: hundreds of processes load the same."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(VAR / "pycache")


def main() -> int:
    """Run all stages even when one fails."""
    die_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    keep_compiled()
    scratch = current_scratch()
    running, missing = bring_up_all()
    notes = scratch / "statements"
    notes.mkdir()
    try:
        addresses = {service.variable: os.environ.get(service.variable, "") for service in SERVICES}
        found = stages({name: address for name, address in addresses.items() if address}, notes)
        run_side_by_side(found, scratch)
    finally:
        for service in running:
            service.end()
    return report(found, missing)


def report(done: list[Stage], missing: list[str]) -> int:
    """Print every stage's own summary; a missing service is a failure only in CI."""
    print("\n=== Summary")
    for stage in done:
        print(f"{'ok    ' if stage.is_good else 'FAILED'} {stage.title}, {stage.minutes}")
        for line in stage.summary:
            print(f"       {line}")
    for text in missing:
        print(f"NOT TESTED: {text}")
    failed = any(not stage.is_good for stage in done)
    sys.stdout.flush()  # removing the run's files may take a while
    return 1 if failed or (missing and os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    sys.exit(main())

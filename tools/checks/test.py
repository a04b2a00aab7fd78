"""`make test`: every test there is, with real Redis, PostgreSQL and Chromium."""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field

from tools.paths import ROOT, VENV_PYTHON
from tools.run.processes import die_with_parent
from tools.run.scratch import current_scratch
from tools.run.services import POSTGRES, SERVICES, Running
from tools.setup.apt import CannotInstall
from tools.setup.node import node

PYTEST_SUMMARY = re.compile(r"^(\x1b\[[\d;]*m)*=+ .* in [\d.:]+.*=")
NODE_SUMMARY = re.compile(r"^(# |ℹ )(tests|pass|fail) \d+")
# A browser on a busy machine: what fails is tried once more, and named in the summary if it passes then.
ONCE_MORE = ("--reruns", "1", "-r", "fER")
TOLD = ("NOT TESTED", "RERUN ", "FAILED ", "ERROR ")
# A file's tests share what they start.
TWO = ("-n", "2", "--dist", "loadfile")
NO_TESTS = 5  # pytest's exit code when it selected nothing


@dataclass
class Stage:
    """One run of a test program: its title, its command, and the environment it has on top of ours."""

    title: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    summary: list[str] = field(default_factory=list)
    code: int = 0

    def run(self) -> None:
        """Run it, passing its output on and keeping its summary lines."""
        print(f"\n--- {self.title}", flush=True)
        process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env={**os.environ, **self.env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=die_with_parent,
        )
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if PYTEST_SUMMARY.match(line) or NODE_SUMMARY.match(line) or line.startswith(TOLD):
                self.summary.append(line.rstrip())
        self.code = process.wait()


def pytest_stage(title: str, marks: str, *words: str, **env: str) -> Stage:
    """A run of the tests with these marks."""
    colour = "yes" if sys.stdout.isatty() else "no"
    slowest = "--durations=10"
    command = [str(VENV_PYTHON), "-m", "pytest", f"--color={colour}", slowest, "-m", marks, *words]
    return Stage(title, command, env)


def stages(addresses: dict[str, str]) -> list[Stage]:
    """What to run, in this order; the database tests run a second time if there is a PostgreSQL."""
    quick = "not browser and not packaging"
    planned = [pytest_stage("All but the browser, on SQLite", quick, *TWO)]
    if POSTGRES.variable in addresses:
        url = addresses[POSTGRES.variable]
        title = "What touches the database, on PostgreSQL"
        marks = f"database and not any_database and {quick}"
        planned.append(pytest_stage(title, marks, *TWO, DATABASE_URL=url))
    planned.append(pytest_stage("The package", "packaging"))
    planned.append(pytest_stage("In the browser", "browser", *TWO, *ONCE_MORE))
    scripts = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "js").rglob("*.test.*js"))
    if scripts:
        planned.append(Stage("The browser's modules, in Node", [node(), "--test", *scripts]))
    return planned


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


def main() -> int:
    """Run all stages even when one fails; words on the command line go to pytest in the place of them."""
    die_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    current_scratch()
    running, missing = bring_up_all()
    done: list[Stage] = []
    try:
        addresses = {service.variable: os.environ.get(service.variable, "") for service in SERVICES}
        for stage in stages({name: address for name, address in addresses.items() if address}):
            stage.run()
            done.append(stage)
    finally:
        for service in running:
            service.end()
    return report(done, missing)


def report(done: list[Stage], missing: list[str]) -> int:
    """Print every stage's own summary; a missing service is a failure only in CI."""
    print("\n=== Summary")
    for stage in done:
        print(f"{'ok    ' if stage.code in (0, NO_TESTS) else 'FAILED'} {stage.title}")
        for line in stage.summary:
            print(f"       {line}")
    for text in missing:
        print(f"NOT TESTED: {text}")
    failed = any(stage.code not in (0, NO_TESTS) for stage in done)
    sys.stdout.flush()  # removing the run's files may take a while
    return 1 if failed or (missing and os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    sys.exit(main())

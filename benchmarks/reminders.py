"""What sending reminders costs: 10,000 that are due, by one process through one connection; see README.md.

Writes ``benchmarks/results/reminders.json``.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.pages import circumstances
from tools.paths import ROOT, VAR, VENV_PYTHON
from tools.run.services import POSTGRES
from tools.setup.apt import CannotInstall

RESULTS = ROOT / "benchmarks" / "results" / "reminders.json"
REMINDERS = int(os.environ.get("BENCH_REMINDERS", "10000"))
LINES = 3
# How often memory is looked at; from when on it should be flat.
SAMPLES = 20
AIMS = {"sent_per_second": 100, "memory_growth_mb": 5}
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1024**2


@dataclass
class Observer:
    """Counts statements, and looks at the process's memory now and then; asked before each reminder."""

    every: int
    queries: int = 0
    asked: int = 0
    memory: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def count(self, execute: Any, *arguments: Any) -> Any:
        """Wrap a statement."""
        self.queries += 1
        return execute(*arguments)

    def is_stopped(self) -> bool:
        """Go on."""
        if self.asked % self.every == 0:
            self.memory.append(memory_mb())
            self.times.append(time.perf_counter())
        self.asked += 1
        return False


def memory_mb() -> float:
    """Return this process's resident memory in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_MB


@contextmanager
def mail_server() -> Iterator[Any]:
    """Run a mail server in a process of its own; yield the process and its port."""
    command = [str(VENV_PYTHON), "-m", "tests.helpers.smtp_server"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def ask(process: Any) -> dict[str, int]:
    """Return what the server has taken since it was asked last."""
    process.stdin.write("\n")
    process.stdin.flush()
    return dict(json.loads(process.stdout.readline()))


def measure(address: str, server: Any) -> dict[str, Any]:
    """Send all; return the figures. Fails where anybody got none, or two."""
    from benchmarks._carts import shop

    with shop.database(address) as connection:
        from django.contrib.sites.models import Site

        from support_plugin.carts.reminders.sending.claims import BATCH
        from support_plugin.carts.reminders.sending.rounds import send_due
        from tests.carts.reminders.left_carts import leave_carts

        # Links in mails need a host.
        Site.objects.update(domain="shop.example", name="Shop")
        leave_carts(REMINDERS, accounts=REMINDERS // 2, lines=LINES)
        shop.settle(connection)
        seen = Observer(max(1, REMINDERS // SAMPLES))
        before, cpu = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(seen.count):
            sent = send_due(is_stopped=seen.is_stopped)
        seconds, cpu = time.perf_counter() - before, time.process_time() - cpu
    taken = ask(server)
    if not sent == taken["letters"] == taken["people"] == REMINDERS:
        raise RuntimeError(f"{sent} of {REMINDERS} sent; the server says {taken}")
    fastest = min(after - before for before, after in pairwise(seen.times))
    # It is also asked once a batch.
    each = seen.every * BATCH / (BATCH + 1)
    half = len(seen.memory) // 2
    return {
        "sent_per_second": round(sent / seconds, 1),
        "sent_per_second_fastest": round(each / fastest, 1),
        "queries_per_1000": round(seen.queries * 1000 / sent),
        "memory_mb": round(max(seen.memory), 1),
        "memory_growth_mb": round(max(seen.memory[half:]) - seen.memory[2], 1),
        "cpu_ms_each": round(cpu * 1000 / sent, 2),
        "connections": taken["connections"],
        "seconds": round(seconds, 1),
    }


def main() -> int:
    """Bring up PostgreSQL and a mail server, measure, write and print."""
    folder = VAR / "bench" / f"reminders-{os.getpid()}"
    folder.mkdir(parents=True)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "example_shop.settings", "EXAMPLE_SHOP_VAR": str(folder)}
    try:
        service = POSTGRES.bring_up(folder, install=True)
        try:
            with mail_server() as (server, port):
                os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
                result = measure(service.address, server)
        finally:
            service.end()
    except CannotInstall as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    result |= {"aims": AIMS, "reminders": REMINDERS, "lines": LINES, **circumstances()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    for name, value in result.items():
        if isinstance(value, int | float):
            print(f"{name:<32} {value:>12,}   {f'aim {AIMS[name]}' if name in AIMS else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

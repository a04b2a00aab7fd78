"""What the app costs on each page of the example shop; see README.md.

Writes ``benchmarks/results/pages.json``.
"""

import json
import os
import platform
import random
import shutil
import signal
import statistics
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from math import sqrt
from pathlib import Path
from typing import IO, Any, Protocol, cast

from benchmarks._pages import PAGES
from tools.paths import ROOT, VAR, VENV_PYTHON
from tools.run.processes import free_port
from tools.run.shop import Shop, clean_environment

RESULTS = ROOT / "benchmarks" / "results" / "pages.json"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "25"))
# Calls that fill one chunk of Python's stack; the rounds are spread over them.
DEPTHS = 137
# Of each state of the shop with the app; see README.md.
AIMS = {
    "quiet": {"cpu_ratio": 1.25, "extra_queries": 5},
    "busy": {"cpu_ratio": 1.10, "extra_queries": 2},
    "reload": {"cpu_ratio": 1.05, "extra_queries": 2},
}
STATES = list(AIMS)


class Asked(Protocol):
    """One side of the comparison."""

    def ask(self, **question: Any) -> Any:
        """Return the answer to one question."""


class Worker:
    """The process of one shop, with the app or without; ``module`` is what it runs."""

    def __init__(self, folder: Path, *, with_app: bool, module: str = "benchmarks._worker") -> None:
        env = environment(folder, with_app=with_app)
        self.process = subprocess.Popen(
            [str(VENV_PYTHON), "-m", module],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.read()

    def read(self) -> str:
        """Return the next line; raises RuntimeError when the process has ended."""
        line = cast(IO[str], self.process.stdout).readline().strip()
        if not line:
            raise RuntimeError(f"A shop's process ended with {self.process.wait()}")
        return line

    def ask(self, **question: Any) -> Any:
        """Return the answer to one question; no other process works meanwhile."""
        print(json.dumps(question), file=cast(IO[str], self.process.stdin), flush=True)
        return json.loads(self.read())

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()


def environment(folder: Path, *, with_app: bool) -> dict[str, str]:
    """Return what the shop's settings read."""
    return {
        **clean_environment(),
        "DJANGO_SETTINGS_MODULE": "example_shop.settings",
        "EXAMPLE_SHOP_VAR": str(folder),
        "EXAMPLE_SHOP_PLUGIN": "1" if with_app else "0",
        # Two processes with another order of sets and dicts would not do the same work.
        "PYTHONHASHSEED": "0",
    }


def prepare(folder: Path) -> tuple[Path, Path]:
    """Seed a new shop and copy it; return the folders of the one without the app and of the one with it."""
    shutil.rmtree(folder, ignore_errors=True)
    without, with_app = folder / "without", folder / "with"
    print("Seeding the shop …", flush=True)
    # All that the demo switches on: answers, proactive help, reminders too.
    Shop(free_port(), with_app, {**clean_environment(), "EXAMPLE_SHOP_CRM": "1"}).prepare()
    shutil.copytree(with_app, without)
    return without, with_app


class Side:
    """One process in one of its states; the shop without the app has one alone."""

    def __init__(self, worker: Worker, state: str) -> None:
        self.worker, self.state = worker, state

    def ask(self, **question: Any) -> Any:
        """Return the answer to one question."""
        return self.worker.ask(state=self.state, **question)


def measure(without: Worker, with_app: Worker, pages: list[str]) -> dict[str, dict[str, Any]]:
    """Return each page's figures."""
    sides = [Side(without, STATES[-1]), *(Side(with_app, state) for state in STATES)]
    rounds = all_rounds(sides, pages)
    return {page: figures(rounds[page], [side.ask(page=page) for side in sides]) for page in pages}


def all_rounds(sides: Sequence[Asked], pages: list[str]) -> dict[str, list[tuple[float, ...]]]:
    """Return each page's rounds. They go over all pages, so that a slow minute falls on all of them."""
    rounds: dict[str, list[tuple[float, ...]]] = {page: [] for page in pages}
    # Mixed, so that a drift of the machine is not taken for an effect of the depth.
    depths = [number * DEPTHS // ROUNDS for number in range(ROUNDS)]
    random.Random(0).shuffle(depths)  # noqa: S311
    for number in range(ROUNDS):
        print(f"\rRound {number + 1} of {ROUNDS}", end="", file=sys.stderr, flush=True)
        for page in pages:
            rounds[page].append(one_round(sides, page, depths[number]))
    print(file=sys.stderr)
    return rounds


def one_round(sides: Sequence[Asked], page: str, depth: int) -> tuple[float, ...]:
    """Return the CPU seconds of a request of each side.

    In turns A B C C B A A B C C B A, so that a drift of the machine cancels out; the least of each side, as
    other programs can only add to it.
    """
    order = [*range(len(sides)), *reversed(range(len(sides)))] * 2
    seconds = [(side, sides[side].ask(page=page, depth=depth, times=1)) for side in order]
    return tuple(min(cpu for who, cpu in seconds if who == side) for side in range(len(sides)))


def figures(rounds: list[tuple[float, ...]], counts: list[dict[str, int]]) -> dict[str, Any]:
    """Return one page's figures; of each round and of the counts, the first is the shop without the app."""
    plain = counts[0]
    found: dict[str, Any] = {
        "cpu_ms_without": round(statistics.median(seconds[0] for seconds in rounds) * 1000, 2),
        "queries_without": plain["queries"],
        "calls_without": plain["calls"],
    }
    for place, state in enumerate(STATES, start=1):
        ratios = sorted(seconds[place] / seconds[0] for seconds in rounds)
        low, high = median_interval(ratios)
        found[state] = {
            "cpu_ratio": round(statistics.median(ratios), 4),
            "cpu_ratio_low": round(low, 4),
            "cpu_ratio_high": round(high, 4),
            "cpu_ms": round(statistics.median(seconds[place] for seconds in rounds) * 1000, 2),
            "calls_ratio": round(counts[place]["calls"] / plain["calls"], 4),
            "queries": counts[place]["queries"],
            "extra_queries": counts[place]["queries"] - plain["queries"],
        }
    return found


def median_interval(ordered: list[float]) -> tuple[float, float]:
    """Return a 95% interval of the median, by order statistics; needs no shape of the distribution."""
    reach = 0.98 * sqrt(len(ordered))
    middle = (len(ordered) - 1) / 2
    return ordered[max(0, int(middle - reach))], ordered[min(len(ordered) - 1, round(middle + reach + 0.5))]


def summary(pages: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what is written: the worst of all pages in each state, each page, and where it was measured."""
    worst: dict[str, Any] = {}
    for state in STATES:
        name = "" if state == STATES[0] else f"_{state}"
        for figure in ("cpu_ratio", "calls_ratio", "extra_queries"):
            worst[f"worst_{figure}{name}"] = max(page[state][figure] for page in pages.values())
    return {**worst, "aims": AIMS, "pages": pages, "rounds": ROUNDS, **circumstances()}


def circumstances() -> dict[str, Any]:
    """Return when and where this was measured."""
    return {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} × {platform.machine()}, load {os.getloadavg()[0]:.1f}",
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("django", "django-oscar")},
        },
    }


def table(result: dict[str, Any]) -> str:
    """Return the figures for reading."""
    lines = [row("page", "without", "queries", STATES), row("", "", "", ["CPU 95% interval calls more"] * 3)]
    for name, page in result["pages"].items():
        cells = [cell(page[state]) for state in STATES]
        lines.append(row(name, f"{page['cpu_ms_without']:.1f} ms", page["queries_without"], cells))
    worst = [cell_of_worst(result, state) for state in STATES]
    aims = [f"{aim['cpu_ratio']:.2f} {'':15} {aim['extra_queries']:+4}" for aim in AIMS.values()]
    return "\n".join([*lines, row("worst", "", "", worst), row("aim, at most", "", "", aims)])


def cell(found: dict[str, Any]) -> str:
    """Return what the table says of one page in one state."""
    interval = f"{found['cpu_ratio_low']:.2f}–{found['cpu_ratio_high']:.2f}"
    return f"{found['cpu_ratio']:.2f} {interval:10} {found['calls_ratio']:.2f} {found['extra_queries']:+4}"


def cell_of_worst(result: dict[str, Any], state: str) -> str:
    """Return what the table says of the worst page in one state."""
    name = "" if state == STATES[0] else f"_{state}"
    ratio, calls = (result[f"worst_{figure}{name}"] for figure in ("cpu_ratio", "calls_ratio"))
    return f"{ratio:.2f} {'':10} {calls:.2f} {result[f'worst_extra_queries{name}']:+4}"


def row(name: str, without: str, queries: object, states: Sequence[str]) -> str:
    """Return one line of the table."""
    return f"{name:<18}{without:>9}{queries!s:>9}" + "".join(f"{text:>28}" for text in states)


def main() -> int:
    """Prepare, measure, write and print."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = VAR / "bench" / f"pages-{os.getpid()}"
    workers: list[Worker] = []
    try:
        for place, with_app in zip(prepare(folder), (False, True), strict=True):
            workers.append(Worker(place, with_app=with_app))
        result = summary(measure(*workers, list(PAGES)))
    finally:
        for worker in workers:
            worker.stop()
        shutil.rmtree(folder, ignore_errors=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    print(table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())

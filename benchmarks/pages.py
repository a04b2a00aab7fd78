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
from datetime import UTC, datetime
from importlib.metadata import version
from math import sqrt
from pathlib import Path
from typing import IO, Any, Protocol, cast

from benchmarks._pages import PAGES
from tools.paths import ROOT, VAR, VENV_PYTHON
from tools.processes import free_port
from tools.shop import Shop, clean_environment

RESULTS = ROOT / "benchmarks" / "results" / "pages.json"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "25"))
# Calls that fill one chunk of Python's stack; the rounds are spread over them.
DEPTHS = 137
AIM_RATIO, AIM_QUERIES = 1.05, 2


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
    """Seed a shop anew and copy it; return the folders of the one without the app and of the one with it."""
    shutil.rmtree(folder, ignore_errors=True)
    without, with_app = folder / "without", folder / "with"
    print("Seeding the shop …", flush=True)
    Shop(free_port(), with_app, clean_environment()).prepare()
    shutil.copytree(with_app, without)
    return without, with_app


def measure(without: Worker, with_app: Worker, pages: list[str]) -> dict[str, dict[str, Any]]:
    """Return each page's figures."""
    rounds = all_rounds(without, with_app, pages)
    queries = {page: (without.ask(page=page), with_app.ask(page=page)) for page in pages}
    return {page: figures(rounds[page], *queries[page]) for page in pages}


def all_rounds(without: Asked, with_app: Asked, pages: list[str]) -> dict[str, list[tuple[float, float]]]:
    """Return each page's rounds. They go over all pages, so that a slow minute falls on all of them."""
    rounds: dict[str, list[tuple[float, float]]] = {page: [] for page in pages}
    # Mixed, so that a drift of the machine is not taken for an effect of the depth.
    depths = [number * DEPTHS // ROUNDS for number in range(ROUNDS)]
    random.Random(0).shuffle(depths)  # noqa: S311
    for number in range(ROUNDS):
        print(f"\rRound {number + 1} of {ROUNDS}", end="", file=sys.stderr, flush=True)
        for page in pages:
            rounds[page].append(one_round(without, with_app, page, depths[number]))
    print(file=sys.stderr)
    return rounds


def one_round(without: Asked, with_app: Asked, page: str, depth: int) -> tuple[float, float]:
    """Return the CPU seconds of a request without and with the app.

    In turns A B B A A B B A, so that a drift of the machine cancels out; the least of each side, as other
    programs can only add to it.
    """
    a, b = without, with_app
    seconds = [(worker, worker.ask(page=page, depth=depth, times=1)) for worker in (a, b, b, a, a, b, b, a)]
    return min(cpu for who, cpu in seconds if who is a), min(cpu for who, cpu in seconds if who is b)


def figures(
    rounds: list[tuple[float, float]], without: tuple[int, int], with_app: tuple[int, int]
) -> dict[str, Any]:
    """Return one page's figures; queries come as (warm, cold)."""
    ratios = sorted(b / a for a, b in rounds)
    low, high = median_interval(ratios)
    return {
        "cpu_ratio": round(statistics.median(ratios), 4),
        "cpu_ratio_low": round(low, 4),
        "cpu_ratio_high": round(high, 4),
        "cpu_ms_without": round(statistics.median(a for a, _b in rounds) * 1000, 2),
        "cpu_ms_with": round(statistics.median(b for _a, b in rounds) * 1000, 2),
        "queries_without": without[0],
        "queries_with": with_app[0],
        "extra_queries": with_app[0] - without[0],
        "extra_queries_cold": with_app[1] - without[1],
    }


def median_interval(ordered: list[float]) -> tuple[float, float]:
    """Return a 95% interval of the median, by order statistics; needs no shape of the distribution."""
    reach = 0.98 * sqrt(len(ordered))
    middle = (len(ordered) - 1) / 2
    return ordered[max(0, int(middle - reach))], ordered[min(len(ordered) - 1, round(middle + reach + 0.5))]


def summary(pages: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what is written: the worst of all pages, each page, and where it was measured."""
    return {
        "worst_cpu_ratio": max(page["cpu_ratio"] for page in pages.values()),
        "worst_extra_queries": max(page["extra_queries"] for page in pages.values()),
        "worst_extra_queries_cold": max(page["extra_queries_cold"] for page in pages.values()),
        "aim": {"cpu_ratio": AIM_RATIO, "extra_queries": AIM_QUERIES},
        "pages": pages,
        "rounds": ROUNDS,
        **circumstances(),
    }


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
    head = ("page", "without", "with", "ratio", "95% interval", "queries", "extra", "cold")
    lines = [row(*head)]
    for name, page in result["pages"].items():
        lines.append(
            row(
                name,
                f"{page['cpu_ms_without']:.1f} ms",
                f"{page['cpu_ms_with']:.1f} ms",
                f"{page['cpu_ratio']:.3f}",
                f"{page['cpu_ratio_low']:.3f}–{page['cpu_ratio_high']:.3f}",
                page["queries_with"],
                f"{page['extra_queries']:+}",
                f"{page['extra_queries_cold']:+}",
            )
        )
    lines.append(
        f"Worst: {result['worst_cpu_ratio']:.3f} times the CPU (aim {AIM_RATIO}), "
        f"{result['worst_extra_queries']:+} queries (aim {AIM_QUERIES:+}), "
        f"{result['worst_extra_queries_cold']:+} when the app's caches have run out"
    )
    return "\n".join(lines)


def row(name: str, *cells: object) -> str:
    """Return one line of the table."""
    widths = (10, 10, 8, 15, 9, 7, 6)
    return f"{name:<18}" + "".join(f"{cell!s:>{width}}" for cell, width in zip(cells, widths, strict=True))


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

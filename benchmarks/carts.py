"""What following carts costs: a million open ones, and one thing put into one; see README.md.

Writes ``benchmarks/results/carts.json``.
"""

import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.pages import Worker, circumstances, median_interval, prepare
from tools.paths import ROOT, VAR
from tools.run.services import POSTGRES
from tools.setup.apt import CannotInstall

RESULTS = ROOT / "benchmarks" / "results" / "carts.json"
CARTS = int(os.environ.get("BENCH_CARTS", "1000000"))
DUE = CARTS // 100
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
# Each takes seconds, and the same work.
TICKS = 3
AIMS = {"due_per_second": 1000, "tick_idle_ms": 20, "ratio_1m_to_100k": 1.2, "add_to_basket_cpu_ratio": 1.05}


def seconds(function: Callable[[], Any]) -> float:
    """Return how long a call takes."""
    before = time.perf_counter()
    function()
    return time.perf_counter() - before


def measure_ticks(address: str) -> dict[str, Any]:
    """Return the figures of a shop with a tenth of the carts, and with all of them; the same number due."""
    from benchmarks._carts import shop

    with shop.database(address) as connection:
        from support_plugin.carts.sweeps import sweep

        refers = shop.make_product()
        shop.add_carts(connection, 1, CARTS // 10, refers)
        backfill = seconds(sweep)
        few = _ticks(connection, CARTS // 10)
        shop.add_carts(connection, CARTS // 10 + 1, CARTS, refers)
        many = _ticks(connection, CARTS)
        queries = _queries(connection)
    return {
        "due_per_second": round(DUE / many["busy"]),
        "tick_idle_ms": round(many["idle"] * 1000, 1),
        "ratio_1m_to_100k": round(many["busy"] / few["busy"], 3),
        "queries_per_1000_due": round(queries * 1000 / DUE, 1),
        "backfilled_per_second": round(CARTS / 10 / backfill),
        "seconds_with_a_tenth": round(few["busy"], 2),
        "seconds_with_all": round(many["busy"], 2),
        "tick_idle_ms_with_a_tenth": round(few["idle"] * 1000, 1),
    }


def _ticks(connection: Any, carts: int) -> dict[str, float]:
    """Return the seconds of a tick with ``DUE`` carts due, and of one with none."""
    from benchmarks._carts import shop

    busy = []
    for _tick in range(TICKS):
        shop.make_due(connection, carts, DUE)
        busy.append(seconds(_tick_once))
        shop.check_stored(connection, DUE)
    shop.settle(connection)
    idle = [seconds(_tick_once) for _tick in range(ROUNDS)]
    return {"busy": statistics.median(busy), "idle": statistics.median(idle)}


def _tick_once() -> None:
    """All that one round of ``support_tick`` does, of the other rooms too."""
    from support_plugin.management.commands.support_tick import do_what_is_due

    do_what_is_due()


def _queries(connection: Any) -> int:
    """Return the statements of a tick with ``DUE`` carts due, less those of one with none."""
    from django.test.utils import CaptureQueriesContext

    from benchmarks._carts import shop

    shop.make_due(connection, CARTS, DUE)
    counts = []
    for _tick in range(2):
        with CaptureQueriesContext(connection) as asked:
            _tick_once()
        counts.append(len(asked))
    return counts[0] - counts[1]


def measure_adding(folder: Path) -> dict[str, Any]:
    """Return what putting something into the cart costs with the app, in relation to the shop without it."""
    workers: list[Worker] = []
    try:
        for place, with_app in zip(prepare(folder), (False, True), strict=True):
            workers.append(Worker(place, with_app=with_app, module="benchmarks._carts.adding"))
        without, ours = workers
        rounds = []
        for _round in range(ROUNDS):
            # In turns, so that a drift of the machine cancels out; the least, as others only add to it.
            order = [(without, 0), (ours, 1), (ours, 1), (without, 0)] * 2
            taken = [(side, worker.ask(times=1)) for worker, side in order]
            rounds.append([min(cpu for who, cpu in taken if who == side) for side in (0, 1)])
        calls = [worker.ask()["calls"] for worker in workers]
        beacons = [ours.ask(what="beacon") for _round in range(ROUNDS)]
    finally:
        for worker in workers:
            worker.stop()
    ratios = sorted(ours / plain for plain, ours in rounds)
    low, high = median_interval(ratios)
    return {
        "add_to_basket_cpu_ratio": round(statistics.median(ratios), 3),
        "add_to_basket_cpu_ratio_low": round(low, 3),
        "add_to_basket_cpu_ratio_high": round(high, 3),
        "add_to_basket_calls_ratio": round(calls[1] / calls[0], 3),
        "beacon_cpu_ms": round(statistics.median(beacons) * 1000, 2),
        "add_to_basket_cpu_ms": round(statistics.median(ours for _plain, ours in rounds) * 1000, 2),
    }


def main() -> int:
    """Bring up PostgreSQL, measure, write and print."""
    folder = VAR / "bench" / f"carts-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        result = measure_adding(folder / "shops")
        os.environ |= {"DJANGO_SETTINGS_MODULE": "example_shop.settings", "EXAMPLE_SHOP_VAR": str(folder)}
        service = POSTGRES.bring_up(folder, install=True)
        try:
            result |= measure_ticks(service.address)
        finally:
            service.end()
    except CannotInstall as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    result |= {"aims": AIMS, "carts": CARTS, "due": DUE, "rounds": ROUNDS, **circumstances()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    for name, value in result.items():
        if isinstance(value, int | float):
            print(f"{name:<32} {value:>12,}   {f'aim {AIMS[name]}' if name in AIMS else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

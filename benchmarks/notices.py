"""What a quote costs beside Oscar's own computation; see README.md.

Writes ``benchmarks/results/notices.json``. Fails when the two do not give the same amounts.
"""

import gc
import json
import os
import platform
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from benchmarks.pages import median_interval
from tools.paths import ROOT, VAR

RESULTS = ROOT / "benchmarks" / "results" / "notices.json"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "25"))
AIM = 1.5
SCENARIOS = ("plain", "offers")


def measure(sides: Any) -> dict[str, Any]:
    """Return one scenario's figures."""
    ours, oscars = sides.ask_quote, sides.ask_oscar
    compare(ours(), oscars())
    rounds = [one_round(oscars, ours) for _ in range(ROUNDS)]
    ratios = sorted(quote / oscar for oscar, quote in rounds)
    low, high = median_interval(ratios)
    return {
        "quote_ratio": round(statistics.median(ratios), 4),
        "quote_ratio_low": round(low, 4),
        "quote_ratio_high": round(high, 4),
        "ms_oscar": round(statistics.median(oscar for oscar, _quote in rounds) * 1000, 2),
        "ms_quote": round(statistics.median(quote for _oscar, quote in rounds) * 1000, 2),
        "queries_oscar": count_queries(oscars),
        "queries": count_queries(ours),
    }


def compare(ours: dict[str, Any], oscars: dict[str, Any]) -> None:
    """Raise RuntimeError unless both sides give the same amounts, to the digits that an order stores."""
    rounded = {code: tuple(round(amount, 2) for amount in amounts) for code, amounts in oscars.items()}
    if ours != rounded or not ours:
        raise RuntimeError(f"The quote is not what Oscar charges: {ours} {rounded}")


def one_round(oscars: Callable[[], Any], ours: Callable[[], Any]) -> tuple[float, float]:
    """Return the CPU seconds of both sides, in turns A B B A A B B A; the least of each."""
    a, b = oscars, ours
    seconds = [(side, cpu(side)) for side in (a, b, b, a, a, b, b, a)]
    return min(spent for side, spent in seconds if side is a), min(
        spent for side, spent in seconds if side is b
    )


def cpu(side: Callable[[], Any]) -> float:
    """Return the seconds of CPU of one call."""
    gc.collect()
    before = time.process_time()
    side()
    return time.process_time() - before


def count_queries(side: Callable[[], Any]) -> int:
    """Return the number of queries of one call."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        side()
    return len(captured)


def run() -> dict[str, dict[str, Any]]:
    """Make the shop and measure each scenario."""
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks._notices.shop import (
        Sides,
        add_offers,
        apply_offers,
        make_methods,
        make_request,
        offer_methods,
    )

    call_command("migrate", run_syncdb=True, verbosity=0)
    request = make_request()
    offer_methods(make_methods())
    found = {}
    for scenario in SCENARIOS:
        if scenario == "offers":
            add_offers()
        apply_offers(request)
        found[scenario] = measure(Sides(request))
    return found


def summary(scenarios: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what is written: the worst of all, each scenario, and where it was measured."""
    return {
        "quote_ratio": max(found["quote_ratio"] for found in scenarios.values()),
        "queries": max(found["queries"] for found in scenarios.values()),
        "aim": {"quote_ratio": AIM},
        "scenarios": scenarios,
        "rounds": ROUNDS,
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} × {platform.machine()}, load {os.getloadavg()[0]:.1f}",
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("django", "django-oscar")},
        },
    }


def main() -> int:
    """Prepare, measure, write and print."""
    folder = VAR / "bench" / f"notices-{os.getpid()}"
    folder.mkdir(parents=True)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "benchmarks._notices.settings", "EXAMPLE_SHOP_VAR": str(folder)}
    os.environ.pop("DATABASE_URL", None)
    try:
        result = summary(run())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    for name, found in result["scenarios"].items():
        print(
            f"{name:<8} Oscar {found['ms_oscar']:.1f} ms, {found['queries_oscar']} queries; "
            f"quote {found['ms_quote']:.1f} ms, {found['queries']} queries; ratio {found['quote_ratio']:.3f} "
            f"({found['quote_ratio_low']:.3f}–{found['quote_ratio_high']:.3f})"
        )
    print(f"Worst: {result['quote_ratio']:.3f} times Oscar's own computation (aim {AIM})")
    return 0


if __name__ == "__main__":
    sys.exit(main())

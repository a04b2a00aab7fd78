"""What folding costs a search over a million names and messages on PostgreSQL; see README.md.

Writes ``benchmarks/results/search.json``. Fails where the app's own queries do not use their index.
"""

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
from tools.run.services import POSTGRES
from tools.setup.apt import CannotInstall

RESULTS = ROOT / "benchmarks" / "results" / "search.json"
# Names and messages together, half of each.
ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
AIM = 1.5

# By kind: what is looked for; of the unfolded texts in the same letters, in which most people wrote them.
QUERIES = {
    "rare": ("SF-104417", "SF-23", "shopper4711@"),
    "a name": ("علی‌رضا", "یزدانی", "القحطاني", "Haddad"),
    "common": ("سفارش", "ارسال", "طلبي", "shipping"),
    "two words": ("زعفران تخفیف", "مریم کریمی", "refund Dubai", "کد پرداخت"),
    "two letters": ("چه", "is"),
    "not there": ("زرافه", "xylophone", "قسطنطنیه"),
}


def measure(ours: Callable[[], Any], theirs: Callable[[], Any]) -> dict[str, Any]:
    """Return one query's figures: milliseconds of both sides, in turns, and their ratio."""
    rounds = [(clock(ours), clock(theirs)) for _ in range(ROUNDS + 1)][1:]
    ratios = sorted(folded / plain for folded, plain in rounds)
    low, high = median_interval(ratios)
    return {
        "ratio": round(statistics.median(ratios), 3),
        "ratio_low": round(low, 3),
        "ratio_high": round(high, 3),
        "ms_folded": round(statistics.median(folded for folded, _plain in rounds) * 1000, 2),
        "ms_unfolded": round(statistics.median(plain for _folded, plain in rounds) * 1000, 2),
        "found": len(ours()),
        "found_unfolded": len(theirs()),
    }


def clock(side: Callable[[], Any]) -> float:
    """Return the seconds of one call."""
    before = time.perf_counter()
    side()
    return time.perf_counter() - before


def run(address: str) -> dict[str, Any]:
    """Fill a database, and ask it each question of both kinds of text."""
    from benchmarks._search import shop

    with shop.database(address) as connection:
        filled = clock(lambda: shop.fill(connection, ROWS))
        found = {
            f"{query} ({about})": {"kind": kind, **measure(*shop.sides(about, query))}
            for kind, queries in QUERIES.items()
            for query in queries
            for about in ("messages", "names")
        }
        return {
            "queries": found,
            "index_used": {about: shop.uses_index(about) for about in ("messages", "names")},
            "megabytes": shop.index_sizes(connection),
            "seconds_to_fill": round(filled),
        }


def summary(measured: dict[str, Any]) -> dict[str, Any]:
    """Return what is written: the median of all queries, each kind's, and where it was measured."""
    ratios = sorted(found["ratio"] for found in measured["queries"].values())
    low, high = median_interval(ratios)
    kinds = {
        kind: round(
            statistics.median(f["ratio"] for f in measured["queries"].values() if f["kind"] == kind), 3
        )
        for kind in QUERIES
    }
    return {
        "folded_ratio": round(statistics.median(ratios), 3),
        "folded_ratio_low": round(low, 3),
        "folded_ratio_high": round(high, 3),
        "worst_kind_ratio": max(kinds.values()),
        "kinds": kinds,
        "aim": {"folded_ratio": AIM},
        "rows": ROWS,
        "rounds": ROUNDS,
        **measured,
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} × {platform.machine()}, load {os.getloadavg()[0]:.1f}",
        "versions": {"python": platform.python_version(), "django": version("django")},
    }


def main() -> int:
    """Bring up PostgreSQL, measure, write and print."""
    folder = VAR / "bench" / f"search-{os.getpid()}"
    folder.mkdir(parents=True)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "example_shop.settings", "EXAMPLE_SHOP_VAR": str(folder)}
    try:
        service = POSTGRES.bring_up(folder, install=True)
    except CannotInstall as error:
        print(error, file=sys.stderr)
        return 1
    try:
        result = summary(run(service.address))
    finally:
        service.end()
        shutil.rmtree(folder, ignore_errors=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    for name, found in result["queries"].items():
        print(
            f"{found['kind']:<12} {found['ms_folded']:>9.2f} ms folded {found['ms_unfolded']:>9.2f} unfolded "
            f" ratio {found['ratio']:.2f} ({found['ratio_low']:.2f}–{found['ratio_high']:.2f})  {name}"
        )
    print(
        f"Folded, {result['rows']:,} texts: {result['folded_ratio']:.2f} times the unfolded search "
        f"(aim {AIM}; worst kind {result['worst_kind_ratio']:.2f}); index used: {result['index_used']}"
    )
    return 0 if all(result["index_used"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())

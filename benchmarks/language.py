"""What an English page costs of all that the app does for Persian and Arabic; see README.md.

Writes ``benchmarks/results/language.json``.
"""

import json
import os
import shutil
import signal
import statistics
import sys
from typing import Any

from benchmarks._language.pages import PAGES
from benchmarks.pages import ROUNDS, Worker, all_rounds, circumstances, median_interval, prepare
from tools.paths import ROOT, VAR

RESULTS = ROOT / "benchmarks" / "results" / "language.json"
AIM = 1.01


class Side:
    """The shop's process, with the parts or without them."""

    def __init__(self, worker: Worker, *, on: bool) -> None:
        self.worker = worker
        self.on = on

    def ask(self, **question: Any) -> Any:
        """Return the answer to one question."""
        return self.worker.ask(on=self.on, **question)


def measure(off: Side, on: Side) -> dict[str, Any]:
    """Return what is written: all pages together, each page, and where it was measured."""
    rounds = all_rounds((off, on), list(PAGES))
    pages = {page: figures(rounds[page], off.ask(page=page), on.ask(page=page)) for page in PAGES}
    worst = max(pages, key=lambda page: pages[page]["english_ratio"])
    calls = [sum(page[side] for page in pages.values()) for side in ("calls_on", "calls_off")]
    return {
        **ratio([pair for page in rounds.values() for pair in page]),
        "worst_page": worst,
        "worst_page_ratio": pages[worst]["english_ratio"],
        "calls_ratio": round(calls[0] / calls[1], 4),
        "worst_calls_ratio": max(page["calls_ratio"] for page in pages.values()),
        "aim": {"english_ratio": AIM},
        "pages": pages,
        "rounds": ROUNDS,
        **circumstances(),
    }


def figures(rounds: list[tuple[float, ...]], off: dict[str, int], on: dict[str, int]) -> dict[str, Any]:
    """Return one page's figures."""
    return {
        **ratio(rounds),
        "cpu_ms_off": round(statistics.median(a for a, _b in rounds) * 1000, 2),
        "cpu_ms_on": round(statistics.median(b for _a, b in rounds) * 1000, 2),
        "calls_ratio": round(on["calls"] / off["calls"], 4),
        "calls_off": off["calls"],
        "calls_on": on["calls"],
        "bytes_off": off["bytes"],
        "bytes_on": on["bytes"],
    }


def ratio(rounds: list[tuple[float, ...]]) -> dict[str, float]:
    """Return the median of the rounds' ratios, and its 95% interval."""
    ratios = sorted(on / off for off, on in rounds)
    low, high = median_interval(ratios)
    return {
        "english_ratio": round(statistics.median(ratios), 4),
        "english_ratio_low": round(low, 4),
        "english_ratio_high": round(high, 4),
    }


def table(result: dict[str, Any]) -> str:
    """Return the figures for reading."""
    lines = [row("page", "off", "on", "ratio", "95% interval", "calls off", "on", "ratio", "bytes")]
    for name, page in result["pages"].items():
        interval = f"{page['english_ratio_low']:.3f}–{page['english_ratio_high']:.3f}"
        cpu = (f"{page['cpu_ms_off']:.1f} ms", f"{page['cpu_ms_on']:.1f} ms")
        calls = (page["calls_off"], page["calls_on"], f"{page['calls_ratio']:.4f}")
        added = f"{page['bytes_on'] - page['bytes_off']:+}"
        lines.append(row(name, *cpu, f"{page['english_ratio']:.3f}", interval, *calls, added))
    lines.append(
        f"English pages: {result['english_ratio']:.4f} times the CPU (aim {AIM}; 95% interval "
        f"{result['english_ratio_low']:.4f}–{result['english_ratio_high']:.4f}), "
        f"worst {result['worst_page']} ({result['worst_page_ratio']:.4f}); "
        f"{result['calls_ratio']:.4f} times the calls, at worst {result['worst_calls_ratio']:.4f}"
    )
    return "\n".join(lines)


def row(name: str, *cells: object) -> str:
    """Return one line of the table."""
    widths = (10, 10, 8, 15, 11, 9, 8, 7)
    return f"{name:<18}" + "".join(f"{cell!s:>{width}}" for cell, width in zip(cells, widths, strict=True))


def main() -> int:
    """Prepare, measure, write and print."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = VAR / "bench" / f"language-{os.getpid()}"
    worker = None
    try:
        _without, shop = prepare(folder)
        worker = Worker(shop, with_app=True, module="benchmarks._language.worker")
        result = measure(Side(worker, on=False), Side(worker, on=True))
    finally:
        if worker:
            worker.stop()
        shutil.rmtree(folder, ignore_errors=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    print(table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())

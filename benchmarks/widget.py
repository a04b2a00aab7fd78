"""What the chat's widget costs a shopper's phone, on the basket and in the checkout; see README.md.

Writes ``benchmarks/results/widget.json``.
"""

import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks._widget.guests import PAGES
from benchmarks._widget.lighthouse import score
from benchmarks._widget.visit import SLOWER, Shopper, Visit
from benchmarks.pages import prepare
from tools.paths import NODE_MODULES, ROOT, VAR, VENV_PYTHON
from tools.run.browser import launch
from tools.run.processes import free_port
from tools.run.services import CHROMIUM
from tools.run.shop import Shop, clean_environment
from tools.setup.apt import CannotInstall

RESULTS = ROOT / "benchmarks" / "results" / "widget.json"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
CHAT, SLOTS, SESSION = "/support_plugin/chat/", "/support_plugin/slots", "/support/api/"
AIMS = {"loader_gz": 3 * 1024, "total_gz": 25 * 1024, "cls": 0}


class Side:
    """The shop with the app or without it, its guests and what was measured, by page."""

    def __init__(self, folder: Path, *, with_app: bool) -> None:
        env = {**clean_environment(), "EXAMPLE_SHOP_PLUGIN": "1" if with_app else "0"}
        self.with_app, self.name = with_app, "with" if with_app else "without"
        self.shop = Shop(free_port(), folder, env)
        self.guests: dict[str, Any] = json.loads(self._program("benchmarks._widget.guests"))
        self.pages = {page: Measured() for page in PAGES}
        self.shop.start()

    def _program(self, module: str) -> str:
        command = [str(VENV_PYTHON), "-m", module]
        done = subprocess.run(
            command, cwd=ROOT, env=self.shop.env, stdout=subprocess.PIPE, check=True, text=True
        )
        return done.stdout

    def visit(self, page: str, browser: Browser) -> None:
        """Load the page in a new browser, and open the chat where there is one."""
        guest, measured = self.guests[page], self.pages[page]
        with Shopper(browser, self.shop.url, guest["cookies"]) as shopper:
            measured.loads.append(shopper.load(self.shop.url + guest["path"]))
            if self.with_app:
                measured.openings.append(shopper.open_chat())

    def judge(self, page: str, chromium: str, home: Path) -> None:
        """Have Lighthouse measure the page."""
        guest = self.guests[page]
        found = score(chromium, self.shop.url + guest["path"], guest["cookies"], home)
        self.pages[page].scores.append(found)


@dataclass
class Measured:
    """One page's rounds on one side."""

    loads: list[Visit] = field(default_factory=list)
    openings: list[Visit] = field(default_factory=list)
    scores: list[dict[str, float] | None] = field(default_factory=list)


def measure(sides: tuple[Side, Side], chromium: str, home: Path) -> None:
    """Take all rounds; the sides take turns, so that a slow minute of the machine falls on both."""
    with launch(chromium, home) as browser:
        for page in PAGES:  # the first visit of each finds the shop's own caches empty
            for side in sides:
                side.visit(page, browser)
                side.pages[page] = Measured()
        for number, page, side in turns(sides):
            report(f"Round {number} of {ROUNDS}: {page}, {side.name} the app")
            side.visit(page, browser)
    for number, page, side in turns(sides):
        report(f"Lighthouse, round {number} of {ROUNDS}: {page}, {side.name} the app")
        side.judge(page, chromium, home)
    print(file=sys.stderr)


def turns(sides: tuple[Side, Side]) -> list[tuple[int, str, Side]]:
    """Return who is measured when: A B, B A, A B … on each page."""
    rounds = range(1, ROUNDS + 1)
    return [(n, page, side) for n in rounds for page in PAGES for side in (sides if n % 2 else sides[::-1])]


def figures(without: Measured, with_app: Measured) -> dict[str, Any]:
    """Return one page's figures, medians over the rounds."""
    loads = list(zip(without.loads, with_app.loads, strict=True))
    median = statistics.median
    one, opened = with_app.loads[0], with_app.openings[0]
    return {
        "loader_gz": one.weight(CHAT),
        "slots_gz": one.weight(SLOTS),
        "opening_gz": opened.weight(CHAT),
        "session_gz": opened.weight(SESSION),
        "requests": median(b.requests for _a, b in loads) - median(a.requests for a, _b in loads),
        "requests_opening": median(visit.requests for visit in with_app.openings),
        "cls_without": round(median(a.cls for a, _b in loads), 4),
        "cls_with": round(median(b.cls for _a, b in loads), 4),
        "cls_opening": round(max(visit.cls for visit in with_app.openings), 4),
        "busy_ms_without": round(median(a.busy_ms for a, _b in loads)),
        "busy_ms_with": round(median(b.busy_ms for _a, b in loads)),
        "blocking_ms": round(median(b.busy_ms - a.busy_ms for a, b in loads)),
        "opening_ms": round(median(visit.busy_ms for visit in with_app.openings)),
        "opening_longest_ms": round(median(visit.longest_ms for visit in with_app.openings)),
        **lighthouse("without", without.scores),
        **lighthouse("with", with_app.scores),
    }


def lighthouse(side: str, scores: list[dict[str, float] | None]) -> dict[str, float | None]:
    """Return one side's median score and blocking time, how far scores were apart, how many are missing."""
    measured = [found for found in scores if found]
    marks = [found["performance"] for found in measured]
    return {
        f"lighthouse_{side}": statistics.median(marks) if marks else None,
        f"lighthouse_{side}_low": min(marks, default=None),
        f"lighthouse_{side}_high": max(marks, default=None),
        f"lighthouse_{side}_missing": len(scores) - len(measured),
        f"tbt_ms_{side}": round(statistics.median(found["tbt_ms"] for found in measured)) if marks else None,
    }


def worst(pages: Iterable[dict[str, Any]]) -> dict[str, float | None]:
    """Return both scores of the page where the app costs most, of those that have both."""
    names = ("lighthouse_with", "lighthouse_without")
    scores = [{name: page[name] for name in names} for page in pages]
    whole = [found for found in scores if None not in found.values()]
    nothing: dict[str, float | None] = dict.fromkeys(names)
    return max(whole, key=lambda found: found[names[1]] - found[names[0]], default=nothing)


def summary(pages: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what is written: the worst of the pages, each page, and where it was measured."""
    added = [page["cls_with"] - page["cls_without"] + page["cls_opening"] for page in pages.values()]
    return {
        "loader_gz": max(page["loader_gz"] for page in pages.values()),
        "total_gz": max(page["loader_gz"] + page["opening_gz"] for page in pages.values()),
        "slots_gz": max(page["slots_gz"] for page in pages.values()),
        "requests": max(page["requests"] for page in pages.values()),
        "requests_opening": max(page["requests_opening"] for page in pages.values()),
        "cls": round(max(0, *added), 4),
        "blocking_ms": max(page["blocking_ms"] for page in pages.values()),
        "opening_ms": max(page["opening_ms"] for page in pages.values()),
        "opening_longest_ms": max(page["opening_longest_ms"] for page in pages.values()),
        **worst(pages.values()),
        "aim": AIMS,
        "pages": pages,
        "rounds": ROUNDS,
        "processor_slowed": SLOWER,
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} × {platform.machine()}, load {os.getloadavg()[0]:.1f} at the end",
        "lighthouse": json.loads((NODE_MODULES / "lighthouse" / "package.json").read_text())["version"],
    }


ROWS = (
    ("launcher's script and style, gzip", "loader_gz", "bytes"),
    ("all the chat's files, once opened", "total_gz", "bytes"),
    ("style of notices and badges", "slots_gz", "bytes"),
    ("requests before opening", "requests", ""),
    ("requests of opening", "requests_opening", ""),
    ("layout shift added", "cls", ""),
    ("main thread, added to loading", "blocking_ms", "ms"),
    ("main thread, opening the chat", "opening_ms", "ms"),
    ("longest task of opening", "opening_longest_ms", "ms"),
)


def table(result: dict[str, Any]) -> str:
    """Return the figures for reading."""
    aims = {name: f"(aim: at most {aim})" for name, aim in AIMS.items()}
    lines = [
        f"{text:<36}{result[name]:>8} {unit:<6}{aims.get(name, '')}".rstrip() for text, name, unit in ROWS
    ]
    lines += [lighthouse_line(name, page) for name, page in result["pages"].items()]
    lines.append(f"Processor slowed {SLOWER} times. Machine: {result['machine']}")
    return "\n".join(lines)


def lighthouse_line(name: str, page: dict[str, Any]) -> str:
    """Return one page's scores for reading."""
    sides = []
    for side in ("without", "with"):
        mark, low, high, missing = (
            page[f"lighthouse_{side}{end}"] for end in ("", "_low", "_high", "_missing")
        )
        text = (
            f"missing {side} the app" if mark is None else f"{mark:.0f} {side} the app ({low:.0f}–{high:.0f})"
        )
        sides.append(text + (f", {missing} rounds missing" if missing and mark is not None else ""))
    return f"Lighthouse, {name}: {', '.join(sides)}"


def report(text: str) -> None:
    """Show how far it is."""
    print(f"\r{text:<70}", end="", file=sys.stderr, flush=True)


def main() -> int:
    """Prepare, measure, write and print."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = VAR / "bench" / f"widget-{os.getpid()}"
    sides: list[Side] = []
    try:
        chromium = CHROMIUM.bring_up(folder, install=True).address
        for place, installed in zip(prepare(folder), (False, True), strict=True):
            sides.append(Side(place, with_app=installed))
        for side in sides:
            side.shop.wait_until_ready()
        (home := folder / "home").mkdir()
        without, with_app = sides
        measure((without, with_app), chromium, home)
        pages = {page: figures(without.pages[page], with_app.pages[page]) for page in PAGES}
    except CannotInstall as missing:
        print(missing, file=sys.stderr)
        return 1
    finally:
        for side in sides:
            side.shop.stop()
        shutil.rmtree(folder, ignore_errors=True)
    result = summary(pages)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    print(table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())

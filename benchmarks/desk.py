"""What the agents' desk costs with 100,000 conversations and two million messages; see README.md.

PostgreSQL. Writes ``benchmarks/results/desk.json``. Fails where the list asks more than its statements.
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

RESULTS = ROOT / "benchmarks" / "results" / "desk.json"
MANY = int(os.environ.get("BENCH_CONVERSATIONS", "100000"))
FEW = MANY // 10
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
AIM = {"queries_list": 8, "ratio_100k_to_10k": 1.3}
# A rare and a common word, as agents type them.
QUERIES = ("زعفران", "ارسال")


def measure(ask: Callable[[], Any]) -> dict[str, Any]:
    """Return one request's figures: milliseconds on the clock, and its statements."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    answer = ask()
    assert answer.status_code == 200, answer
    with CaptureQueriesContext(connection) as asked:
        ask()
    # Now: each request forgets those of the one before.
    statements = len(asked)
    times = sorted(_clock(ask) for _round in range(ROUNDS))
    low, high = median_interval(times)
    return {
        "ms": round(statistics.median(times), 2),
        "ms_low": round(low, 2),
        "ms_high": round(high, 2),
        "queries": statements,
    }


def _clock(ask: Callable[[], Any]) -> float:
    before = time.perf_counter()
    ask()
    return (time.perf_counter() - before) * 1000


def measure_all() -> dict[str, Any]:
    """Ask for the lists, a search and a conversation, by the API and as pages."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    from support_plugin.models import Conversation

    agent = get_user_model().objects.get(username="agent")
    client = Client(SERVER_NAME="localhost")
    client.force_login(agent)
    waiting = Conversation.objects.filter(queue_at__isnull=False).order_by("queue_at").first()
    assert waiting is not None
    conversations, desk = reverse("support_plugin:api-conversations"), reverse("support_plugin:desk")
    one = reverse("support_plugin:api-conversation", args=[waiting.public_id])
    page = reverse("support_plugin:desk-conversation", args=[waiting.public_id])
    search = reverse("support_plugin:desk-search")
    asked: dict[str, Callable[[], Any]] = {
        "list": lambda: client.get(conversations),
        "list_page": lambda: client.get(desk),
        "open": lambda: client.get(one),
        "open_page": lambda: client.get(page),
    }
    for number, words in enumerate(QUERIES):
        asked[f"search_{number}"] = lambda words=words: client.get(search, {"q": words, "in": "conversation"})
    return {name: measure(ask) for name, ask in asked.items()}


def run(address: str) -> dict[str, Any]:
    """Measure with few conversations, and then with many."""
    from benchmarks._desk.shop import fill
    from benchmarks._search.shop import database

    with database(address) as connection:
        from django.contrib.auth import get_user_model

        get_user_model().objects.create_superuser("agent", "agent@example.com", "x")
        found = {}
        for name, count in (("few", FEW), ("many", MANY)):
            before = time.perf_counter()
            fill(connection, count)
            found[name] = {"seconds_to_fill": round(time.perf_counter() - before), **measure_all()}
        return found


def summary(found: dict[str, Any]) -> dict[str, Any]:
    """Return what is written."""
    few, many = found["few"], found["many"]
    searches = [name for name in many if name.startswith("search")]
    asked = [name for name in many if name != "seconds_to_fill"]
    ratios = {name: round(many[name]["ms"] / few[name]["ms"], 3) for name in asked}
    return {
        "list_ms": many["list"]["ms"],
        "search_ms": max(many[name]["ms"] for name in searches),
        "open_ms": many["open"]["ms"],
        "queries_list": many["list"]["queries"],
        "queries_list_page": many["list_page"]["queries"],
        "ratio_100k_to_10k": max(ratios[name] for name in ("list", "list_page", "open", "open_page")),
        "ratios": ratios,
        "aim": AIM,
        "conversations": MANY,
        "messages": MANY * 20,
        "rounds": ROUNDS,
        **found,
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} × {platform.machine()}, load {os.getloadavg()[0]:.1f}",
        "versions": {"python": platform.python_version(), "django": version("django")},
    }


def main() -> int:
    """Bring up PostgreSQL, measure, write and print."""
    folder = VAR / "bench" / f"desk-{os.getpid()}"
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
    for name, ratio in result["ratios"].items():
        few, many = result["few"][name], result["many"][name]
        print(
            f"{name:<10} {few['ms']:>8.2f} ms of {FEW:,}  {many['ms']:>8.2f} ms of {MANY:,} "
            f"({many['ms_low']:.2f}–{many['ms_high']:.2f})  ratio {ratio:.2f}  {many['queries']} statements"
        )
    print(f"list {result['queries_list']} statements (aim {AIM['queries_list']}), ")
    print(f"ratio {result['ratio_100k_to_10k']:.2f} (aim {AIM['ratio_100k_to_10k']})")
    return 0 if result["queries_list"] <= AIM["queries_list"] else 1


if __name__ == "__main__":
    sys.exit(main())

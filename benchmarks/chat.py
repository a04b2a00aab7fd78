"""How fast and how light the chat is, beside Channels' tutorial and a bare relay; see README.md.

Writes ``benchmarks/results/chat.json``. Fails when an acknowledged message is not stored exactly once.
"""

import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks._chat import machine
from benchmarks._chat.driver import SIZE, Driver, DriverFailed, Pairs
from benchmarks._chat.servers import (
    COMMANDS,
    start_postgres,
    start_redis,
    start_server,
    stop_server,
)
from tools.paths import ROOT, VAR, VENV_PYTHON
from tools.run.shop import SERVER_FLAGS, clean_environment

RESULTS = ROOT / "benchmarks" / "results" / "chat.json"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
# More than the chat's IDENTITY_SECONDS, so that each socket proves its identity once while it is measured.
SECONDS = float(os.environ.get("BENCH_SECONDS", "21"))
WARM_UP = 4
PAIRS, IDLE_FIRST, IDLE_PAIRS, LONE_MESSAGES = 100, 20, 500, 100
AIMS = {"ratio_to_tutorial": 3, "ratio_to_raw": 0.5, "memory_ratio_to_tutorial": 1.5}
KINDS = tuple(COMMANDS)
Rounds = dict[str, list[dict[str, float]]]


class Bench:
    """Services, servers and conversations of one run; all of it in ``folder``, all ended by ``stack``."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        redis, postgres = start_redis(folder), start_postgres(folder)
        stack.callback(redis.end)
        stack.callback(postgres.end)
        assert postgres.folder
        self.fsync_ms = fsync_ms(postgres.folder)
        # Processors that other programs kept busy, by round.
        self.others: list[float] = []
        self.env = {
            **clean_environment(),
            "DJANGO_SETTINGS_MODULE": "benchmarks._chat.settings",
            "EXAMPLE_SHOP_VAR": str(folder),
            "DATABASE_URL": postgres.address,
            "REDIS_URL": f"{redis.address}/0",
        }
        self.shop("manage.py", "migrate", "--no-input", "--verbosity", "0")
        # A conversation is used once, so that all rounds find the same.
        self.pairs: Pairs = json.loads(self.shop("-m", "benchmarks._chat.shop", "seed", str(pairs_needed())))
        self.servers = [start_server(kind, self.env, folder / f"{kind}.log") for kind in KINDS]
        for server in self.servers:
            stack.callback(stop_server, server)
        self.driver = Driver(folder / "acknowledged")

    def shop(self, *words: str) -> str:
        """Run a program of the shop's; return what it prints."""
        command = [str(VENV_PYTHON), *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def take(self, count: int) -> Pairs:
        """Return conversations that nobody has used."""
        taken, self.pairs = self.pairs[:count], self.pairs[count:]
        return taken

    def memory(self) -> dict[str, float]:
        """Return the KB of an idle connection; measured first, before work has filled the heap."""
        pairs = self.take(IDLE_PAIRS + IDLE_FIRST)
        settle = lambda: time.sleep(3)  # noqa: E731
        return {
            server.kind: self.driver.idle_memory(server, pairs, IDLE_FIRST, settle) for server in self.servers
        }

    def rounds(self) -> tuple[Rounds, Rounds]:
        """Return the figures of each round, under load and of lone messages; the servers take turns."""
        load: Rounds = {kind: [] for kind in KINDS}
        lone: Rounds = {kind: [] for kind in KINDS}
        for number in range(ROUNDS):
            pairs, lone_pair = self.take(PAIRS), self.take(1)
            before = machine.now()
            # A slow minute of the machine must not always fall on the same server.
            for server in self.servers if number % 2 == 0 else reversed(self.servers):
                report(f"Round {number + 1} of {ROUNDS}: {server.kind}")
                load[server.kind].append(self.driver.load(server, pairs, WARM_UP, SECONDS))
                lone[server.kind].append(self.driver.lone(server, lone_pair, LONE_MESSAGES))
            self.others.append(round(machine.now().others_since(before), 2))
        return load, lone

    def check(self) -> dict[str, Any]:
        """Return what the database says of the acknowledged messages."""
        report("Comparing with the database")
        return json.loads(self.shop("-m", "benchmarks._chat.shop", "check", str(self.driver.acknowledged)))


def pairs_needed() -> int:
    """Return the number of conversations that a run uses."""
    return IDLE_PAIRS + IDLE_FIRST + ROUNDS * (PAIRS + 1)


def report(text: str) -> None:
    """Show how far it is."""
    print(f"\r{text:<60}", end="", file=sys.stderr, flush=True)


def fsync_ms(folder: Path) -> float:
    """Return the median time that the disk below PostgreSQL takes to store one page."""
    times, path = [], folder / "fsync"
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"x" * 8192)
            file.flush()
            before = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - before) * 1000)
    path.unlink()
    return statistics.median(times)


def median(rounds: list[dict[str, float]], name: str) -> float:
    """Return the middle one of the rounds' figures."""
    return statistics.median(figures[name] for figures in rounds)


def ratio(rounds: Rounds, other: str) -> float:
    """Return ours as a multiple of another's messages, the median of the rounds' own ratios."""
    pairs = zip(rounds["ours"], rounds[other], strict=True)
    return statistics.median(ours["msgs_per_s"] / theirs["msgs_per_s"] for ours, theirs in pairs)


def summary(bench: Bench, memory: dict[str, float], load: Rounds, lone: Rounds) -> dict[str, Any]:
    """Return what is written."""
    rates = {f"{kind}_msgs_per_s": round(median(load[kind], "msgs_per_s")) for kind in KINDS}
    return {
        **rates,
        "ratio_to_tutorial": round(ratio(load, "tutorial"), 2),
        "ratio_to_raw": round(ratio(load, "raw"), 2),
        "ratio_to_raw_uncompressed": round(ratio(load, "raw_uncompressed"), 2),
        **by_server(load, "p50_ms", "p50_ms", 1),
        **by_server(load, "p99_ms", "p99_ms", 1),
        **by_server(lone, "p50_ms", "lone_ms", 2),
        "ack_p50_ms": round(median(load["ours"], "ack_p50_ms"), 1),
        "fsync_ms": round(bench.fsync_ms, 2),
        **{prefix(kind) + "kb_per_idle_connection": round(memory[kind], 1) for kind in KINDS},
        "memory_ratio_to_tutorial": round(memory["ours"] / memory["tutorial"], 2),
        **{f"{kind}_cpu_us_per_message": round(median(load[kind], "cpu_us")) for kind in KINDS},
        "aim": AIMS,
        "processors_busy_with_others": bench.others,
        "conditions": conditions(),
        "rounds": {"load": load, "lone": lone},
    }


def prefix(kind: str) -> str:
    """Return how the names of a server's figures begin; ours are the plain ones."""
    return "" if kind == "ours" else f"{kind}_"


def by_server(rounds: Rounds, figure: str, name: str, digits: int) -> dict[str, float]:
    """Return the median of a figure for each server."""
    return {prefix(kind) + name: round(median(rounds[kind], figure), digits) for kind in KINDS}


def conditions() -> dict[str, Any]:
    """Return under what the figures were taken."""
    packages = ("django", "channels", "channels-redis", "uvicorn", "websockets", "psycopg")
    return {
        "pairs": PAIRS,
        "message_bytes": SIZE,
        "rounds": ROUNDS,
        "seconds_a_round": SECONDS,
        "idle_connections": 2 * IDLE_PAIRS,
        "server_flags": " ".join(SERVER_FLAGS),
        "channel_layer": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "database": "PostgreSQL, default settings: fsync, synchronous_commit, full_page_writes on",
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} × {platform.machine()}",
        "versions": {"python": platform.python_version(), **{name: version(name) for name in packages}},
    }


def table(result: dict[str, Any]) -> str:
    """Return the figures for reading."""
    names = ("", "ours", "tutorial", "relay", "uncompressed")
    rows = [
        ("stored, with rights and limits", "yes", "no", "no", "no"),
        ("messages a second", *(result[f"{kind}_msgs_per_s"] for kind in KINDS)),
        ("server's CPU a message, µs", *(result[f"{kind}_cpu_us_per_message"] for kind in KINDS)),
        ("sent to delivered, median, ms", *(result[prefix(kind) + "p50_ms"] for kind in KINDS)),
        ("sent to delivered, 99%, ms", *(result[prefix(kind) + "p99_ms"] for kind in KINDS)),
        ("a lone message, ms", *(result[prefix(kind) + "lone_ms"] for kind in KINDS)),
        ("KB an idle connection", *(result[prefix(kind) + "kb_per_idle_connection"] for kind in KINDS)),
    ]
    lines = [f"{name:<31}" + "".join(f"{value:>13}" for value in values) for name, *values in (names, *rows)]
    lines.append(
        f"{result['ratio_to_tutorial']} times the tutorial (aim {AIMS['ratio_to_tutorial']}), "
        f"{result['ratio_to_raw']} of the bare relay as it comes (aim {AIMS['ratio_to_raw']}), "
        f"{result['ratio_to_raw_uncompressed']} of one that does not compress, "
        f"{result['memory_ratio_to_tutorial']} of the tutorial's memory "
        f"(aim {AIMS['memory_ratio_to_tutorial']}). One write to this disk takes {result['fsync_ms']} ms."
    )
    others = result["processors_busy_with_others"]
    lines.append(
        f"Other programs kept {min(others)} to {max(others)} of {os.cpu_count()} processors busy meanwhile."
    )
    lines.append(
        f"{result['stored']} messages stored, {result['acknowledged']} acknowledged: "
        "each once, numbered without holes."
    )
    return "\n".join(lines)


def main() -> int:
    """Measure, compare with the database, write and print."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    folder = VAR / "bench" / f"chat-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        with ExitStack() as stack:
            report("Starting PostgreSQL, Redis and three servers")
            bench = Bench(folder, stack)
            report("Idle connections")
            memory = bench.memory()
            load, lone = bench.rounds()
            result = summary(bench, memory, load, lone)
            found = bench.check()
    except DriverFailed as failure:
        print(f"\nFailed: {failure}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(file=sys.stderr)
    if problems := found.pop("problems"):
        print("The database does not hold what was acknowledged:", *problems, sep="\n", file=sys.stderr)
        return 1
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({**result, **found}, indent=2) + "\n")
    print(table({**result, **found}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

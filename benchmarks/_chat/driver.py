"""Running the driver: browsers outside Python (driver.mjs), one job at a time."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks._chat.servers import Server
from tools.paths import ROOT
from tools.setup.node import node

PROGRAM = Path(__file__).with_name("driver.mjs")
# Bytes of one message.
SIZE = 120
Pairs = list[dict[str, Any]]


class DriverFailed(Exception):
    """The driver saw what must not be: a lost, doubled or refused message, or a closed socket."""


@dataclass
class Driver:
    """Gives a server work; what it acknowledges is added to the file ``acknowledged``."""

    acknowledged: Path

    def load(self, server: Server, pairs: Pairs, warm_up: float, seconds: float) -> dict[str, float]:
        """Run the closed loop of all pairs; return rate, latencies, and the processor time of a message."""
        process = self._start(server, pairs, mode="load", warm_up=warm_up, seconds=seconds)
        _read(process, "measuring")
        before = server.cpu_seconds()
        messages = _read(process, "measured")["messages"]
        used = server.cpu_seconds() - before
        return {**_end(process), "cpu_us": used / messages * 1e6}

    def lone(self, server: Server, pairs: Pairs, messages: int) -> dict[str, float]:
        """Send one message at a time through one pair, with pauses; return the latencies."""
        process = self._start(server, pairs, mode="lone", warm_up=10, messages=messages, pause_ms=20)
        return _end(process)

    def idle_memory(self, server: Server, pairs: Pairs, first: int, settle: Any) -> float:
        """Return the KB of each further socket; those of the ``first`` pairs pay for what all share."""
        process = self._start(server, pairs, mode="idle", first=first)
        few = _read(process, "connected")["sockets"]
        settle()
        before = server.memory_kb()
        _go_on(process)
        many = _read(process, "connected")["sockets"]
        settle()
        grown = server.memory_kb() - before
        _go_on(process)
        _end(process)
        return grown / (many - few)

    def _start(self, server: Server, pairs: Pairs, **job: Any) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [node(), str(PROGRAM)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        job |= {"kind": server.kind, "pairs": pairs, "size": SIZE}
        job |= {"url": f"ws://127.0.0.1:{server.port}", "origin": f"http://127.0.0.1:{server.port}"}
        assert process.stdin
        process.stdin.write(json.dumps({**job, "acknowledged_file": str(self.acknowledged)}) + "\n")
        process.stdin.flush()
        return process


def _read(process: "subprocess.Popen[str]", event: str) -> dict[str, Any]:
    assert process.stdout
    line = process.stdout.readline()
    found = json.loads(line) if line.strip() else {"event": "ended", "reason": "no answer"}
    if found["event"] != event:
        process.kill()
        raise DriverFailed(found.get("reason", line))
    return found


def _go_on(process: "subprocess.Popen[str]") -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def _end(process: "subprocess.Popen[str]") -> dict[str, float]:
    done = _read(process, "done")
    process.wait()
    del done["event"]
    return done

"""How much of the machine other programs took while something was measured."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
# Of the first line of /proc/stat: user, nice, system, irq, softirq, steal; the others are idle.
BUSY = (1, 2, 3, 6, 7, 8)


@dataclass(frozen=True)
class Moment:
    """Seconds so far: of the clock, of all processors at work, of this program's processes."""

    clock: float
    busy: float
    own: float

    def others_since(self, before: "Moment") -> float:
        """Return how many processors other programs kept busy."""
        used = (self.busy - before.busy) - (self.own - before.own)
        return max(0, used) / (self.clock - before.clock)


def now() -> Moment:
    """Return this moment."""
    words = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    return Moment(time.monotonic(), sum(int(words[place]) for place in BUSY) / TICKS, _own_seconds())


def _own_seconds() -> float:
    """Sum up this process, those it has started, and those that these have, the ended ones included."""
    found = {pid: fields for pid in Path("/proc").glob("[0-9]*") if (fields := _fields(pid))}
    own = {os.getpid()}
    parents = {int(pid.name): int(fields[1]) for pid, fields in found.items()}
    while more := {pid for pid, parent in parents.items() if parent in own and pid not in own}:
        own |= more
    times = [fields[11:15] for pid, fields in found.items() if int(pid.name) in own]
    return sum(int(ticks) for process in times for ticks in process) / TICKS


def _fields(process: Path) -> list[str]:
    """Return what stands after the program's name; nothing if the process has just ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []

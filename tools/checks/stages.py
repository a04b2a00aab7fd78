"""Runs of test programs side by side; each one's output is a file, and printed when it has ended."""

import os
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.paths import ROOT
from tools.run.processes import start, stop
from tools.run.scratch import VARIABLE

PYTEST_SUMMARY = re.compile(r"^(\x1b\[[\d;]*m)*=+ .* in [\d.:]+.*=")
NODE_SUMMARY = re.compile(r"^(# |ℹ )(tests|pass|fail) \d+")
# In either of the ways in which releases of Node say it.
NODE_TEST = re.compile(
    r"^ *(?:not )?ok \d+ - (?P<tap>.*)\n *---\n *duration_ms: (?P<ms>[\d.]+)(?![\d.]|\n *type: 'suite')"
    r"|^ *[✔✖] (?P<spec>.*) \((?P<took>[\d.]+)ms\)$",
    re.MULTILINE,
)
SUMMARIZED = ("NOT TESTED", "RERUN ", "FAILED ", "ERROR ")
PROGRESS = re.compile(rb"\[ *(\d+)%\]")
NO_TESTS = 5  # pytest's exit code when it selected nothing
STEP = 20  # per cent
PAUSE = 0.2  # seconds


@dataclass
class Stage:
    """One run of a test program: its short name, its title, its command, the environment on top of ours."""

    name: str
    title: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    # It begins when that one has ended.
    after: "Stage | None" = None
    # One process that often waits: it runs beside the others as if it were not there.
    is_light: bool = False
    summary: list[str] = field(default_factory=list)
    code: int = 0
    seconds: float = 0
    _process: subprocess.Popen[bytes] | None = None
    _output: Path = Path()
    _began: float = 0
    _percent: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing failed."""
        return self.code in (0, NO_TESTS)

    def start(self, folder: Path) -> None:
        """Start it, with a folder of its own in there for its output and its scratch files."""
        own = folder / self.name
        (own / "tmp").mkdir(parents=True, exist_ok=True)
        own.chmod(0o711)  # PostgreSQL's own user passes through
        self._output, self._began = own / "output.txt", time.monotonic()
        _say(f"{self.name}: {self.title} ({self._output})")
        with self._output.open("wb") as output:
            environment = {**os.environ, VARIABLE: str(own), "TMPDIR": str(own / "tmp"), **self.env}
            self._process = start(self.command, env=environment, cwd=ROOT, output=output)

    def stop(self) -> None:
        """End it where it is, with all that it has started."""
        if self._process:
            stop(self._process)

    def has_ended(self) -> bool:
        """Say how far it is; when it has ended, print its output and keep its summary lines."""
        assert self._process
        code = self._process.poll()
        self._report_progress()
        if code is None:
            return False
        self.code, self.seconds = code, time.monotonic() - self._began
        text = self._output.read_text("utf-8", errors="replace")
        print(f"\n--- {self.title}\n{text}{slowest_of_node(text)}", flush=True)
        for line in text.splitlines():
            if PYTEST_SUMMARY.match(line) or NODE_SUMMARY.match(line) or line.startswith(SUMMARIZED):
                self.summary.append(line.rstrip())
        _say(f"{self.name}: ended after {self.minutes}")
        return True

    @property
    def minutes(self) -> str:
        """How long it took, as minutes and seconds."""
        return f"{int(self.seconds) // 60}:{int(self.seconds) % 60:02} min"

    def _report_progress(self) -> None:
        with self._output.open("rb") as output:
            output.seek(max(0, self._output.stat().st_size - 4096))
            found = PROGRESS.findall(output.read())
        percent = int(found[-1]) // STEP * STEP if found else 0
        if self._percent < percent < 100:
            self._percent = percent
            _say(f"{self.name}: {percent} %")


def slowest_of_node(text: str) -> str:
    """Return the ten tests in Node's output that took longest; "" for other output."""
    tests = ((float(one["ms"] or one["took"]), one["tap"] or one["spec"]) for one in NODE_TEST.finditer(text))
    found = sorted(tests, reverse=True)[:10]
    return "".join(
        ["slowest tests\n" if found else "", *(f"{ms / 1000:.2f}s {name}\n" for ms, name in found)]
    )


def run_side_by_side(stages: Sequence[Stage], folder: Path, at_once: int = 2) -> None:
    """Run the stages, so many at once, each as soon as there is room and what it comes after has ended.

    Light ones count for none. What fails ends nothing else. An exception in here, such as a signal's, ends
    those that run.
    """
    waiting, running = list(stages), list[Stage]()
    try:
        while waiting or running:
            running = [stage for stage in running if not stage.has_ended()]
            for stage in [one for one in waiting if one.after not in [*waiting, *running]]:
                if stage.is_light or sum(not one.is_light for one in running) < at_once:
                    waiting.remove(stage)
                    running.append(stage)
                    stage.start(folder)
            time.sleep(PAUSE)
    finally:
        for stage in running:
            stage.stop()


def _say(text: str) -> None:
    print(f"[{text}]", flush=True)

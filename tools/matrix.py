"""`make matrix`: the suite, without browser and package, on every Python found and every supported Django."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.interpreters import find_interpreters
from tools.paths import ROOT, VAR
from tools.processes import die_with_parent
from tools.scratch import current_scratch
from tools.stamps import Stamp, fingerprint
from tools.test import PYTEST_SUMMARY, bring_up_all
from tools.venv import CONSTRAINTS

# Django's release, and the oldest Python it runs on.
DJANGO = {"5.2": "3.11", "6.0": "3.12", "6.1": "3.12"}
SUITE = ["-n", "2", "-m", "not browser and not packaging"]
SUITE += ["--ignore=tests/browser", "--ignore=tests/packaging"]


@dataclass
class Cell:
    """One Python with one Django, and how the suite ended there."""

    python: str
    program: str
    django: str
    result: str = ""
    passed: bool = False

    @property
    def venv(self) -> Path:
        """Its own virtual environment."""
        return VAR / "matrix" / f"python{self.python}-django{self.django}"

    def run(self) -> None:
        """Install and test; an installation that fails is a result too."""
        print(f"\n--- Python {self.python}, Django {self.django}", flush=True)
        try:
            self._install()
        except subprocess.CalledProcessError:
            self.result = "could not be installed"
            return
        # One project, many environments: what Python compiles must not go to and fro between them.
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [str(self.venv / "bin" / "python"), "-m", "pytest", *SUITE]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        self.passed = done.returncode == 0
        summary = [line for line in done.stdout.splitlines() if PYTEST_SUMMARY.match(line)]
        self.result = summary[-1].strip("= ") if summary else f"exit code {done.returncode}"
        print(self.result if self.passed else done.stdout + done.stderr, flush=True)

    def _install(self) -> None:
        stamp = Stamp("matrix", folder=self.venv)
        key = fingerprint((ROOT / "pyproject.toml", *CONSTRAINTS))
        if stamp.read() == key:
            return
        subprocess.run([self.program, "-m", "venv", "--clear", str(self.venv)], check=True)
        pip = [str(self.venv / "bin" / "python"), "-m", "pip", "install", "-qq"]
        subprocess.run([*pip, "--upgrade", "pip>=25.1"], check=True)
        wanted = ["-c", str(ROOT / "constraints.txt"), f"Django=={self.django}.*"]
        wanted += ["-e", str(ROOT), "--group", "shop", "--group", "test"]
        subprocess.run([*pip, *wanted], cwd=ROOT, check=True)
        stamp.write(key)


def cells() -> Iterator[Cell]:
    """Every combination that Django supports on the interpreters found here."""
    for python, program in find_interpreters().items():
        for django, oldest in DJANGO.items():
            if python >= oldest:
                yield Cell(python, program, django)


def main() -> int:
    """Run every cell and print the table; the exit code says whether one failed."""
    die_with_parent()
    current_scratch()
    running, missing = bring_up_all()
    done = []
    try:
        for cell in cells():
            cell.run()
            done.append(cell)
    finally:
        for service in running:
            service.end()
    print("\n=== Matrix")
    for cell in done:
        verdict = "ok    " if cell.passed else "FAILED"
        print(f"{verdict} Python {cell.python}  Django {cell.django}  {cell.result}")
    for text in missing:
        print(f"NOT TESTED: {text}")
    return 0 if done and all(cell.passed for cell in done) else 1


if __name__ == "__main__":
    sys.exit(main())

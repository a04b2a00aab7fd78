"""`make matrix`: the suite, without browser and package, on every Python and Django, and with two sets more.

"lowest" has each dependency of the app at the lower bound that pyproject.toml gives it, "newest" the newest
of everything that it allows. Results are stored in var/matrix/results.json, each with its commit; what passed
at the present one is not run again.
"""

import json
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.checks.interpreters import find_interpreters
from tools.checks.test import PYTEST_SUMMARY, TWO, bring_up_all
from tools.paths import ROOT, VAR
from tools.run.processes import die_with_parent
from tools.run.scratch import current_scratch
from tools.setup.stamps import Stamp, fingerprint
from tools.setup.venv import CONSTRAINTS

# Django's release, and the oldest Python it runs on.
DJANGO = {"5.2": "3.11", "6.0": "3.12", "6.1": "3.12"}
LOWEST, NEWEST = "lowest", "newest"
SUITE = [*TWO, "-m", "not browser and not packaging"]
SUITE += ["--ignore=tests/browser", "--ignore=tests/packaging"]
PINS, _DJANGO_PIN = CONSTRAINTS
# Oscar 4.1 allows every django-treebeard, and fails with 6 and above; with 5 it warns of itself.
WITH_LOWEST_OSCAR = "django-treebeard>=4.7.1"


@dataclass(frozen=True)
class Cell:
    """One Python with one set of packages; its name says which."""

    name: str
    python: str
    program: str
    django: str = ""

    @property
    def venv(self) -> Path:
        """Its own virtual environment."""
        return VAR / "matrix" / self.name

    def run(self) -> tuple[bool, str]:
        """Install and test; returns whether all passed, and a line about it. A failed installation counts."""
        print(f"\n--- {self.name}, Python {self.python}", flush=True)
        try:
            self._install()
            self._python("manage.py", "support_turn_styles").check_returncode()
        except subprocess.CalledProcessError as error:
            print(error.stderr or "", flush=True)
            return False, "could not be installed"
        done = self._python("-m", "pytest", *SUITE)
        passed = done.returncode == 0
        lines = [line for line in done.stdout.splitlines() if PYTEST_SUMMARY.match(line)]
        summary = lines[-1].strip("= ") if lines else f"exit code {done.returncode}"
        print(summary if passed else done.stdout + done.stderr, flush=True)
        return passed, summary

    def _python(self, *words: str) -> subprocess.CompletedProcess[str]:
        # One project, many environments: what Python compiles must not go to and fro between them, and each
        # Oscar has style sheets of its own to turn.
        turned = str(self.venv / "right_to_left")
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "EXAMPLE_SHOP_TURNED": turned}
        command = [str(self.venv / "bin" / "python"), *words]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)

    def _install(self) -> None:
        stamp = Stamp("matrix", folder=self.venv)
        key = fingerprint((ROOT / "pyproject.toml", *CONSTRAINTS))
        if self.name != NEWEST and stamp.read() == key:
            return
        subprocess.run([self.program, "-m", "venv", "--clear", str(self.venv)], check=True)
        pip = [str(self.venv / "bin" / "python"), "-m", "pip", "install", "-qq"]
        subprocess.run([*pip, "--upgrade", "pip>=25.1"], check=True)
        wanted = ["-e", str(ROOT), "--group", "shop", "--group", "test", *self._held_to()]
        subprocess.run([*pip, *wanted], cwd=ROOT, check=True)
        stamp.write(key)

    def _held_to(self) -> list[str]:
        """What pip is told of versions."""
        if self.name == NEWEST:
            return []
        if self.name != LOWEST:
            return ["-c", str(PINS), f"Django=={self.django}.*"]
        pins = self.venv / "pins.txt"
        needed = [*dependencies(), WITH_LOWEST_OSCAR]
        pins.write_text("\n".join(lowest_pins(needed, PINS.read_text().splitlines())))
        return ["-c", str(pins)]


@dataclass(frozen=True)
class Results:
    """How each cell ended last, in a file; `commit` is the present one, "" in a checkout with changes."""

    path: Path
    commit: str

    def read(self) -> dict[str, dict[str, object]]:
        """By cell: "commit", "passed", "summary"."""
        try:
            return dict(json.loads(self.path.read_text()))
        except (OSError, ValueError):
            return {}

    def store(self, cell: Cell, *, passed: bool, summary: str) -> None:
        """Store one cell's result beside those of others."""
        result = {"commit": self.commit, "passed": passed, "summary": summary}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({**self.read(), cell.name: result}, indent=2))

    def has_passed(self, cell: Cell) -> bool:
        """Whether it passed at the present commit."""
        result = self.read().get(cell.name, {})
        return bool(self.commit and result.get("passed") and result["commit"] == self.commit)


def dependencies(group: str = "") -> list[str]:
    """What pyproject.toml says the app needs, or one of its groups of dependencies."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text())
    if not group:
        return list(stated["project"]["dependencies"])
    return [text for text in stated["dependency-groups"][group] if isinstance(text, str)]


def lowest_pins(needed: list[str], pins: list[str]) -> list[str]:
    """The pins, but each requirement in `needed` at its lower bound; ValueError if one has no bound."""
    bounds: dict[str, str] = {}
    for requirement in map(Requirement, needed):
        lower = [bound.version for bound in requirement.specifier if bound.operator == ">="]
        if not lower:
            raise ValueError(f"{requirement} has no lower bound")
        bounds[canonicalize_name(requirement.name)] = lower[0]
    others = [pin for pin in pins if canonicalize_name(pin.partition("==")[0]) not in bounds]
    return others + [f"{name}=={version}" for name, version in bounds.items()]


def cells() -> list[Cell]:
    """The lowest, every combination that Django supports on the interpreters found here, and the newest."""
    found = list(find_interpreters().items())
    grid = [
        Cell(f"python{python}-django{django}", python, program, django)
        for python, program in found
        for django, oldest in DJANGO.items()
        if python >= oldest
    ]
    return [Cell(LOWEST, *found[0]), *grid, Cell(NEWEST, *found[-1])]


def chosen(every: list[Cell], names: list[str], results: Results) -> list[Cell]:
    """The cells named, in any case; without names, those that have not passed yet."""
    if unknown := set(names) - {cell.name for cell in every}:
        known = " ".join(cell.name for cell in every)
        raise SystemExit(f"No such cell: {' '.join(sorted(unknown))}. There are: {known}")
    return [cell for cell in every if (cell.name in names if names else not results.has_passed(cell))]


def present_commit() -> str:
    """The commit of this checkout; "" where it has changes, or git does not know it."""
    git = ["git", "-C", str(ROOT)]
    try:
        changes = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=True)
        commit = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return "" if changes.stdout else commit.stdout.strip()


def report(every: list[Cell], results: Results) -> bool:
    """Print how every cell ended last; returns whether all have passed at the present commit."""
    print("\n=== Matrix")
    stored = results.read()
    for cell in every:
        result = stored.get(cell.name)
        if result is None:
            print(f"NOT RUN {cell.name}")
            continue
        verdict = "ok     " if result["passed"] else "FAILED "
        at = str(result["commit"])[:10] or "uncommitted changes"
        print(f"{verdict} {cell.name}  (Python {cell.python})  {result['summary']}  at {at}")
    return all(stored.get(cell.name, {}).get("passed") for cell in every)


def main(names: list[str]) -> int:
    """Run the cells and print the table; the exit code says whether one that was wanted failed."""
    die_with_parent()
    current_scratch()
    results = Results(VAR / "matrix" / "results.json", present_commit())
    every = cells()
    wanted = chosen(every, names, results)
    running, missing = bring_up_all()
    try:
        for cell in wanted:
            passed, summary = cell.run()
            results.store(cell, passed=passed, summary=summary)
    finally:
        for service in running:
            service.end()
    for text in missing:
        print(f"NOT TESTED: {text}")
    return 0 if report(wanted if names else every, results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make matrix`: the suite, without browser and package, on every Python and Django, and with two sets more.

"lowest" has each dependency of the app at the lower bound that pyproject.toml gives it, "newest" the newest
of everything that it allows. nox makes the environments (noxfile.py). Results are stored in
var/matrix/results.json, each with its commit; what passed at the present one is not run again.
"""

import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.checks.stages import PYTEST_SUMMARY
from tools.checks.test import MANY, bring_up_all
from tools.paths import ROOT, VAR, VENV_PYTHON
from tools.run.processes import die_with_parent
from tools.run.scratch import current_scratch

PYTHONS = ("3.11", "3.12", "3.13")
# Django's release, and the oldest Python it runs on.
DJANGO = {"5.2": "3.11", "6.0": "3.12", "6.1": "3.12"}
LOWEST, NEWEST = "lowest", "newest"
# By name: the Python and the Django of each.
CELLS = {
    LOWEST: (PYTHONS[0], ""),
    **{
        f"python{python}-django{django}": (python, django)
        for python in PYTHONS
        for django, oldest in DJANGO.items()
        if python >= oldest
    },
    NEWEST: (PYTHONS[-1], ""),
}
SUITE = [*MANY, "-m", "not browser and not packaging"]
SUITE += ["--ignore=tests/browser", "--ignore=tests/packaging"]
# Drives a browser, which no cell has.
SUITE += ["--ignore=tests/benchmarks/test_widget.py"]


@dataclass(frozen=True)
class Results:
    """How each cell ended last, in a file; `commit` is the present one, "" in a checkout with changes."""

    path: Path
    commit: str

    @classmethod
    def here(cls) -> "Results":
        """Those of this checkout."""
        return cls(VAR / "matrix" / "results.json", present_commit())

    def read(self) -> dict[str, dict[str, object]]:
        """By cell: "commit", "passed", "summary"."""
        try:
            return dict(json.loads(self.path.read_text()))
        except (OSError, ValueError):
            return {}

    def store(self, cell: str, *, passed: bool, summary: str) -> None:
        """Store one cell's result beside those of others."""
        result = {"commit": self.commit, "passed": passed, "summary": summary}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({**self.read(), cell: result}, indent=2))

    def has_passed(self, cell: str) -> bool:
        """Whether it passed at the present commit."""
        result = self.read().get(cell, {})
        return bool(self.commit and result.get("passed") and result["commit"] == self.commit)


def present_commit() -> str:
    """The commit of this checkout; "" where it has changes, or git does not know it."""
    git = ["git", "-C", str(ROOT)]
    try:
        changes = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=True)
        commit = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return "" if changes.stdout else commit.stdout.strip()


def summary_of(report: Path) -> str:
    """Return the line of pytest that says how it ended; without a report nothing was installed."""
    if not report.exists():
        return "could not be installed"
    lines = [line for line in report.read_text().splitlines() if PYTEST_SUMMARY.match(line)]
    return lines[-1].strip("= ") if lines else "no summary"


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


def report(cells: list[str], results: Results) -> bool:
    """Print how every cell ended last; returns whether all have passed."""
    print("\n=== Matrix")
    stored = results.read()
    for cell in cells:
        result = stored.get(cell)
        if result is None:
            print(f"NOT RUN {cell}")
            continue
        verdict = "ok     " if result["passed"] else "FAILED "
        at = str(result["commit"])[:10] or "uncommitted changes"
        print(f"{verdict} {cell}  {result['summary']}  at {at}")
    return all(stored.get(cell, {}).get("passed") for cell in cells)


def main(names: list[str]) -> int:
    """Run the cells named, in any case, or those that have not passed yet; print the table."""
    die_with_parent()
    current_scratch()
    results = Results.here()
    code = 0
    missing: list[str] = []
    if wanted := names or [cell for cell in CELLS if not results.has_passed(cell)]:
        running, missing = bring_up_all()
        try:
            command = [str(VENV_PYTHON), "-m", "nox", "--sessions", *wanted]
            code = subprocess.run(command, cwd=ROOT, preexec_fn=die_with_parent).returncode
        finally:
            for service in running:
                service.end()
    for text in missing:
        print(f"NOT TESTED: {text}")
    return 0 if report(names or list(CELLS), results) and code == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

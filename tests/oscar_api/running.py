"""Runs Python modules under the settings of a shop with django-oscar-api, each in a process of its own."""

import subprocess
import sys

from tools.paths import ROOT
from tools.run.shop import clean_environment

SETTINGS = "tests.oscar_api.settings"


def start(module: str, *words: str) -> tuple[int, str]:
    """Run a Python module under these settings; return its exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env={**clean_environment(), "DJANGO_SETTINGS_MODULE": SETTINGS},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def run_checks(what: str = "tests/oscar_api/checks") -> None:
    """Run what is in checks/, or some of it; it must pass, and be all there."""
    words = [f"--ds={SETTINGS}", "-p", "no:cacheprovider", "-q", "-n", "0", "--nomigrations"]
    code, output = start("pytest", *words, what)
    assert code == 0, output
    assert " passed" in output
    assert "skipped" not in output

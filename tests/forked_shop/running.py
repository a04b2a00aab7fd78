"""Runs Python modules under the forked shop's settings, each in a process and with a database of its own."""

import subprocess
import sys
from pathlib import Path

from tools.paths import ROOT
from tools.run.shop import clean_environment

SETTINGS = "tests.forked_shop.settings"


def start(module: str, *words: str, folder: Path, **env: str) -> tuple[int, str]:
    """Run a Python module under the forked shop's settings; return its exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env={
            **clean_environment(),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "FORKED_SHOP_FOLDER": str(folder),
            **env,
        },
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def run_checks(folder: Path, *words: str, what: str = "tests/forked_shop/checks", **env: str) -> None:
    """Run what is in checks/, or some of it, installed as the guide says; it must pass, and be all there."""
    code, output = start("django", "support_turn_styles", folder=folder, **env)
    assert code == 0, output
    words = (f"--ds={SETTINGS}", "-p", "no:cacheprovider", "-q", *words)
    code, output = start("pytest", *words, what, folder=folder, **env)
    assert code == 0, output
    assert " passed" in output, output
    assert "skipped" not in output, output

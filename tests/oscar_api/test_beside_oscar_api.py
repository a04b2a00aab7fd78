"""Runs the checks of a project with django-oscar-api beside the app, in a process with its settings."""

import subprocess
import sys

import pytest

from tools.paths import ROOT
from tools.run.shop import clean_environment

pytestmark = pytest.mark.timeout(1200)
SETTINGS = "tests.oscar_api.settings"


def run(module, *words):
    """Run a Python module under these settings; return its exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env={**clean_environment(), "DJANGO_SETTINGS_MODULE": SETTINGS},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_carts_and_totals_are_the_same_through_both():
    words = [f"--ds={SETTINGS}", "-p", "no:cacheprovider", "-q", "-n", "0", "--nomigrations"]
    code, output = run("pytest", *words, "tests/oscar_api/checks")
    assert code == 0, output
    assert " passed" in output
    assert "skipped" not in output


def test_manage_check_says_nothing_of_ours():
    _code, output = run("django", "check", "--fail-level", "WARNING")
    assert "support_plugin." not in output, output

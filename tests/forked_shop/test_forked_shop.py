"""Runs the forked shop's own checks, each time in a process with its settings and a database of its own."""

import os
import subprocess
import sys

import pytest

from tools.paths import ROOT
from tools.run.shop import clean_environment

# Each is a whole run of its own.
pytestmark = pytest.mark.timeout(1200)
SETTINGS = "tests.forked_shop.settings"


def start(module, *words, folder, **env):
    """Run a Python module under the forked shop's settings; return what it printed and its exit code."""
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


def run_checks(folder, *words, **env):
    """Run what is in checks/, installed as the guide says; it must pass, and be all there."""
    code, output = start("django", "support_turn_styles", folder=folder, **env)
    assert code == 0, output
    code, output = start(
        "pytest", f"--ds={SETTINGS}", "-p", "no:cacheprovider", "-q", *words, "tests/forked_shop/checks",
        folder=folder, **env,
    )  # fmt: skip
    assert code == 0, output
    assert " passed" in output, output
    assert "skipped" not in output, output


# That the fork migrates is test_older_oscar.py's matter.
def test_it_holds_with_forked_apps_and_another_user_model(tmp_path):
    run_checks(tmp_path, "--nomigrations")


def test_it_holds_without_translations(tmp_path):
    run_checks(tmp_path, "--nomigrations", FORKED_SHOP_I18N="0")


if os.environ.get("SUPPORT_SOAK") == "1":

    @pytest.mark.postgres
    def test_it_holds_on_postgresql(tmp_path, postgres_url):
        run_checks(tmp_path, DATABASE_URL=postgres_url)


def test_our_models_need_no_migration_under_this_user_model(tmp_path):
    words = ("makemigrations", "support_plugin", "--check", "--dry-run")
    code, output = start("django", *words, folder=tmp_path)
    assert code == 0, output


def test_manage_check_says_nothing_of_ours(tmp_path):
    assert start("django", "support_turn_styles", folder=tmp_path)[0] == 0
    code, output = start("django", "check", "--fail-level", "WARNING", folder=tmp_path)
    assert code == 0, output

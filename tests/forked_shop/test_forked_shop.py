"""Runs the forked shop's own checks, each time in a process with its settings and a database of its own."""

import os
import subprocess
import sys

import pytest

from tests.forked_shop.running import run_checks, start
from tools.paths import ROOT
from tools.run.shop import clean_environment

# Each is a whole run of its own.
pytestmark = pytest.mark.timeout(1200)


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


def test_checks_named_under_the_usual_settings_run_in_their_own():
    checks = "tests/forked_shop/checks/"
    named = (f"{checks}test_pages.py", f"{checks}test_chat.py::test_one")
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *named]
    done = subprocess.run(command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.split()[:2] == [f"{named[0]}::all", named[1]]

"""Runs the checks of a project with django-oscar-api beside the app, in a process with its settings."""

import pytest

from tests.oscar_api.running import run_checks, start

pytestmark = pytest.mark.timeout(1200)


def test_carts_and_totals_are_the_same_through_both():
    run_checks()


def test_manage_check_says_nothing_of_ours():
    _code, output = start("django", "check", "--fail-level", "WARNING")
    assert "support_plugin." not in output, output

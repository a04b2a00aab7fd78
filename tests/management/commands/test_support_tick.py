import io
import os
import signal
import threading
import time
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from support_plugin.management.commands import support_tick
from tests.helpers.shopping import make_cart

# Carts are followed after the commit.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commits")]


@pytest.fixture
def _signals_restored():
    """The loop takes the process's signal handlers; give them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def rounds(monkeypatch):
    """Count the loop's rounds instead of doing them; ``rounds.fail`` is raised in the first."""

    class Rounds(list):
        fail = None

    done = Rounds()

    def announce(is_stopped):
        done.append(time.monotonic())
        if done.fail and len(done) == 1:
            raise done.fail
        return 0

    monkeypatch.setattr(support_tick, "sweep", announce)
    return done


@pytest.mark.parametrize("verbosity", [1, 2])
def test_one_call_does_what_is_due_and_says_so_only_when_asked(stored, verbosity):
    cart = make_cart(idle=timedelta(hours=2))
    said = io.StringIO()
    call_command("support_tick", stdout=said, verbosity=verbosity)
    assert stored() == [("abandoned", cart.pk)]
    lines = said.getvalue().splitlines()
    assert lines[:9] == [
        "Carts found by the sweeps: 0",
        "Carts abandoned: 1",
        "Abandoned carts given up: 0",
        "Guests of abandoned carts forgotten: 0",
        "Carts sent on request: 0",
        "Reminders sent: 0",
        "Early reports of delivery noted: 0",
        "Events delivered: 0",
        "Unused files removed: 0",
    ] * (verbosity - 1)


def test_a_pause_of_nothing_is_refused():
    with pytest.raises(CommandError):
        call_command("support_tick", loop=True, every=0)


@pytest.mark.usefixtures("_signals_restored")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_loop_ends_promptly_on_a_signal(rounds, number):
    threading.Timer(0.3, os.kill, (os.getpid(), number)).start()
    began = time.monotonic()
    call_command("support_tick", loop=True, every=600)
    assert time.monotonic() - began < 5
    assert len(rounds) == 1


@pytest.mark.usefixtures("_signals_restored")
def test_the_loop_goes_on_when_the_database_was_away_for_a_moment(rounds, caplog):
    rounds.fail = OperationalError("server closed the connection")
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    call_command("support_tick", loop=True, every=0.05)
    assert len(rounds) > 1
    assert "server closed the connection" in caplog.text


@pytest.mark.usefixtures("_signals_restored")
def test_old_connections_are_closed_before_and_after_each_round(rounds, monkeypatch):
    closed = []
    monkeypatch.setattr(support_tick, "close_old_connections", lambda: closed.append(len(rounds)))
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM)).start()
    call_command("support_tick", loop=True, every=600)
    assert closed == [0, 1]


@pytest.fixture
def searches(monkeypatch):
    """Count the searches for strays instead of making them."""
    made = []
    monkeypatch.setattr(support_tick, "remove_stray_files", lambda: made.append("files"))
    monkeypatch.setattr(support_tick, "compare_with_rows", lambda: made.append("texts"))
    return made


def test_what_exists_is_not_looked_through_in_each_round(searches):
    for _round in range(3):
        call_command("support_tick")
    assert searches == ["files", "texts"]


def test_without_the_shared_cache_each_round_looks(searches, monkeypatch, caplog):
    monkeypatch.setattr(support_tick.cache, "add", Mock(side_effect=ConnectionError("away")))
    for _round in range(2):
        call_command("support_tick")
    assert searches == ["files", "texts"] * 2
    assert "away" in caplog.text

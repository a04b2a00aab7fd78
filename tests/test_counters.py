"""Counting in windows, whatever becomes of the cache."""

import threading

import pytest
from django.core.cache.backends.locmem import LocMemCache

from support_plugin import counters
from support_plugin.counters import Counters


class Shared(LocMemCache):
    """Stands for a cache that all processes share."""


class Away:
    def add(self, *args):
        raise ConnectionError("away")


class Hanging:
    def __init__(self):
        self.calls, self.answers = 0, threading.Event()

    def add(self, *args):
        self.calls += 1
        self.answers.wait(30)
        raise ConnectionError("away")


@pytest.fixture(autouse=True)
def one_window(monkeypatch):
    """No window ends in between."""
    monkeypatch.setattr(counters, "_now", lambda: 1_000_000.0)


@pytest.fixture
def share(monkeypatch):
    def share(cache):
        monkeypatch.setattr(counters, "shared_cache", lambda: cache)
        return cache

    return share


def takes(counted, times, key="somebody", limit=5):
    return [counted.take(key, 1, limit, 60) for _ in range(times)].count(True)


def test_a_limit_holds_for_its_window_and_begins_again_with_the_next(monkeypatch):
    counted = Counters()
    assert takes(counted, 7) == 5
    monkeypatch.setattr(counters, "_now", lambda: 1_000_060.0)
    assert takes(counted, 7) == 5


def test_what_is_too_much_at_once_uses_up_nothing():
    counted = Counters()
    assert not counted.take("somebody", 6, 5, 60)
    assert counted.take("somebody", 5, 5, 60)


def test_processes_with_a_shared_cache_have_one_limit_together(share):
    share(Shared("shared", {}))
    first, second = Counters(), Counters()
    assert takes(first, 3) + takes(second, 5) == 5


def test_what_was_granted_to_one_process_counts_only_there(share):
    share(Shared("granted", {}))
    first, second = Counters(), Counters()
    assert takes(first, 1, limit=30) == 1  # three were granted
    assert takes(second, 40, limit=30) == 27
    assert takes(first, 40, limit=30) == 2


def test_a_count_pushed_out_of_the_shared_cache_still_holds_in_this_process(share):
    cache = share(Shared("evicting", {}))
    counted = Counters()
    assert takes(counted, 5) == 5
    cache.clear()
    assert takes(counted, 5) == 0


def test_many_strangers_push_out_nobody_who_is_at_a_limit(monkeypatch):
    monkeypatch.setattr(counters, "MAX_ENTRIES", 100)
    counted = Counters()
    assert takes(counted, 6) == 5
    for number in range(1000):
        counted.take(f"stranger-{number}", 1, 5, 60)
    assert takes(counted, 1) == 0
    assert len(counted._entries) <= 100


def test_what_was_taken_is_read_without_counting(share):
    counted = Counters()
    takes(counted, 3)
    assert [counted.taken("somebody", 5, 60) for _ in range(3)] == [3, 3, 3]
    assert takes(counted, 5) == 2


def test_what_all_processes_took_is_read_without_what_this_one_has_left(share):
    share(Shared("told", {}))
    first, second = Counters(), Counters()
    takes(first, 2, limit=30)  # three were granted
    takes(second, 3, limit=30)
    assert first.taken("somebody", 30, 60) == 5
    assert Counters().taken("nobody", 30, 60) == 0


def test_a_cache_that_is_away_leaves_what_this_process_took(share):
    share(Away())
    counted = Counters()
    takes(counted, 2)
    assert counted.taken("somebody", 5, 60) == 2


def test_a_cache_that_is_away_leaves_each_each_process_its_own_limit(share):
    share(Away())
    assert takes(Counters(), 7) == 5


def test_a_cache_that_hangs_is_waited_for_once(share, monkeypatch):
    monkeypatch.setattr(counters, "PATIENCE", 0.05)
    cache = share(Hanging())
    counted = Counters()
    assert takes(counted, 7) == 5
    assert cache.calls == 1
    # Its pause is over, but the thread still waits for the answer: nobody queues behind it.
    counted._shared._away_until = 0
    assert takes(counted, 3, key="somebody else") == 3
    assert cache.calls == 1
    cache.answers.set()


def test_what_several_limits_need_is_taken_of_all_or_of_none(share):
    share(Shared("several", {}))
    counted = Counters()
    assert counted.take("person", 1, 100, 60)  # ten are granted
    assert not counted.take_granted([("person", 100), ("address", 100)], 60)
    assert counted._entries["person"].used == 1
    assert counted.take_granted([("person", 100)], 60)

"""A server that fails again and again is left alone, in all processes, and tried again."""

import pytest

from support_plugin.answers.language_model import breaker as module
from support_plugin.answers.language_model.breaker import FAILURES, LONGEST, SHORTEST, Breaker


@pytest.fixture
def clock(monkeypatch):
    """The time, which tests move on."""

    class Clock:
        now = 1000.0

    monkeypatch.setattr(module, "_now", lambda: Clock.now)
    return Clock


def fail(breaker, times=FAILURES):
    for _time in range(times):
        assert breaker.allows()
        breaker.failed("down")


def test_it_opens_after_failures_in_a_row_and_a_success_starts_again(clock):
    breaker = Breaker()
    fail(breaker, FAILURES - 1)
    assert breaker.allows()
    breaker.succeeded()
    fail(breaker, FAILURES - 1)
    assert breaker.allows()
    breaker.failed("down")
    assert not breaker.allows()
    assert breaker.is_open


def test_after_the_pause_one_call_tries_and_the_others_wait_for_it(clock):
    breaker = Breaker()
    fail(breaker)
    clock.now += SHORTEST + 1
    assert [breaker.allows() for _call in range(3)] == [True, False, False]
    breaker.succeeded()
    assert [breaker.allows() for _call in range(3)] == [True, True, True]


def test_each_try_that_fails_doubles_the_pause_up_to_a_bound(clock):
    breaker = Breaker()
    fail(breaker)
    pauses = []
    for _try in range(7):
        began = clock.now
        while not breaker.allows():
            clock.now += 10
        pauses.append(clock.now - began)
        breaker.failed("down")
    assert pauses[:4] == [60, 120, 240, 480]
    assert pauses[-1] == LONGEST


def test_a_try_that_was_not_made_leaves_it_to_the_next(clock):
    breaker = Breaker()
    fail(breaker)
    clock.now += SHORTEST + 1
    assert breaker.allows()
    breaker.not_asked()
    assert breaker.allows()


class Shared:
    """A cache that processes share."""

    def __init__(self):
        self.kept = {}

    def get(self, key):
        return self.kept.get(key)

    def set(self, key, value, seconds):
        self.kept[key] = value

    def delete(self, key):
        return self.kept.pop(key, None)


def test_other_processes_leave_it_alone_too_until_one_has_succeeded(clock, monkeypatch):
    cache = Shared()
    monkeypatch.setattr(module, "shared_cache", lambda: cache)
    one, other = Breaker(), Breaker()
    fail(one)
    assert not other.allows()
    # In its own time the first would try; the cache has forgotten by then.
    clock.now += SHORTEST + 1
    cache.kept.clear()
    assert one.allows()
    one.succeeded()
    assert other.allows()


def test_a_cache_that_fails_closes_nothing(clock, monkeypatch):
    class Broken:
        def get(self, key):
            raise OSError("away")

        set = delete = get

    monkeypatch.setattr(module, "shared_cache", Broken)
    breaker = Breaker()
    fail(breaker)
    assert not breaker.allows()
    clock.now += SHORTEST + 1
    assert breaker.allows()

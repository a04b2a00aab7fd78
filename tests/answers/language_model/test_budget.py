"""A day costs no more calls and tokens than the shop allows."""

import pytest

from support_plugin import counters
from support_plugin.answers.language_model import budget
from support_plugin.answers.language_model.options import get_options


@pytest.fixture
def options(settings):
    def make(**chosen):
        named = {"BASE_URL": "https://models.example/v1", "KEY": "k", "MODEL": "m", **chosen}
        settings.SUPPORT_PLUGIN = {"LANGUAGE_MODEL": named}
        return get_options()

    return make


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 86_400.0 * 20_000

    monkeypatch.setattr(counters, "_now", lambda: Clock.now)
    return Clock


def test_no_more_calls_are_reserved_than_a_day_has_until_the_next_day(options, clock, caplog):
    chosen = options(CALLS_PER_DAY=3)
    assert [budget.reserve(chosen, 10) for _call in range(5)] == [True] * 3 + [False] * 2
    assert "calls of today are used up" in caplog.text
    clock.now += 86_400
    assert budget.reserve(chosen, 10)


def test_no_more_tokens_are_reserved_than_a_day_has(options, clock):
    chosen = options(TOKENS_PER_DAY=1000)
    assert [budget.reserve(chosen, 400) for _call in range(3)] == [True, True, False]
    assert budget.reserve(chosen, 200)
    assert not budget.reserve(chosen, 1)


def test_what_a_call_needed_beyond_its_estimate_is_counted(options, clock):
    chosen = options(TOKENS_PER_DAY=1000)
    assert budget.reserve(chosen, 100)
    budget.settle(chosen, 100, 700)
    assert not budget.reserve(chosen, 301)
    assert budget.reserve(chosen, 300)


def test_a_server_that_counts_more_than_there_is_ends_the_day(options, clock):
    chosen = options(TOKENS_PER_DAY=1000)
    assert budget.reserve(chosen, 100)
    budget.settle(chosen, 100, 10**12)
    assert not budget.reserve(chosen, 1)


def test_a_server_that_counts_less_gives_nothing_back(options, clock):
    chosen = options(TOKENS_PER_DAY=1000)
    assert budget.reserve(chosen, 900)
    budget.settle(chosen, 900, -5)
    budget.settle(chosen, 900, 0)
    assert not budget.reserve(chosen, 101)


def test_the_estimate_is_of_question_and_answer(options):
    chosen = options(MAX_TOKENS=50)
    assert (
        budget.estimate(chosen, [{"role": "user", "content": "سلام"}, {"role": "user", "content": "abcd"}])
        == 54
    )

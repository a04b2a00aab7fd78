import pytest

from support_plugin.chat import limits
from support_plugin.chat.rules import Refused


class Away:
    """A cache whose server is away."""

    def add(self, *args):
        raise ConnectionError("away")

    incr = add


def test_a_cache_that_is_away_holds_up_nobody(monkeypatch):
    monkeypatch.setattr(limits, "cache", Away())
    limits.spend("send", "somebody", 1)
    allowance = limits.Allowance("send", "somebody", 30)
    allowance.renew()
    assert allowance.use()


def test_coming_back_on_a_bad_line_costs_nothing_of_the_limit(monkeypatch):
    monkeypatch.setattr(limits, "_window", lambda: 1)
    for _ in range(30):  # each time on a new socket
        allowance = limits.allowance("send", "somebody on a train", 30)
        if not allowance.use():
            allowance.renew()
    with pytest.raises(Refused):
        limits.allowance("send", "somebody on a train", 30).renew()


def test_what_is_counted_is_shared_by_all_sockets_of_somebody(monkeypatch):
    monkeypatch.setattr(limits, "_window", lambda: 1)  # no minute ends in between
    for _ in range(3):
        limits.Allowance("send", "somebody", 30).renew()
    limits.spend("send", "somebody", 10)
    with pytest.raises(Refused):
        limits.spend("send", "somebody", 10)

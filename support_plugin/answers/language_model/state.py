"""How the language model fares today, for the admin: without its key."""

from dataclasses import dataclass

from support_plugin.answers.language_model import budget
from support_plugin.answers.language_model.breaker import breaker
from support_plugin.answers.language_model.options import get_options
from support_plugin.counters import shared_cache


@dataclass(frozen=True)
class State:
    """What was spent of each limit of today (UTC), and whether the model is asked at all for now."""

    model: str
    host: str
    calls: int
    calls_per_day: int
    tokens: int
    tokens_per_day: int
    # The circuit breaker is open: the server failed several times in a row.
    is_paused: bool
    # Whether the figures are those of all processes.
    is_of_all: bool

    @property
    def is_used_up(self) -> bool:
        """Whether nothing more is asked today."""
        return self.calls >= self.calls_per_day or self.tokens >= self.tokens_per_day


def read_state() -> State | None:
    """Return it; None where no model is configured."""
    options = get_options()
    if options is None:
        return None
    calls, tokens = budget.spent(options)
    return State(
        model=options.model,
        host=options.host,
        calls=calls,
        calls_per_day=options.calls_per_day,
        tokens=tokens,
        tokens_per_day=options.tokens_per_day,
        is_paused=breaker.is_open_anywhere,
        is_of_all=shared_cache() is not None,
    )

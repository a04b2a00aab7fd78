"""When what is tried again, and when it is given up."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from support_plugin.conf import get_config

# Seconds before the second, third … attempt; the last one goes on until the delivery is given up.
DELAYS = (10, 60, 300, 1800, 3600, 2 * 3600, 4 * 3600, 6 * 3600)
# Each delay is longer by up to this share, so that what failed together does not come back together.
JITTER = 0.25
# A target that asks for more patience than this is asked again after it.
LONGEST_WAIT = 24 * 3600
# For how long a process has a queue to itself from the beginning of each call. A receiver that takes longer
# is called again by another process.
CLAIM = timedelta(minutes=5)
# And before its first call, while the process works on others that it claimed with it: longer than a turn and
# a webhook's call take. So a killed process keeps one queue waiting for long, not all that it had claimed.
RESERVATION = timedelta(seconds=20)


class Result(StrEnum):
    """How a call ended."""

    DELIVERED = "delivered"
    FAILED = "failed"
    # There is no use in trying again.
    DROPPED = "dropped"
    # Nobody was called: the target is paused.
    PAUSED = "paused"


@dataclass(frozen=True)
class Outcome:
    """How a call ended.

    ``error`` is for the admin; ``retry_after`` are seconds that the target asked for. ``is_held``: the whole
    target is to be left alone for now.
    """

    result: Result
    error: str = ""
    retry_after: float = 0
    is_held: bool = False


def give_up_after() -> timedelta:
    """Return for how long a delivery is tried."""
    return timedelta(days=get_config()["EVENTS_GIVEN_UP_AFTER_DAYS"])


def delay_after(attempts: int, retry_after: float = 0, jitter: float | None = None) -> timedelta:
    """Return how long to wait after so many failed attempts (1 or more).

    ``jitter``: between 0 and 1, by default random.
    """
    share = random.random() if jitter is None else jitter  # noqa: S311
    seconds = DELAYS[min(attempts, len(DELAYS)) - 1] * (1 + JITTER * share)
    return timedelta(seconds=max(seconds, min(retry_after, LONGEST_WAIT)))


def longest_delay() -> timedelta:
    """Return how far ahead a next attempt may lie: what lies further was set by a clock that was wrong."""
    return max(timedelta(seconds=LONGEST_WAIT * (1 + JITTER)), give_up_after(), CLAIM)


def is_overdue(waiting_since: datetime, now: datetime) -> bool:
    """Return whether a delivery that fails now is given up."""
    return now - waiting_since >= give_up_after()

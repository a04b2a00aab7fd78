"""Numbers about waits: the one way to measure how long shoppers wait for answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db.models import QuerySet

from support_plugin.chat.waits.models import Wait

# Shares of the shoppers who waited no longer, in percent.
PERCENTILES = (50, 75, 90)
# Rows that a number is worked out from: the newest.
MOST = 100_000


@dataclass(frozen=True)
class Times:
    """How long shoppers waited in open hours: by percentile, and of how many that is known."""

    count: int
    by_percentile: tuple[tuple[int, timedelta], ...] = ()


def answered_waits(since: datetime) -> "QuerySet[Wait]":
    """Return the waits that ended with an answer after that time and are measured, the newest first."""
    found = Wait.objects.filter(end=Wait.End.ANSWERED, ended_at__gte=since, open_seconds__isnull=False)
    return found.order_by("-ended_at", "-pk")


def times_of(waits: "QuerySet[Wait]", most: int = MOST) -> Times:
    """Return how long the first ``most`` of these lasted, by nearest rank: somebody waited that long."""
    measured = waits.exclude(open_seconds=None).values_list("open_seconds", flat=True)[:most]
    seconds = sorted(each or 0 for each in measured)
    shares = PERCENTILES if seconds else ()
    return Times(len(seconds), tuple((share, _at(seconds, share)) for share in shares))


def _at(ordered: Sequence[int], share: int) -> timedelta:
    return timedelta(seconds=ordered[max(0, ceil(len(ordered) * share / 100) - 1)])

"""The team's numbers: how long shoppers waited, who gave up, what they thought of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour

from support_plugin import clock
from support_plugin.carts.reports.queries import bounds_of
from support_plugin.chat.models import Conversation
from support_plugin.chat.waits.models import Wait


@dataclass(frozen=True)
class Filters:
    """Which waits: those that ended from the first to the last day on the shop's calendar, and of whom."""

    since: date
    until: date
    department: Any = None
    agent: Any = None
    language: str = ""

    @property
    def chosen(self) -> dict[str, Any]:
        """What is chosen beside the time, by the fields' names."""
        of = {"department": self.department, "agent": self.agent, "language": self.language}
        return {name: value for name, value in of.items() if value}


def find_waits(filters: Filters) -> "QuerySet[Wait]":
    """Return the waits, the newest first."""
    begin, end = bounds_of(filters.since, filters.until)
    found = Wait.objects.filter(ended_at__gte=begin, ended_at__lt=end, **filters.chosen)
    return found.order_by("-ended_at", "-pk")


def find_rated(filters: Filters) -> "QuerySet[Conversation]":
    """Return the conversations that were rated in this time, the newest first."""
    begin, end = bounds_of(filters.since, filters.until)
    found = Conversation.objects.filter(rated_at__gte=begin, rated_at__lt=end, **filters.chosen)
    return found.order_by("-rated_at", "-pk")


ANSWERED, GIVEN_UP = Q(end=Wait.End.ANSWERED), Q(end=Wait.End.GIVEN_UP)
# The numbers that open their rows.
FIRST, NEXT = ANSWERED & Q(is_first=True), ANSWERED & Q(is_first=False)


def by_hour(waits: "QuerySet[Wait]") -> list[int]:
    """Return how many began to wait in each hour of the day, on the shop's clock."""
    zone: dict[str, Any] = {"tzinfo": clock.shop_zone()} if settings.USE_TZ else {}
    rows = waits.order_by().annotate(hour=ExtractHour("began_at", **zone)).values_list("hour")
    found = dict(rows.annotate(Count("pk")))
    return [found.get(hour, 0) for hour in range(24)]


def by_field(waits: "QuerySet[Wait]", field: str) -> list[tuple[Any, int, int]]:
    """Return for each value of a field how many waited, and how many of them in vain; the most first."""
    rows = waits.order_by().values_list(field).annotate(Count("pk"), in_vain=Count("pk", filter=GIVEN_UP))
    return sorted(rows, key=lambda row: (-row[1], str(row[0])))

"""What the owner's page counts and lists. Reads abandonments alone, by their own indexes."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, TextChoices
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.carts.models import Abandonment

# Bars of one chart; of sources there may be any number.
MOST_BARS = 10


class State(TextChoices):
    """What became of a cart that was left."""

    OPEN = "open", _("Nobody came back yet")
    RETURNED = "returned", _("Came back, not bought")
    RECOVERED = "recovered", _("Bought after all")
    EXPIRED = "expired", _("Given up")


STATES = {
    State.OPEN: Q(returned_at=None, recovered_at=None, expired_at=None),
    State.RETURNED: Q(returned_at__isnull=False, recovered_at=None),
    State.RECOVERED: Q(recovered_at__isnull=False),
    State.EXPIRED: Q(expired_at__isnull=False),
}


@dataclass(frozen=True)
class Filters:
    """Which abandonments: from the first to the last day on the shop's calendar, and what else is chosen."""

    since: date
    until: date
    state: str = ""
    step: int | None = None
    obstacle: str = ""
    language: str = ""
    device: str = ""
    source: str = ""


def find(filters: Filters) -> QuerySet[Abandonment]:
    """Return the abandonments, the newest first."""
    begin, end = bounds_of(filters.since, filters.until)
    found = Abandonment.objects.filter(abandoned_at__gte=begin, abandoned_at__lt=end)
    if filters.state:
        found = found.filter(STATES[State(filters.state)])
    if filters.step is not None:
        found = found.filter(step=filters.step)
    exact = {name: value for name in ("obstacle", "language", "device") if (value := getattr(filters, name))}
    if filters.source:
        found = found.filter(Q(source__icontains=filters.source) | Q(campaign__icontains=filters.source))
    return found.filter(**exact).order_by("-abandoned_at", "-pk")


def bounds_of(since: date, until: date) -> tuple[datetime, datetime]:
    """Return the moments at which days begin and end, from the first to the last of the shop's calendar."""
    return _start_of(since), _start_of(until + timedelta(days=1))


def state_of(abandonment: Abandonment) -> State:
    """Return what became of one."""
    if abandonment.recovered_at:
        return State.RECOVERED
    if abandonment.expired_at:
        return State.EXPIRED
    return State.RETURNED if abandonment.returned_at else State.OPEN


def count_days(found: QuerySet[Abandonment]) -> tuple[Counter[date], Counter[date]]:
    """Return how many were left on each day of the shop's calendar, and how many of these were bought."""
    day = TruncDate("abandoned_at", tzinfo=clock.shop_zone() if settings.USE_TZ else None)
    rows = found.order_by().annotate(day=day).values_list("day")
    left: Counter[date] = Counter()
    bought: Counter[date] = Counter()
    for when, number, recovered in rows.annotate(
        number=Count("pk"), recovered=Count("pk", filter=STATES[State.RECOVERED])
    ):
        left[when], bought[when] = number, recovered
    return left, bought


def count_by(found: QuerySet[Abandonment], field: str) -> list[tuple[Any, int]]:
    """Return the commonest values of a column with their number, the commonest first; empty ones left out."""
    rows = found.order_by().values_list(field).annotate(number=Count("pk")).order_by("-number", field)
    return [(value, number) for value, number in rows[: MOST_BARS + 1] if value != ""][:MOST_BARS]


def _start_of(day: date) -> datetime:
    midnight = datetime.combine(day, time.min)
    return midnight.replace(tzinfo=clock.shop_zone()) if settings.USE_TZ else midnight

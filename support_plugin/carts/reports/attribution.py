"""What reminders brought: what followed them, and what the comparison with those held out says."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import PHONE_WAYS, Reminder, Way
from support_plugin.carts.reports.confidence import Comparison, Share
from support_plugin.preferences.queries import get_preferences

State = Reminder.State
Money = dict[str, Decimal]
# By which reminders are counted: the plan, the step, and how it reaches people.
KEY = ("plan__name", "step__delay_minutes", "way")
Key = tuple[str | None, int | None, str]


@dataclass
class Figures:
    """The reminders of one step of a plan. Amounts by currency."""

    plan: str
    way: str
    sent: int = 0
    # None where no provider reports it.
    delivered: int | None = None
    clicked: int = 0
    # Carts bought within the admin's days, of which this was the last reminder before.
    won: int = 0
    value: Money = field(default_factory=dict)
    cost: Money = field(default_factory=dict)
    # How long after the cart was left; None for a step that is gone.
    minutes: int | None = None
    # Of how many the provider reported what they cost.
    costed: int = 0

    @property
    def after_cost(self) -> Money:
        """What the carts were worth, less the cost, by currency; nothing where no cost is known."""
        if not self.costed:
            return {}
        both = {**self.value, **self.cost}
        return {name: self.value.get(name, Decimal(0)) - self.cost.get(name, Decimal(0)) for name in both}


def read_figures(found: "QuerySet[Abandonment]") -> list[Figures]:
    """Return the figures of each step of a plan for these carts, in their order; four statements."""
    rows = Reminder.objects.filter(abandonment__in=found.order_by().values("pk"))
    sent = rows.filter(state__in=[State.SENT, State.UNKNOWN])
    figures: dict[Key, Figures] = {}
    counted = sent.order_by().values_list(*KEY)
    for plan, minutes, way, number, clicked, delivered, undelivered, costed in counted.annotate(
        number=Count("pk"),
        clicked=Count("pk", filter=Q(link__used_at__isnull=False)),
        delivered=Count("delivered_at"),
        undelivered=Count("undelivered_at"),
        costed=Count("cost"),
    ):
        is_reported = way in PHONE_WAYS and delivered + undelivered > 0
        figures[plan, minutes, way] = Figures(
            plan or "",
            str(Way(way).label),
            sent=number,
            delivered=delivered if is_reported else None,
            clicked=clicked,
            minutes=minutes,
            costed=costed,
        )
    costs = sent.filter(cost__isnull=False).order_by().values_list(*KEY, "cost_currency")
    for plan, minutes, way, currency, total in costs.annotate(total=Sum("cost")):
        figures[plan, minutes, way].cost[currency] = total
    for key, value, currency in _last_touches(sent):
        one = figures[key]
        one.won += 1
        one.value[currency] = one.value.get(currency, Decimal(0)) + value
    return sorted(figures.values(), key=lambda one: (one.plan, one.minutes or 0, one.way))


def _last_touches(sent: "QuerySet[Reminder]") -> list[tuple[Key, Decimal, str]]:
    """Return for each cart that was bought in time after a reminder: key, value and currency."""
    days = timedelta(days=get_preferences().won_back_days)
    bought = sent.exclude(way=Way.TASK).filter(
        abandonment__recovered_at__gte=F("decided_at"), abandonment__recovered_at__lte=F("decided_at") + days
    )
    last: dict[Any, tuple[Key, Decimal, str]] = {}
    columns = ("abandonment", "abandonment__value", "abandonment__currency", *KEY)
    for cart, value, currency, *key in bought.order_by("decided_at", "pk").values_list(*columns):
        last[cart] = ((key[0], key[1], key[2]), value, currency)
    return list(last.values())


def total_won(figures: Sequence[Figures]) -> list[tuple[str, Decimal]]:
    """Return what the carts were worth that were bought in time after a reminder, by currency."""
    total: dict[str, Decimal] = defaultdict(Decimal)
    for one in figures:
        for currency, value in one.value.items():
            total[currency] += value
    return sorted(total.items())


def compare(found: "QuerySet[Abandonment]") -> Comparison | None:
    """Return the comparison for these carts; None where nobody was held out. Two statements.

    For both arms alike: bought within the admin's days after the first reminder was sent, or would have been.
    """
    rows = Reminder.objects.filter(abandonment__in=found.order_by().values("pk")).exclude(way=Way.TASK)
    held_out = _share(rows.filter(state=State.HELD_OUT))
    if not held_out.people:
        return None
    # Before the comparison began, nobody was assigned at random.
    since = rows.filter(state=State.HELD_OUT).aggregate(first=Min("decided_at"))["first"]
    return Comparison(
        _share(rows.filter(state__in=[State.SENT, State.UNKNOWN], decided_at__gte=since)), held_out
    )


def _share(rows: "QuerySet[Reminder]") -> Share:
    days = timedelta(days=get_preferences().won_back_days)
    firsts = rows.order_by().values("abandonment", "abandonment__recovered_at")
    moments = list(firsts.annotate(first=Min("decided_at")))
    bought = sum(
        1
        for one in moments
        if one["abandonment__recovered_at"]
        and one["first"] <= one["abandonment__recovered_at"] <= one["first"] + days
    )
    return Share(len(moments), bought)

"""What the carts that were left are worth, by what became of them, by step and by obstacle.

Amounts are those that shoppers saw, without shipping. Currencies are never added up.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, QuerySet, Sum, Value, When

from support_plugin.carts.models import Abandonment, Obstacle, Step
from support_plugin.carts.reports.queries import STATES, State

Money = dict[str, Decimal]
# Each cart has one state, or the figures would not add up: the first of these that holds, as in ``state_of``.
ORDER = (State.RECOVERED, State.EXPIRED, State.RETURNED)
# The order in which they are shown.
SHOWN = (State.OPEN, State.RETURNED, State.EXPIRED, State.RECOVERED)


@dataclass(frozen=True)
class Group:
    """Carts of one currency, state, step and obstacle: how many, and what they were worth."""

    currency: str
    state: State
    step: int
    obstacle: str
    number: int
    value: Decimal


@dataclass
class Amount:
    """Some carts: how many, and what they were worth."""

    number: int = 0
    value: Decimal = Decimal(0)

    def add(self, group: Group) -> None:
        """Count a group in."""
        self.number += group.number
        self.value += group.value


@dataclass
class Balance:
    """All that was left in one currency, and what became of it; ``parts`` add up to ``total``."""

    currency: str
    total: Amount = field(default_factory=Amount)
    parts: dict[State, Amount] = field(default_factory=lambda: {state: Amount() for state in SHOWN})


@dataclass
class LossRow:
    """The carts that were left at one step, or with one obstacle."""

    label: str
    left: int = 0
    bought: int = 0
    # Not bought so far, by currency.
    value: Money = field(default_factory=dict)
    # Of steps: how many carts came at least so far.
    reached: int = 0


def read_groups(found: "QuerySet[Abandonment]") -> list[Group]:
    """Return the groups that these carts are in; one statement, whatever their number."""
    whens = [When(STATES[state], then=Value(state.value)) for state in ORDER]
    state = Case(*whens, default=Value(State.OPEN.value), output_field=CharField())
    rows = found.order_by().annotate(became=state).values_list("currency", "became", "step", "obstacle")
    return [
        Group(currency, State(became), step, obstacle, number, value or Decimal(0))
        for currency, became, step, obstacle, number, value in rows.annotate(
            number=Count("pk"), worth=Sum("value")
        )
    ]


def count_states(groups: Iterable[Group]) -> dict[State, int]:
    """Return how many carts there are of each state."""
    counts = dict.fromkeys(SHOWN, 0)
    for group in groups:
        counts[group.state] += group.number
    return counts


def balances(groups: Iterable[Group]) -> list[Balance]:
    """Return what was left in each currency. Carts without prices are left out."""
    found: dict[str, Balance] = {}
    for group in groups:
        if group.currency:
            one = found.setdefault(group.currency, Balance(group.currency))
            one.total.add(group)
            one.parts[group.state].add(group)
    return sorted(found.values(), key=lambda one: (-one.total.number, one.currency))


def by_step(groups: Sequence[Group]) -> list[LossRow]:
    """Return the steps of the checkout in their order, none without carts left out."""
    places = _places(groups, lambda group: group.step)
    found = []
    for step in Step:
        place = places[step.value]
        place.label = str(step.label)
        place.reached = sum(group.number for group in groups if group.step >= step.value)
        found.append(place)
    return found


def by_obstacle(groups: Sequence[Group]) -> list[LossRow]:
    """Return what stood in the way, the commonest first; carts without anything known are left out."""
    places = _places([group for group in groups if group.obstacle], lambda group: group.obstacle)
    labels = dict(Obstacle.choices)
    for obstacle, place in places.items():
        place.label = str(labels.get(obstacle, obstacle))
    return sorted(places.values(), key=lambda place: (-place.left, place.label))


def _places(groups: Iterable[Group], key: Callable[[Group], Any]) -> defaultdict[Any, LossRow]:
    places: defaultdict[Any, LossRow] = defaultdict(lambda: LossRow(""))
    for group in groups:
        place = places[key(group)]
        place.left += group.number
        if group.state == State.RECOVERED:
            place.bought += group.number
        elif group.currency:
            place.value[group.currency] = place.value.get(group.currency, Decimal(0)) + group.value
    return places

"""What a chart shows, without how it is drawn. Whatever can't be drawn is refused here, with a ValueError."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from support_plugin.charts.periods import HourOfDay, Period
from support_plugin.formats.money import format_compact_money, format_money
from support_plugin.formats.numbers import format_compact, format_number

Value = int | Decimal

MOST_SERIES, MOST_PERIODS, MOST_ITEMS = 4, 400, 50
MOST_VALUE = 10**18


@dataclass(frozen=True, slots=True)
class ValueFormat:
    """How values are written: ``exact`` in the table and beside bars, ``short`` at an axis."""

    exact: Callable[[Value], str]
    short: Callable[[Value], str]


COUNT = ValueFormat(format_number, format_compact)


def money_format(currency: str | None = None) -> ValueFormat:
    """Return how amounts are written, in the unit that the admin chose; None is the shop's currency."""
    return ValueFormat(
        lambda amount: format_money(amount, currency), lambda amount: format_compact_money(amount, currency)
    )


@dataclass(frozen=True, slots=True)
class Series:
    """A name, and a value for each period of the chart; None where there is none."""

    name: str
    values: Sequence[Value | None]


@dataclass(frozen=True, slots=True)
class TimeChart:
    """Up to four series over the same periods, the oldest first; without a period it says "Nothing yet"."""

    title: str
    periods: Sequence[Period | HourOfDay]
    series: Sequence[Series]
    value_format: ValueFormat = COUNT

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= MOST_SERIES:
            raise ValueError(f"A chart has 1 to {MOST_SERIES} series, not {len(self.series)}.")
        if len(self.periods) > MOST_PERIODS:
            raise ValueError(f"A chart has up to {MOST_PERIODS} periods, not {len(self.periods)}.")
        for each in self.series:
            if len(each.values) != len(self.periods):
                raise ValueError(f"{len(each.values)} values for {len(self.periods)} periods: {each.name!r}")
            _check(value for value in each.values if value is not None)


@dataclass(frozen=True, slots=True)
class Item:
    """A bar: a category or a step, and its value."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class ItemChart:
    """Values by category or by step, in the order given.

    ``item_heading`` and ``value_heading`` are the headings of the table, such as "Obstacle", "Carts".
    """

    title: str
    item_heading: str
    value_heading: str
    items: Sequence[Item]
    value_format: ValueFormat = COUNT

    def __post_init__(self) -> None:
        if len(self.items) > MOST_ITEMS:
            raise ValueError(f"A chart has up to {MOST_ITEMS} bars, not {len(self.items)}.")
        _check(item.value for item in self.items)


def _check(values: Iterable[Value]) -> None:
    for value in values:
        # No float: what it would look like in the table is anybody's guess.
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise ValueError(f"A chart shows whole numbers and Decimal, not {value!r}.")
        if not (Decimal(value).is_finite() and 0 <= value <= MOST_VALUE):
            raise ValueError(f"A chart shows values from 0 to {MOST_VALUE}, not {value}.")

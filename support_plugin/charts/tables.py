"""The table beside a chart, and the chart in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from support_plugin.charts.canvas import as_name
from support_plugin.charts.data import ItemChart, TimeChart
from support_plugin.charts.periods import unit_name
from support_plugin.text.bidi import isolate

_NONE = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """Headings of columns; rows, each with its heading first."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def time_table(chart: TimeChart) -> Table:
    """Return a row for each period, the oldest first, and a column for each series."""
    exact = chart.value_format.exact
    columns = [[_NONE if value is None else exact(value) for value in each.values] for each in chart.series]
    names = [period.name for period in chart.periods]
    heading = unit_name(chart.periods[0].unit) if chart.periods else ""
    return Table(
        [heading, *(as_name(each.name) for each in chart.series)], list(zip(names, *columns, strict=True))
    )


def item_table(chart: ItemChart, shares: Sequence[str] = (), share_heading: str = "") -> Table:
    """Return a row for each bar, and a column for the shares where there are any."""
    rows = [[as_name(item.name), chart.value_format.exact(item.value)] for item in chart.items]
    headings = [as_name(chart.item_heading), as_name(chart.value_heading)]
    if not shares:
        return Table(headings, rows)
    return Table([*headings, share_heading], [[*row, share] for row, share in zip(rows, shares, strict=True)])


def describe_series(chart: TimeChart) -> str:
    """Return the span of time, and when each series was highest."""
    if not chart.periods:
        return ""
    ends = {"low": isolate(chart.periods[0].name), "high": isolate(chart.periods[-1].name)}
    lines = [_("%(low)s–%(high)s") % ends]
    for each in chart.series:
        found = [(value, -index) for index, value in enumerate(each.values) if value is not None]
        if found:
            value, place = max(found)
            lines.append(
                _("%(name)s: highest %(value)s, %(period)s")
                % {
                    "name": as_name(each.name),
                    "value": isolate(chart.value_format.exact(value)),
                    "period": isolate(chart.periods[-place].name),
                }
            )
    return _sentences(lines)


def describe_items(chart: ItemChart, shown: Sequence[str]) -> str:
    """Return the names and the values as they are shown beside the bars."""
    return _sentences(
        f"{as_name(item.name)}: {isolate(value)}" for item, value in zip(chart.items, shown, strict=True)
    )


def _sentences(lines: Iterable[str]) -> str:
    return ". ".join(lines)

"""The charts of the report on abandoned carts."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from support_plugin.carts.models import Abandonment, Device
from support_plugin.carts.reports.losses import LossRow
from support_plugin.carts.reports.queries import Filters, count_by, count_days
from support_plugin.charts.bars import bars_by_category, funnel
from support_plugin.charts.data import Item, ItemChart, Series, TimeChart
from support_plugin.charts.over_time import columns_over_time
from support_plugin.charts.periods import Period, days, weeks
from support_plugin.text.language import language_name

# So many columns stand side by side on a phone.
MOST_DAYS = 62


def draw_charts(
    found: QuerySet[Abandonment], filters: Filters, steps: Sequence[LossRow], obstacles: Sequence[LossRow]
) -> list[SafeString]:
    """Return the charts: over time, by step, obstacle, language, device and source."""
    return [
        _over_time(found, filters),
        _steps(steps),
        _obstacles(obstacles),
        _bars(found, "language", _("By language"), _("Language"), language_name),
        _bars(found, "device", _("By device"), _("Device"), lambda one: Device(one).label),
        _bars(found, "source", _("Where they came from"), _("Source"), str),
    ]


def _over_time(found: QuerySet[Abandonment], filters: Filters) -> SafeString:
    is_long = (filters.until - filters.since).days >= MOST_DAYS
    periods = (weeks if is_long else days)(filters.since, filters.until)
    left, bought = count_days(found)
    series = [
        Series(_("Bought after all"), _by_period(bought, periods)),
        Series(_("Not bought"), _by_period(left - bought, periods)),
    ]
    return columns_over_time(TimeChart(_("Carts that were left"), periods, series))


def _by_period(counts: Counter[date], periods: list[Period]) -> list[int]:
    return [
        sum(number for day, number in counts.items() if period.first <= day <= period.last)
        for period in periods
    ]


def _steps(steps: Sequence[LossRow]) -> SafeString:
    """How many came to each step at least, before they left."""
    reached = [Item(step.label, step.reached) for step in steps]
    return funnel(ItemChart(_("How far they came"), _("Step"), _("Carts"), reached))


def _obstacles(obstacles: Sequence[LossRow]) -> SafeString:
    items = [Item(one.label, one.left) for one in obstacles]
    return bars_by_category(ItemChart(_("What stood in the way"), _("Obstacle"), _("Carts"), items))


def _bars(
    found: QuerySet[Abandonment], field: str, title: str, heading: str, name: Callable[[Any], Any]
) -> SafeString:
    items = [Item(str(name(value)), number) for value, number in count_by(found, field)]
    return bars_by_category(ItemChart(title, heading, _("Carts"), items))

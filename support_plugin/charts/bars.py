"""Bars that lie: by category, and by step of a funnel.

Names stand above their bars, so that long ones have room.
"""

from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from support_plugin.charts.canvas import LINE_HEIGHT, Canvas, as_name, fit, text_width
from support_plugin.charts.data import ItemChart
from support_plugin.charts.figure import draw_figure
from support_plugin.charts.marks import fill_class
from support_plugin.charts.tables import describe_items, item_table
from support_plugin.formats.numbers import format_share

_THICK, _GAP = 12, 14
# A value takes no more of the line than this; the rest is its name's.
_MOST_OF_LINE = 0.7
_ROW = LINE_HEIGHT + _THICK + _GAP


def bars_by_category(chart: ItemChart) -> SafeString:
    """Return a chart of bars, in the order of the items; the longest fills the line."""
    shown = [chart.value_format.exact(item.value) for item in chart.items]
    return _draw_bars("bars", chart, shown, [])


def funnel(chart: ItemChart) -> SafeString:
    """Return a chart of bars by step, each with its share of the first step."""
    first = Decimal(chart.items[0].value) if chart.items else Decimal()
    shares = [format_share(Decimal(item.value) / first) if first else "–" for item in chart.items]
    # A dot between the two would look like the Persian zero.
    shown = [
        f"{chart.value_format.exact(item.value)} ({share})"
        for item, share in zip(chart.items, shares, strict=True)
    ]
    return _draw_bars("funnel", chart, shown, shares)


def _draw_bars(kind: str, chart: ItemChart, shown: list[str], shares: list[str]) -> SafeString:
    def draw(canvas: Canvas) -> float:
        most = max(Decimal(item.value) for item in chart.items) or Decimal(1)
        for row, (item, value) in enumerate(zip(chart.items, shown, strict=True)):
            _draw_bar(canvas, row * _ROW, as_name(item.name), value, float(Decimal(item.value) / most))
        return len(chart.items) * _ROW - _GAP + 1

    table = item_table(chart, shares, _("Share of the first"))
    return draw_figure(kind, chart, describe_items(chart, shown), table, draw)


def _draw_bar(canvas: Canvas, y: float, name: str, value: str, share: float) -> None:
    """Add a name, its value at the other end of the line, and below both the bar in its track."""
    base, top = y + LINE_HEIGHT - 5, y + LINE_HEIGHT
    number = fit(value, canvas.width * _MOST_OF_LINE)
    shown = fit(name, canvas.width - text_width(number) - _GAP)
    canvas.text(0, base, shown, title=name if shown != name else "")
    at_end = {"text_anchor": "end", "class_": "support-chart-value"}
    canvas.text(canvas.width, base, number, title=value if number != value else "", **at_end)
    canvas.rect(0, top, canvas.width, _THICK, class_="support-chart-track")
    if share:
        canvas.rect(0, top, canvas.width * share, _THICK, class_=fill_class(0))

"""Columns and lines over time, which runs as the reader's lines of text do."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from django.utils.safestring import SafeString

from support_plugin.charts.canvas import Canvas, number
from support_plugin.charts.data import Series, TimeChart
from support_plugin.charts.figure import draw_figure
from support_plugin.charts.frame import Plot, draw_frame, draw_titles
from support_plugin.charts.marks import add_marker, define_patterns, fill_of, stroke_of
from support_plugin.charts.tables import describe_series, time_table

_HEIGHT = 240
# A column has this share of its period, and is no wider than that.
_SHARE, _WIDEST = 0.72, 40
# How near to each other the shapes on a line stand.
_MARKER_ROOM = 16


def columns_over_time(chart: TimeChart) -> SafeString:
    """Return a chart of columns; the values of several series stand on each other, the first below."""

    def draw(canvas: Canvas) -> float:
        _draw_columns(canvas, chart)
        return _HEIGHT

    return draw_figure("columns", chart, describe_series(chart), time_table(chart), draw)


def lines_over_time(chart: TimeChart) -> SafeString:
    """Return a chart of lines; where a value is missing, the line is interrupted."""

    def draw(canvas: Canvas) -> float:
        _draw_lines(canvas, chart)
        return _HEIGHT

    return draw_figure("lines", chart, describe_series(chart), time_table(chart), draw)


def _draw_columns(canvas: Canvas, chart: TimeChart) -> None:
    def add_sample(index: int, x: float, y: float) -> None:
        canvas.rect(x - 7, y - 6, 14, 12, **fill_of(canvas, index))

    define_patterns(canvas, len(chart.series))
    stacks = [
        [Decimal(each.values[index] or 0) for each in chart.series] for index in range(len(chart.periods))
    ]
    highest = max((sum(stack, Decimal()) for stack in stacks), default=Decimal())
    plot = draw_frame(canvas, chart, highest, _HEIGHT, add_sample)
    width = min(plot.step * _SHARE, _WIDEST)
    for index, stack in enumerate(stacks):
        below = Decimal()
        for place, value in enumerate(stack):
            if value:
                base, top = plot.y(below), plot.y(below + value)
                canvas.rect(plot.middle(index) - width / 2, top, width, base - top, **fill_of(canvas, place))
            below += value
    draw_titles(canvas, chart, plot)


def _draw_lines(canvas: Canvas, chart: TimeChart) -> None:
    def add_sample(index: int, x: float, y: float) -> None:
        canvas.line(x - 9, y, x + 9, y, **stroke_of(index))
        add_marker(canvas, index, x, y)

    values = (Decimal(value) for each in chart.series for value in each.values if value is not None)
    plot = draw_frame(canvas, chart, max(values, default=Decimal()), _HEIGHT, add_sample)
    every = max(1, -int(-_MARKER_ROOM // plot.step))
    for index, each in enumerate(chart.series):
        for points in _runs(each, plot):
            corners = " ".join(f"{canvas.x(x)},{number(y)}" for _place, x, y in points)
            canvas.polyline(corners, **stroke_of(index))
            for place, x, y in points:
                # The latest has one in any case, and a point without neighbours has nothing else.
                if (len(chart.periods) - 1 - place) % every == 0 or len(points) == 1:
                    add_marker(canvas, index, x, y)
    draw_titles(canvas, chart, plot)


def _runs(series: Series, plot: Plot) -> Iterator[list[tuple[int, float, float]]]:
    """Yield the parts of a line between missing values: for each point its number and its place."""
    for is_missing, run in groupby(enumerate(series.values), lambda pair: pair[1] is None):
        if not is_missing:
            yield [(index, plot.middle(index), plot.y(value or 0)) for index, value in run]

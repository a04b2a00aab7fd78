"""What columns and lines over time share: the legend, both axes, and what is shown at the pointer."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from support_plugin.charts.canvas import LINE_HEIGHT, Canvas, as_name, fit, text_width
from support_plugin.charts.data import TimeChart
from support_plugin.charts.ticks import make_ticks

# Between things.
_GAP = 8
_SWATCH = 18


@dataclass(frozen=True, slots=True)
class Plot:
    """Where values are drawn, and how much room a period has."""

    start: float
    end: float
    top: float
    bottom: float
    most: Decimal
    step: float

    def middle(self, index: int) -> float:
        """Return where the middle of a period is, counted from 0."""
        return self.start + self.step * (index + 0.5)

    def y(self, value: Decimal | int) -> float:
        """Return how high a value is."""
        return self.bottom - float(Decimal(value) / self.most) * (self.bottom - self.top)


def draw_frame(
    canvas: Canvas,
    chart: TimeChart,
    most: Decimal,
    height: float,
    add_swatch: Callable[[int, float, float], None],
) -> Plot:
    """Add legend and axes for values up to ``most``, and return where the values go.

    ``add_swatch`` adds the sample of a series in a row of the legend; it is given the middle of its place.
    """
    top = _draw_legend(canvas, chart, add_swatch) + _GAP
    ticks = make_ticks(most, whole=_is_whole(chart))
    labels = [chart.value_format.short(tick) for tick in ticks]
    start = max(map(text_width, labels)) + _GAP
    end, bottom = _end_of(canvas, chart, start), height - LINE_HEIGHT - _GAP
    plot = Plot(start, end, top, bottom, ticks[-1], (end - start) / len(chart.periods))
    for tick, label in zip(ticks, labels, strict=True):
        y = plot.y(tick)
        canvas.line(start, y, end, y, class_="support-chart-axis" if tick == 0 else "support-chart-grid")
        canvas.text(start - _GAP / 2, y + 4, label, text_anchor="end")
    _draw_periods(canvas, chart, plot)
    return plot


def draw_titles(canvas: Canvas, chart: TimeChart, plot: Plot) -> None:
    """Add what is shown at the pointer over a period: its name, and each series' value."""
    for index, period in enumerate(chart.periods):
        values = [
            f"{as_name(each.name)}: {chart.value_format.exact(value)}"
            for each in chart.series
            if (value := each.values[index]) is not None
        ]
        canvas.rect(
            plot.start + plot.step * index,
            plot.top,
            plot.step,
            plot.bottom - plot.top,
            title="\n".join([period.name, *values]),
            class_="support-chart-hover",
            fill="none",
            pointer_events="all",
        )


def _is_whole(chart: TimeChart) -> bool:
    values = (value for each in chart.series for value in each.values if value is not None)
    return all(value == int(value) for value in values)


def _draw_legend(canvas: Canvas, chart: TimeChart, add_swatch: Callable[[int, float, float], None]) -> float:
    """Add the names of the series, where there are several; return how far down they reach."""
    if len(chart.series) == 1:
        return 0
    x, y = 0.0, 0.0
    for index, each in enumerate(chart.series):
        name = as_name(each.name)
        shown = fit(name, canvas.width - _SWATCH - 2 * _GAP)
        width = _SWATCH + _GAP / 2 + text_width(shown)
        if x and x + width > canvas.width:
            x, y = 0.0, y + LINE_HEIGHT + _GAP / 2
        add_swatch(index, x + _SWATCH / 2, y + LINE_HEIGHT / 2)
        canvas.text(x + _SWATCH + _GAP / 2, y + 12, shown, title=name if shown != name else "")
        x += width + 2 * _GAP
    return y + LINE_HEIGHT


def _end_of(canvas: Canvas, chart: TimeChart, start: float) -> float:
    """Return where the last period ends, so that its name does not stand out."""
    half = _widest_label(chart) / 2
    least_step = (canvas.width - half - start) / len(chart.periods)
    return canvas.width - max(_GAP, half - least_step / 2)


def _widest_label(chart: TimeChart) -> float:
    return max(text_width(period.label) for period in chart.periods)


def _draw_periods(canvas: Canvas, chart: TimeChart, plot: Plot) -> None:
    """Add the names of as many periods as have room, counted from the last one."""
    widest = _widest_label(chart)
    every = max(1, -int(-(widest + _GAP) // plot.step))
    for index in range(len(chart.periods) - 1, -1, -every):
        x = plot.middle(index)
        if x >= widest / 2:
            canvas.line(x, plot.bottom, x, plot.bottom + 4, class_="support-chart-axis")
            canvas.text(x, plot.bottom + LINE_HEIGHT + 2, chart.periods[index].label, text_anchor="middle")

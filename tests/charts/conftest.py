"""Charts of any kind, and what is in their drawings."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from support_plugin.charts.bars import bars_by_category, funnel
from support_plugin.charts.data import Item, ItemChart, Series, TimeChart, money_format
from support_plugin.charts.over_time import columns_over_time, lines_over_time
from support_plugin.charts.periods import days, months, weeks
from support_plugin.models import SupportSettings

FIRST = date(2026, 11, 1)
HOSTILE = "\"><script>alert(1)</script>\u202e]]>&amp;\x00\x0b\ud800\n\u2069<style>*{}</style>'{{ 7 }}"

many = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))

values = st.integers(0, 10**18) | st.decimals(0, 10**15, places=2, allow_nan=False) | st.just(0)


@st.composite
def time_charts(draw):
    """Up to four series over up to ninety periods, with any names and some gaps."""
    make = draw(st.sampled_from([days, weeks, months]))
    length = {days: 1, weeks: 7, months: 29}[make] * draw(st.integers(0, 89))
    periods = make(FIRST, FIRST + timedelta(days=length))
    seen = draw(st.lists(values | st.none(), min_size=1, max_size=9))
    series = [
        Series(
            draw(st.text(max_size=80)),
            [seen[(index * (place + 1)) % len(seen)] for index in range(len(periods))],
        )
        for place in range(draw(st.integers(1, 4)))
    ]
    return TimeChart(draw(st.text(max_size=80)), periods, series)


@st.composite
def item_charts(draw):
    """Up to twelve bars with any names; some are amounts."""
    items = draw(st.lists(st.builds(Item, st.text(max_size=200), values), min_size=1, max_size=12))
    more = [money_format("IRR")] if draw(st.booleans()) else []
    return ItemChart(draw(st.text()), draw(st.text()), draw(st.text()), items, *more)


def one_of_each(name="A", value=7):
    """Return a small chart of every kind, by its function's name; ``name`` is used wherever one can be."""
    over_time = TimeChart(name, days(FIRST, FIRST), [Series(name, [value]), Series(name, [Decimal(value)])])
    by_item = ItemChart(name, name, name, [Item(name, value), Item(name, 0)])
    charts = {
        columns_over_time: over_time,
        lines_over_time: over_time,
        bars_by_category: by_item,
        funnel: by_item,
    }
    return {draw.__name__: draw(chart) for draw, chart in charts.items()}


@pytest.fixture(autouse=True)
def preferences(monkeypatch):
    """The admin's choices, which no chart needs a database for here."""
    chosen = SupportSettings()
    for module in ("readers", "money"):
        monkeypatch.setattr(f"support_plugin.formats.{module}.get_preferences", lambda: chosen)
    return chosen


@pytest.fixture
def in_language():
    """Return a function that calls another one for the readers of a language."""

    def call(language, function, *arguments):
        with translation.override(language):
            return function(*arguments)

    return call

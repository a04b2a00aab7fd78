"""A drawing shows all of its values in their places, in both directions, under the strictest policy."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.charts.bars import bars_by_category, funnel
from support_plugin.charts.data import Item, ItemChart, Series, TimeChart
from support_plugin.charts.over_time import columns_over_time, lines_over_time
from support_plugin.charts.periods import days
from support_plugin.charts.ticks import make_ticks
from tests.charts.conftest import FIRST, item_charts, many, one_of_each, time_charts
from tests.charts.reading import SVG, boxes, drawings, parse, size

over_time = st.tuples(st.sampled_from([columns_over_time, lines_over_time]), time_charts())
by_item = st.tuples(st.sampled_from([bars_by_category, funnel]), item_charts())
languages = st.sampled_from(["fa", "ar", "en"])
ROUNDING = 0.11


def daily(*series):
    """Return a chart of so many days as the series have values."""
    periods = days(FIRST, FIRST + timedelta(days=len(series[0]) - 1))
    return TimeChart("", periods, [Series("ABCD"[place], values) for place, values in enumerate(series)])


@many
@given(over_time | by_item, languages)
def test_any_chart_is_well_formed_and_all_of_it_inside(in_language, drawn, language):
    draw, chart = drawn
    both = drawings(in_language(language, draw, chart))
    assert len(both) == 2
    for drawing in both:
        width, height = size(drawing)
        for box in boxes(drawing):
            assert -4 <= box.left <= box.right <= width + 4, box
            assert -ROUNDING <= box.top <= box.bottom <= height + 2, box


@many
@given(over_time | by_item)
def test_no_chart_has_styles_scripts_or_events(in_language, drawn):
    draw, chart = drawn
    for element in parse(in_language("fa", draw, chart)).iter():
        assert element.tag.removeprefix(SVG) not in ("style", "script", "a", "image", "use", "foreignObject")
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


@many
@given(over_time | by_item)
def test_right_to_left_is_the_mirror_of_left_to_right(in_language, drawn):
    draw, chart = drawn
    left_to_right = in_language("en", draw, chart)
    with patch("support_plugin.charts.figure.direction_of", return_value="rtl"):
        right_to_left = in_language("en", draw, chart)
    for one, other in zip(drawings(left_to_right), drawings(right_to_left), strict=True):
        width = size(one)[0]
        assert size(one) == size(other)
        for box, mirrored in zip(boxes(one), boxes(other), strict=True):
            assert (mirrored.name, mirrored.text, mirrored.classes) == (box.name, box.text, box.classes)
            assert (mirrored.top, mirrored.bottom) == (box.top, box.bottom)
            assert mirrored.left == pytest.approx(width - box.right, abs=2 * ROUNDING)
            assert mirrored.right == pytest.approx(width - box.left, abs=2 * ROUNDING)


@many
@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=40), languages)
def test_columns_are_as_high_as_their_values_and_in_their_order(in_language, values, language):
    most = make_ticks(max(values), whole=True)[-1]
    for drawing in in_language(language, lambda: drawings(columns_over_time(daily(values)))):
        shown = boxes(drawing)
        grid = [box for box in shown if box.name == "line" and box.left != box.right]
        bottom, top = max(line.top for line in grid), min(line.top for line in grid)
        columns = [box for box in shown if "support-chart-fill" in box.classes]
        heights = [float(value / most) * (bottom - top) for value in values if value]
        assert [box.bottom - box.top for box in columns] == pytest.approx(heights, abs=2 * ROUNDING)
        assert all(box.bottom == pytest.approx(bottom, abs=ROUNDING) for box in columns)
        lefts = [box.left for box in columns]
        assert lefts == sorted(lefts, reverse=language != "en")


def test_stacked_values_stand_on_each_other(in_language):
    shown = boxes(in_language("en", lambda: drawings(columns_over_time(daily([10], [10], [10], [10]))))[0])
    parts = [
        box for box in shown if box.name == "rect" and box.bottom - box.top > 15 and box.right - box.left < 50
    ]
    assert len(parts) == 4
    for below, above in pairwise(parts):
        assert below.top == pytest.approx(above.bottom, abs=2 * ROUNDING)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_axis_stands_where_lines_of_text_start(in_language, language):
    for drawing in in_language(language, lambda: drawings(columns_over_time(daily([5] * 20)))):
        assert drawing.get("direction") == ("rtl" if language == "fa" else "ltr")
        texts = [box for box in boxes(drawing) if box.name == "text"]
        first = (
            max(texts, key=lambda box: box.right)
            if language == "fa"
            else min(texts, key=lambda box: box.left)
        )
        assert first.text in "0246۰۲۴۶"


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_names_of_days_never_run_into_each_other(in_language, language):
    for drawing in in_language(language, lambda: drawings(columns_over_time(daily([1] * 90)))):
        labels = [box for box in boxes(drawing) if box.name == "text" and box.top > 200 and len(box.text) > 2]
        labels.sort(key=lambda box: box.left)
        assert 3 <= len(labels) <= 15
        assert all(one.right < other.left for one, other in pairwise(labels))


def test_a_line_is_interrupted_where_values_are_missing(in_language):
    for drawing in in_language("en", lambda: drawings(lines_over_time(daily([1, 2, None, 3, None, 4, 5])))):
        points = [line.get("points").split() for line in drawing.iter(f"{SVG}polyline")]
        assert [len(run) for run in points] == [2, 1, 2]


def test_a_point_between_gaps_is_seen_by_its_shape(in_language):
    values = [None] * 90
    values[44] = 7
    for drawing in in_language("en", lambda: drawings(lines_over_time(daily(values)))):
        (line,) = drawing.iter(f"{SVG}polyline")
        (circle,) = [box for box in boxes(drawing) if box.name == "circle"]
        assert circle.left < float(line.get("points").split(",")[0]) < circle.right


def test_series_differ_by_more_than_their_colours(in_language):
    chart = daily([1, 2], [1, 2], [1, 2], [1, 2])
    for drawing in in_language("en", lambda: drawings(columns_over_time(chart))):
        patterns = {f"url(#{pattern.get('id')})" for pattern in drawing.iter(f"{SVG}pattern")}
        used = {rect.get("fill") for rect in drawing.iter(f"{SVG}rect")}
        assert len(patterns) == 3
        assert patterns <= used
    for drawing in in_language("en", lambda: drawings(lines_over_time(chart))):
        dashes = {line.get("stroke-dasharray") for line in drawing.iter(f"{SVG}polyline")}
        shapes = {len(shape.get("points").split()) for shape in drawing.iter(f"{SVG}polygon")}
        assert len(dashes) == 4
        assert shapes == {3, 4}


def test_a_bar_has_its_share_of_the_longest(in_language):
    chart = ItemChart("", "", "", [Item("A", 50), Item("B", 200), Item("C", 0)])
    for drawing in in_language("en", lambda: drawings(bars_by_category(chart))):
        width = size(drawing)[0]
        bars = [box.right - box.left for box in boxes(drawing) if "support-chart-fill" in box.classes]
        assert bars == [width / 4, width]


def test_a_step_is_shown_with_its_share_of_the_first(in_language):
    chart = ItemChart("", "", "", [Item("A", 1234), Item("B", Decimal(691)), Item("C", 40)])
    narrow = in_language("fa", lambda: drawings(funnel(chart)))[0]
    texts = [box.text for box in boxes(narrow) if box.name == "text"]
    assert texts[1::2] == ["۱٬۲۳۴ (۱۰۰٪)", "۶۹۱ (۵۶٪)", "۴۰ (۳٫۲٪)"]


def test_an_identical_chart_is_drawn_identically_and_another_has_other_ids(in_language):
    first, again = (in_language("fa", one_of_each) for _number in range(2))
    assert first == again
    ids = [each.get("id") for html in first.values() for each in parse(html).iter() if each.get("id")]
    assert len(ids) == len(set(ids))

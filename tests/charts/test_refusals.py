"""What can't be drawn is refused; little or nothing is drawn all the same."""

from decimal import Decimal

import pytest

from support_plugin.charts.bars import bars_by_category, funnel
from support_plugin.charts.data import Item, ItemChart, Series, TimeChart, money_format
from support_plugin.charts.over_time import columns_over_time, lines_over_time
from support_plugin.charts.periods import days
from tests.charts.conftest import FIRST, one_of_each
from tests.charts.reading import boxes, drawings, parse

NO_NUMBERS = [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), 1.5, True, "7"]


@pytest.mark.parametrize("value", [-1, Decimal("-0.01"), 10**18 + 1, *NO_NUMBERS], ids=repr)
def test_a_value_that_cannot_be_drawn_is_refused(value):
    with pytest.raises(ValueError, match="A chart shows"):
        TimeChart("", days(FIRST, FIRST), [Series("", [value])])
    with pytest.raises(ValueError, match="A chart shows"):
        ItemChart("", "", "", [Item("", value)])


def test_a_bar_without_a_value_is_refused():
    with pytest.raises(ValueError, match="A chart shows"):
        ItemChart("", "", "", [Item("", None)])


@pytest.mark.parametrize("count", [0, 5])
def test_no_series_and_more_than_four_are_refused(count):
    with pytest.raises(ValueError, match="series"):
        TimeChart("", days(FIRST, FIRST), [Series("", [1])] * count)


def test_values_that_do_not_fit_the_periods_and_too_many_of_them_are_refused():
    with pytest.raises(ValueError, match="1 values for 2 periods"):
        TimeChart("", days(FIRST, FIRST.replace(day=2)), [Series("", [1])])
    with pytest.raises(ValueError, match="400"):
        TimeChart("", days(FIRST, FIRST) * 401, [Series("", [1] * 401)])
    with pytest.raises(ValueError, match="50"):
        ItemChart("", "", "", [Item("", 1)] * 51)


@pytest.mark.parametrize("draw", [columns_over_time, lines_over_time, bars_by_category, funnel])
def test_without_data_a_chart_says_that_there_is_nothing_yet(in_language, draw):
    over_time = draw in (columns_over_time, lines_over_time)
    chart = TimeChart("T", [], [Series("A", [])]) if over_time else ItemChart("T", "A", "B", [])
    assert [element.tag for element in parse(in_language("fa", draw, chart))] == ["figcaption", "p"]


@pytest.mark.parametrize("value", [0, 1, 10**12, 10**18])
def test_zero_one_and_huge_values_are_drawn_with_a_table(in_language, value):
    for html in in_language("fa", one_of_each, "A", value).values():
        assert all(boxes(drawing) for drawing in drawings(html))
        assert len([*parse(html).iter("tr")]) > 1


def test_an_axis_has_few_letters_and_the_table_every_digit(in_language):
    chart = TimeChart("", days(FIRST, FIRST), [Series("A", [1_234_567_890_123])])
    html = in_language("fa", columns_over_time, chart)
    assert "۱٬۲۳۴٬۵۶۷٬۸۹۰٬۱۲۳" in [cell.text for cell in parse(html).iter("td")]
    assert "۱٫۵ تریلیون" in [box.text.replace("\xa0", " ") for box in boxes(drawings(html)[0])]


def test_an_axis_of_money_counts_in_the_unit_of_the_table(preferences, in_language):
    preferences.rial_unit = "toman"
    chart = TimeChart("", days(FIRST, FIRST), [Series("A", [Decimal(40_000_000)])], money_format("IRR"))
    html = in_language("fa", columns_over_time, chart)
    texts = [box.text.replace("\xa0", " ") for box in boxes(drawings(html)[0])]
    assert "۴ میلیون" in texts
    assert not any("۴۰" in text for text in texts)
    # The amount itself is Oscar's filter's, whose words are those of the admin's unit.
    assert all("۴٬۰۰۰٬۰۰۰" in cell.text for cell in parse(html).iter("td"))

"""Beside each drawing stands a table with the same values, and both say what they are."""

from support_plugin.charts.bars import funnel
from support_plugin.charts.data import Item, ItemChart, Series, TimeChart
from support_plugin.charts.over_time import columns_over_time, lines_over_time
from support_plugin.charts.periods import days
from tests.charts.conftest import FIRST, one_of_each
from tests.charts.reading import drawings, parse


def rows(html):
    return [[cell.text.strip("\u2068\u2069") for cell in row] for row in parse(html).iter("tr")]


def test_every_value_stands_in_the_table_in_the_readers_digits(in_language):
    chart = TimeChart("", days(FIRST, FIRST.replace(day=2)), [Series("A", [1234, None]), Series("B", [0, 5])])
    for draw in (columns_over_time, lines_over_time):
        heading, *others = rows(in_language("fa", draw, chart))
        assert heading[1:] == ["A", "B"]
        assert others == [["۱۰ آبان ۱۴۰۵", "۱٬۲۳۴", "۰"], ["۱۱ آبان ۱۴۰۵", "–", "۵"]]


def test_a_funnels_table_has_the_shares(in_language):
    chart = ItemChart("", "Step", "Carts", [Item("A", 200), Item("B", 1)])
    assert rows(in_language("en", funnel, chart))[1:] == [["A", "200", "100%"], ["B", "1", "0.5%"]]


def test_shares_of_nothing_are_none(in_language):
    chart = ItemChart("", "Step", "Carts", [Item("A", 0), Item("B", 1)])
    assert [row[-1] for row in rows(in_language("en", funnel, chart))[1:]] == ["–", "–"]


def test_headings_have_a_scope_and_the_table_a_caption(in_language):
    for html in in_language("fa", one_of_each, "Carts").values():
        root = parse(html)
        assert next(root.iter("caption")).text == "\u2068Carts\u2069"
        assert {heading.get("scope") for heading in next(root.iter("thead")).iter("th")} == {"col"}
        assert root.find(".//tbody/tr")[0].get("scope") == "row"
        assert root.find("details/summary") is not None
        assert root.get("dir") == "rtl"


def test_each_drawing_is_a_picture_with_a_name_and_a_description(in_language):
    for html in in_language("fa", one_of_each, "Carts").values():
        for drawing in drawings(html):
            assert drawing.get("role") == "img"
            texts = {each.get("id"): each.text for each in drawing if each.tag.endswith(("}title", "}desc"))}
            assert texts[drawing.get("aria-labelledby")] == "\u2068Carts\u2069"
            assert "۷" in texts[drawing.get("aria-describedby")]


def test_without_the_style_sheet_one_drawing_is_hidden(in_language):
    for html in in_language("en", one_of_each).values():
        assert [drawing.get("display") for drawing in drawings(html)] == [None, "none"]

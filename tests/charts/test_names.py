"""Whatever a name contains, it is text, on one line, and turns nothing round beside it."""

import pytest

from support_plugin.charts.canvas import as_name, fit, text_width
from tests.charts.conftest import HOSTILE, one_of_each
from tests.charts.reading import SVG, boxes, drawings, parse


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_hostile_name_is_text_everywhere(in_language, language):
    for kind, html in in_language(language, one_of_each, HOSTILE).items():
        tags = {element.tag.removeprefix(SVG) for element in parse(html).iter()}
        assert not tags & {"script", "style"}, kind
        assert "<script" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "&amp;amp;" in html
        assert not set(html) & set("\x00\x0b\ud800\u202e")
        assert html.count("\u2068") == html.count("\u2069")


def test_a_long_name_is_shortened_beside_its_bar_and_whole_in_its_title_and_in_the_table(in_language):
    name = "هزینه‌ی ارسال بیش از آن‌چه گفته شده بود " * 6
    html = in_language("fa", one_of_each, name)["bars_by_category"]
    for drawing in drawings(html):
        text = next(one for one in drawing.iter(f"{SVG}text"))
        assert text.find(f"{SVG}title").text == as_name(name)
        assert boxes(drawing)[0].text.endswith("…\u2069")
    assert next(parse(html).iter("tbody")).find("tr/th").text == as_name(name)


@pytest.mark.parametrize("text", ["", "a", "short", "WWWWWWWWWW", "中文" * 30, "ب" * 500, "e\u0301" * 90])
def test_a_shortened_text_fits_and_another_stays(text):
    name = as_name(text)
    assert text_width(fit(name, 60)) <= 60
    assert fit(name, text_width(name)) == name


def test_a_huge_name_is_measured_once(monkeypatch):
    measured = []
    monkeypatch.setattr(
        "support_plugin.charts.canvas._letter_width", lambda letter: measured.append(letter) or 0.5
    )
    fit("ب" * 20_000, 300)
    assert len(measured) < 30_000

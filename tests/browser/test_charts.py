"""Charts in a real browser, under the strictest policy: readable, in both directions, light and dark."""

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Page

from support_plugin.charts.bars import bars_by_category, funnel
from support_plugin.charts.data import Item, ItemChart, Series, TimeChart, money_format
from support_plugin.charts.over_time import columns_over_time, lines_over_time
from support_plugin.charts.periods import days, months
from support_plugin.models import SupportSettings
from tests.browser.helpers.faults import TARGETS, axe
from tools.paths import ROOT

PICTURES = os.environ.get("CHART_PICTURES")  # a folder to look at them by eye
ADDRESS = "http://127.0.0.1:9/"
SHEET = ROOT / "support_plugin" / "static" / "support_plugin" / "charts" / "charts.css"
PAGE_SHEET = ":root { color-scheme: light dark } body { margin: 16px; font: 16px sans-serif }"
POLICY = {"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'"}
NAMES = {
    "fa": ("رهاشده", "بازگشته", "خریدشده", "تمام‌شده با نامی که از یک خط بسیار بلندتر است"),
    "ar": ("متروكة", "عائدة", "مشتراة", "منتهية باسم أطول بكثير من سطر واحد في الهاتف"),
    "en": ("Abandoned", "Returned", "Bought", "Expired, by a name much longer than a line of a telephone"),
}
# Letters that stand out of their drawing, or are smaller than 11 pixels.
BAD_TEXTS = """() => [...document.querySelectorAll("svg text")].filter((text) => {
    const svg = text.closest("svg");
    const frame = svg.getBoundingClientRect();
    if (!frame.width) return false;
    const { left, right, top, bottom } = text.getBoundingClientRect();
    return left < frame.left - 2 || right > frame.right + 2 || top < frame.top - 2
        || bottom > frame.bottom + 4 || 12 * frame.width / svg.viewBox.baseVal.width < 11;
}).map((text) => text.textContent)"""
# Pairs of texts of one drawing that cover each other.
OVERLAPS = """() => [...document.querySelectorAll("svg")].flatMap((svg) => {
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.getBoundingClientRect().width);
    const box = (text) => text.getBoundingClientRect();
    const cover = (a, b) => box(a).left < box(b).right && box(b).left < box(a).right
        && box(a).top + 3 < box(b).bottom && box(b).top + 3 < box(a).bottom;
    return texts.flatMap((a, i) => texts.slice(i + 1).filter((b) => cover(a, b))
        .map((b) => `${a.textContent} / ${b.textContent}`));
})"""


def charts(language: str) -> list[str]:
    """One of each kind, full of long names and huge amounts."""
    names = NAMES[language]
    november = days(date(2026, 11, 1), date(2026, 11, 30))
    year = months(date(2025, 12, 1), date(2026, 11, 30))
    counts = [[(place * 7 + index * index) % 40 for index in range(30)] for place in range(4)]
    several = [Series(name, values) for name, values in zip(names, counts, strict=True)]
    amounts = Series(names[0], [Decimal(10**11 * (number * number % 13)) for number in range(len(year))])
    items = [Item(name * 2, 10 ** (place * 4)) for place, name in enumerate(names)]
    steps = [Item(name, 1234 >> place) for place, name in enumerate(names)]
    rial = money_format("IRR")
    return [
        columns_over_time(TimeChart(f"{names[0]} 1", november, several[:1])),
        columns_over_time(TimeChart(f"{names[1]} 2", november, several)),
        lines_over_time(TimeChart(f"{names[2]} 3", november, several)),
        lines_over_time(TimeChart(f"{names[3]} 4", year, [amounts], rial)),
        bars_by_category(ItemChart(f"{names[0]} 5", names[1], names[2], items, rial)),
        funnel(ItemChart(f"{names[1]} 6", names[1], names[2], steps)),
        columns_over_time(TimeChart(f"{names[2]} 7", [], [Series("", [])])),
    ]


@pytest.fixture
def show(new_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Page]:
    """A function that opens a page of charts; words are Playwright's for contexts."""
    for module in ("readers", "money"):
        monkeypatch.setattr(f"support_plugin.formats.{module}.get_preferences", SupportSettings)

    def open_page(language: str, **options: Any) -> Page:
        with translation.override(language):
            body = "".join(charts(language))
        html = (
            f'<!doctype html><html lang="{language}" dir="{"ltr" if language == "en" else "rtl"}">'
            '<meta charset="utf-8"><title>x</title><meta name="viewport" content="width=device-width">'
            '<link rel="stylesheet" href="/charts.css"><link rel="stylesheet" href="/page.css">'
            f"<body><main><h1>x</h1>{body}</main>"
        )
        files = {
            "": ("text/html", html),
            "charts.css": ("text/css", SHEET.read_text("utf-8")),
            "page.css": ("text/css", PAGE_SHEET),
        }

        def answer(route: Any) -> None:
            kind, text = files.get(route.request.url.removeprefix(ADDRESS), ("text/plain", ""))
            route.fulfill(body=text, content_type=f"{kind}; charset=utf-8", headers=POLICY)

        page = new_page(**options)
        page.route(f"{ADDRESS}**", answer)
        page.goto(ADDRESS)
        return page

    return open_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_charts_can_be_read_by_everybody(show, language, width, scheme):
    page = show(language, viewport={"width": width, "height": 844}, color_scheme=scheme)
    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true })")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{language}-{width}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BAD_TEXTS) == []
    assert page.evaluate(OVERLAPS) == []
    assert page.locator("svg:visible").count() == 6
    assert axe(page, **TARGETS) == []


def test_the_strictest_policy_forbids_nothing_of_a_chart(show):
    page = show("fa")
    logged: list[str] = []
    page.on("console", lambda message: logged.append(message.text))
    page.reload()
    assert logged == []


def colour(page: Page, selector: str) -> str:
    """Return the colour in which the first such thing is drawn."""
    return page.locator(selector).first.evaluate("(node) => getComputedStyle(node).color")


def test_colours_are_those_of_the_pages_scheme(show):
    page = show("fa", color_scheme="light")
    light = colour(page, "svg:visible .support-chart-1")
    page.emulate_media(color_scheme="dark")
    dark = colour(page, "svg:visible .support-chart-1")
    assert light != dark
    page.emulate_media(media="print")
    assert colour(page, "svg .support-chart-1") == light
    page.emulate_media(media="screen", color_scheme="light")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert colour(page, "svg:visible .support-chart-1") == dark


CONTRAST = """() => {
    const parts = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const light = (colour) => parts(colour).map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const probe = document.createElement("i");
    document.querySelector("figure").append(probe);
    const shown = (name) => {
        probe.style.color = `var(--support-chart-${name})`;
        return light(getComputedStyle(probe).color);
    };
    const paper = shown("paper");
    const ratio = (ink) => (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    return [1, 2, 3, 4].map(shown).map(ratio);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_out_from_the_paper(show, scheme):
    assert min(show("fa", color_scheme=scheme).evaluate(CONTRAST)) >= 3


def test_with_forced_colours_all_is_in_the_readers_ink(show):
    page = show("fa", forced_colors="active")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    ink = page.locator("figcaption").first.evaluate("(node) => getComputedStyle(node).color")
    assert {colour(page, f"svg:visible .support-chart-{number}") for number in (1, 2, 3, 4)} == {ink}


@pytest.mark.parametrize("language", ["fa", "en"])
def test_time_runs_as_lines_of_text_do(show, language):
    columns = show(language).locator("figure").first.locator("svg:visible .support-chart-fill")
    lefts = columns.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().left)")
    assert len(lefts) > 20
    assert lefts == sorted(lefts, reverse=language == "fa")

"""The help centre in a real browser: three languages, phone and desktop, keyboard, without JavaScript."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.helpers.faults import COUNT_VIOLATIONS, faults, no_sideways_scroll

NARROW = {"width": 320, "height": 640}
LANGUAGES = ("fa", "ar", "en")
QUESTIONS = {"fa": "پول پیک چنده", "ar": "بكم التوصيل", "en": "what is the postage"}
# Where somebody wants to look at the pages: SHOTS=folder.
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def shop(answering_shop):
    return answering_shop


def shot(page: Page, name: str) -> None:
    if SHOTS:
        width = (page.viewport_size or {})["width"]
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)


PAGES = {
    "index": "",
    "category": "category/delivery/",
    "article": "shipping-cost/",
    "search": "?q={question}",
    "nothing": "?q=qwxz",
    "missing": "gift-wrap/",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_and_the_policy_find_nothing_and_each_page_fits_a_narrow_phone(shop, new_page, language, name):
    page = new_page(locale=language)
    page.add_init_script(COUNT_VIOLATIONS)
    address = PAGES[name].format(question=QUESTIONS[language])
    page.goto(f"{shop.url}/{language}/support/help/{address}")
    for size in (NARROW, PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert no_sideways_scroll(page), size
        shot(page, f"{language}-{name}")
    expect(page.locator("h1")).to_have_count(1)
    assert faults(page, "main") == []
    assert page.evaluate("violations") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_an_article_is_found_read_and_judged(shop, new_page, language):
    page = new_page(locale=language, java_script_enabled=False)
    page.goto(f"{shop.url}/{language}/")
    # The footer leads there.
    page.locator("footer a[href$='/support/help/']").click()
    page.locator("#help-question").fill(QUESTIONS[language])
    page.locator(".support-help-search button").click()
    page.locator(".support-help-found a").first.click()
    expect(page).to_have_url(f"{shop.url}/{language}/support/help/shipping-cost/")
    page.locator("button[value=no]").click()
    page.locator(".support-help-feedback textarea").fill("قم")
    shot(page, f"{language}-comment")
    page.locator(".support-help-feedback button").click()
    expect(page.locator(".support-help-feedback h2")).to_be_visible()
    expect(page.locator(".support-help-feedback button")).to_have_count(0)
    page.locator(".breadcrumb a").last.click()
    expect(page.locator(".support-help-entries li")).not_to_have_count(0)


def test_all_is_reached_by_keyboard_in_the_order_of_the_page(shop, new_page):
    page = new_page(locale="fa")
    page.goto(f"{shop.url}/fa/support/help/")
    page.locator("#help-question").focus()
    page.keyboard.type(QUESTIONS["fa"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/support/help/?q=*")
    page.locator("#help-question").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".support-help-found a").first).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/support/help/shipping-cost/")
    page.locator("button[value=yes]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("button[value=yes]")).to_have_count(0)


def test_an_article_in_another_language_runs_its_own_way(shop, new_page):
    page = new_page(locale="en")
    page.goto(f"{shop.url}/en/support/help/gift-wrap/")
    expect(page.locator("article")).to_have_count(0)
    page.locator(".support-help-languages a[lang=ar]").click()
    text = page.locator("article.support-help-text")
    expect(text).to_have_attribute("lang", "ar")
    assert text.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    assert page.locator("html").get_attribute("dir") == "ltr"
    shot(page, "en-foreign")


def test_what_is_pressed_is_large_enough_for_a_thumb(shop, new_page):
    page = new_page(locale="fa", viewport=NARROW)
    for address in ("", "shipping-cost/", "?q=ارسال"):
        page.goto(f"{shop.url}/fa/support/help/{address}")
        for one in page.locator(
            ".support-help :is(button, input:not([type=hidden]), .support-help-entries a, .btn)"
        ).all():
            box = one.bounding_box()
            assert box is not None
            assert box["height"] >= 44, one.evaluate("(one) => one.outerHTML")

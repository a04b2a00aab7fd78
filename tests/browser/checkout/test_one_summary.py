"""On a phone: one total by one name on every page, and on the basket page one main button that is in view."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers.logins import SHOPPER, log_in
from tools.buying.browser import Walk, press_add, put_in_basket

NAMES = {"fa": "مبلغ قابل پرداخت", "ar": "المبلغ المستحق"}
# Where a total is named, but for the header and the bar at the foot of the window, which go with every page.
NAMED = """(name) => {
    const rows = document.evaluate(`//main//text()[contains(., "${name}")]`, document, null, 7, null);
    const nodes = [...Array(rows.snapshotLength).keys()].map((at) => rows.snapshotItem(at).parentElement);
    const shown = nodes.filter((node) => node.checkVisibility({ visibilityProperty: true }));
    return shown.filter((node) => !node.closest(".support-bar"))
        .map((node) => node.parentElement.textContent.trim().replace(/\\s+/g, " "));
}"""
# Everywhere that scrolling may end: what of the bar is out of the window, or under something else.
OUT_OF_VIEW = """async () => {
    const bar = document.querySelector(".support-bar");
    const found = [];
    const end = document.documentElement.scrollHeight - innerHeight;
    for (let y = 0; y <= end + 60; y += 60) {
        scrollTo({ top: Math.min(y, end), behavior: "instant" });
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        await new Promise((done) => setTimeout(done, 60));
        for (const part of bar.querySelectorAll("bdi, a, button")) {
            const { left, right, top, bottom } = part.getBoundingClientRect();
            const isIn = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
            const seen = isIn && document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
            if (!seen || !part.contains(seen)) found.push(`${y}: ${part.outerHTML.slice(0, 60)}`);
        }
    }
    return found;
}"""
# What is pressed and has the colour of the bar's button.
MAIN_BUTTONS = """() => {
    const colour = (node) => getComputedStyle(node).backgroundColor;
    const main = colour(document.querySelector(".support-bar :is(a, button)"));
    return [...document.querySelectorAll("main :is(a, button, input[type=submit])")]
        .filter((node) => node.checkVisibility({ visibilityProperty: true }) && colour(node) === main)
        .map((node) => node.textContent.trim());
}"""


@pytest.fixture(params=["guest", "customer"])
def shopper(request: pytest.FixtureRequest, live_shop, page: Page) -> Page:
    """Somebody with a cart, without an account, or with an earlier order."""
    if request.param == "guest":
        put_in_basket(page, f"{live_shop.url}/fa")
        return page
    log_in(page, live_shop.url, SHOPPER)
    walk = Walk(page, f"{live_shop.url}/fa")
    walk.put_in_basket()
    walk.choose_own_address()
    walk.pay()
    put_in_basket(page, f"{live_shop.url}/fa")
    return page


@pytest.mark.parametrize("product", ["price-asc", "price-desc"])
@pytest.mark.parametrize("language", NAMES)
def test_at_the_end_of_the_page_the_bar_covers_nothing_also_with_a_long_label(
    live_shop, page, language, product
):
    page.goto(f"{live_shop.url}/fa/catalogue/?sort_by={product}")
    page.locator("article:has(form) h3 a").first.click()
    press_add(page)
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{live_shop.url}/{language}/basket/")
        # The cheapest one costs more to some places than to others.
        amount = page.locator(".support-bar bdi").inner_text()
        assert bool(re.search(" (تا|إلى) ", amount)) == (product == "price-asc")
        page.evaluate("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })")
        last = page.locator("footer").last.bounding_box()
        assert last["y"] + last["height"] <= page.locator(".support-bar").bounding_box()["y"] + 1, width


@pytest.mark.parametrize("language", NAMES)
def test_the_baskets_total_and_its_one_main_button_are_in_view_wherever_scrolling_ends(
    live_shop, shopper, language
):
    shopper.goto(f"{live_shop.url}/{language}/basket/")
    expect(shopper.locator("button.support-launcher")).to_be_visible()
    assert NAMES[language] in shopper.locator(".support-bar").inner_text()
    assert shopper.evaluate(OUT_OF_VIEW) == []
    assert len(shopper.evaluate(MAIN_BUTTONS)) == 1


@pytest.mark.parametrize("language", NAMES)
def test_each_page_to_the_order_names_the_total_once(live_shop, page, language):
    walk = Walk(page, f"{live_shop.url}/fa")
    walk.put_in_basket()

    def look(path: str, times: int) -> None:
        page.goto(f"{live_shop.url}/{language}/{path}")
        found = page.evaluate(NAMED, NAMES[language])
        assert len(found) == times, (path, found)

    look("basket/", 1)
    # Folded, in what the notice opens.
    look("checkout/", 0)
    page.locator(".support-notice summary").first.click()
    assert len(page.evaluate(NAMED, NAMES[language])) == 1
    walk.enter_as_guest()
    look("checkout/shipping-address/", 1)
    page.locator(".order-glance summary").click()
    assert len(page.evaluate(NAMED, NAMES[language])) == 1
    walk.enter_address()
    look("checkout/payment-details/", 1)
    walk.choose_payment()
    look("checkout/preview/", 1)
    walk.pay_at_bank()
    look("checkout/thank-you/", 1)

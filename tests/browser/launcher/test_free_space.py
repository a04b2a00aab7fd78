"""Wherever scrolling ends, the launcher is there and covers nothing that one uses or reads as an amount."""

import os
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tools.buying.browser import Walk
from tools.run.shop import Shop

pytestmark = pytest.mark.timeout(900)
PAGES = (
    "basket/",
    "checkout/",
    "checkout/shipping-address/",
    "checkout/payment-details/",
    "checkout/preview/",
)
IS_SOAK = os.environ.get("SUPPORT_SOAK") == "1"
WIDTHS = ((320, 640), (390, 844), (768, 1024), (1440, 900))
# Every place where scrolling may end, so many pixels apart. Tells of what is then wrong.
SWEEP = """async (pixels) => {
    const chat = document.querySelector("support-chat");
    const launcher = chat.querySelector(".support-launcher");
    const found = [];
    const isNumber = (node) => /\\p{Nd}/u.test(node.data) && !chat.contains(node);
    const take = (node) => (isNumber(node) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
    const numbers = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, take);
    const kinds = "a, a *, button, input, select, textarea, summary, label:has(input)";
    const range = document.createRange();
    const used = () => {
        const isSeen = (node) => !chat.contains(node) && node.checkVisibility({ visibilityProperty: true });
        const all = [...document.querySelectorAll(kinds)].filter(isSeen)
            .map((node) => [node.outerHTML.slice(0, 60), ...node.getClientRects()]);
        for (numbers.currentNode = document.body; numbers.nextNode(); ) {
            range.selectNode(numbers.currentNode);
            all.push([numbers.currentNode.data.trim(), ...range.getClientRects()]);
        }
        return all;
    };
    // A window reports scrolling with its next frame, which a busy machine draws late.
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const end = document.documentElement.scrollHeight - innerHeight;
    for (let y = 0; y <= end + pixels; y += pixels) {
        scrollTo({ top: Math.min(y, end), behavior: "instant" });
        await frame();
        const begun = performance.now();
        const since = () => performance.now() - begun;
        do await new Promise((done) => setTimeout(done, 20));
        while ((chat.hasAttribute("data-aside") || since() < (y ? 40 : 300)) && since() < 3000);
        const box = launcher.getBoundingClientRect();
        const [across, down] = [box.left + box.width / 2, box.top + box.height / 2].map(Math.round);
        const seen = [Math.max(4, Math.min(across, innerWidth - 4)), down];
        if (!launcher.contains(document.elementFromPoint(...seen))) found.push(`${y}: not on top`);
        if (box.width < 44 || box.height < 44) found.push(`${y}: ${box.width} x ${box.height}`);
        const out = Math.max(0, -box.left, box.right - innerWidth, -box.top, box.bottom - innerHeight);
        // Half of it, where no other place is free.
        if (out > 22) found.push(`${y}: ${out} px out of the window`);
        for (const [name, ...rects] of used())
            for (const one of rects)
                if (one.left < box.right && one.right > box.left
                    && one.top < box.bottom && one.bottom > box.top)
                    found.push(`${y}: covers ${name}`);
    }
    return found;
}"""


@pytest.fixture
def buyer(live_shop: Shop, page: Page) -> Page:
    """A guest with all that an order needs, so that every page of the checkout can be visited."""
    walk = Walk(page, f"{live_shop.url}/fa")
    walk.put_in_basket()
    walk.enter_as_guest()
    walk.enter_address()
    walk.choose_payment()
    return page


def sweep(page: Page, url: str, language: str, pages: Any, pixels: int, widths: Any = WIDTHS) -> list[str]:
    """Return what is covered on these pages in windows of these widths."""
    found = []
    for path in pages:
        page.goto(f"{url}/{language}/{path}")
        expect(page.locator("support-chat .support-launcher")).to_have_count(1)
        page.evaluate("document.activeElement.blur()")
        for width, height in widths:
            page.set_viewport_size({"width": width, "height": height})
            expect(page.locator("button.support-launcher")).to_be_visible()
            found += [f"{path} {width}: {one}" for one in page.evaluate(SWEEP, pixels)]
    return found


@pytest.mark.parametrize("language", ["fa", "en"])
def test_it_covers_nothing_on_any_page_of_the_checkout(live_shop, buyer, language):
    assert sweep(buyer, live_shop.url, language, PAGES, 30) == []


def test_it_covers_nothing_in_arabic(live_shop, buyer):
    """On a phone everywhere, on a narrow one where its longer words show; `make soak` goes everywhere."""
    rows = [(PAGES, WIDTHS)] if IS_SOAK else [(PAGES, WIDTHS[1:2]), (PAGES[:1] + PAGES[-1:], WIDTHS[:1])]
    for pages, widths in rows:
        assert sweep(buyer, live_shop.url, "ar", pages, 30, widths) == []


def test_it_covers_nothing_in_oscars_own_templates(stock_shop, stock_buyer):
    assert sweep(stock_buyer, stock_shop.url, "en", ("basket/", "checkout/"), 30) == []

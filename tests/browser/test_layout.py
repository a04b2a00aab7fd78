"""The launcher keeps off the shop's buttons, and what the chat shows fits narrow, zoomed and still screens."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_guest_checkout import Walk
from tools.shop import Shop

WIDTHS = [320, 360, 390, 414, 600, 768, 1024, 1280, 1440]
PAGES = [
    "basket/",
    "checkout/",
    "checkout/shipping-address/",
    "checkout/payment-details/",
    "checkout/preview/",
]
# Brings every main button of the page into view in the ways that people and browsers do, and tells of each that
# is then in part under something else.
COVERED = """() => {
    const main = [...document.querySelectorAll("main .btn-primary")].filter((button) => button.checkVisibility());
    const grid = (from, size, parts) => [...Array(parts + 1).keys()].map((n) => from + 2 + (n * (size - 4)) / parts);
    const look = (button, how) => {
        const { x, y, width, height } = button.getBoundingClientRect();
        if (y < 0 || y + height > innerHeight) return [];
        const points = grid(x, width, 8).flatMap((across) => grid(y, height, 4).map((down) => [across, down]));
        const missed = points.filter(([across, down]) => document.elementFromPoint(across, down)?.closest("support-chat"));
        return missed.length ? [`${button.textContent.trim()} ${how} y=${Math.round(y)} ${missed.length}`] : [];
    };
    const to = (y) => scrollTo({ top: y, behavior: "instant" });
    const bottom = () => document.documentElement.scrollHeight;
    const ways = {
        top: () => to(0),
        down: (button) => (to(0), button.scrollIntoView({ block: "nearest", behavior: "instant" })),
        up: (button) => (to(bottom()), button.scrollIntoView({ block: "nearest", behavior: "instant" })),
        focus: (button) => (to(0), button.focus()),
        centre: (button) => button.scrollIntoView({ block: "center", behavior: "instant" }),
        end: (button) => button.scrollIntoView({ block: "end", behavior: "instant" }),
        bottom: () => to(bottom()),
    };
    const found = main.flatMap((button) =>
        Object.entries(ways).flatMap(([how, go]) => (go(button), look(button, how))));
    return { buttons: main.length, found };
}"""


@pytest.fixture
def at_preview(live_shop: Shop, page: Page) -> Page:
    """A guest with all that an order needs, so that every page of the checkout can be visited."""
    walk = Walk(page, live_shop.url)
    walk.put_something_into_the_cart()
    walk.fill("username", f"{uuid4()}@example.com")
    walk.press(".support-guest [type=submit]")
    walk.enter_address()
    walk.press("#payment_form [type=submit]")
    return page


def look_at(page: Page, address: str) -> list[str]:
    """Return what is covered on this page at any of the widths."""
    page.goto(address)
    expect(page.locator("button.support-launcher")).to_be_visible()
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640 if width < 600 else 800})
        told = page.evaluate(COVERED)
        assert told["buttons"], address
        found += [f"{width}: {one}" for one in told["found"]]
    return found


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_launcher_covers_no_button_that_leads_to_the_order(live_shop, at_preview, language):
    found = {name: look_at(at_preview, f"{live_shop.url}/{language}/{name}") for name in PAGES}
    assert [f"{name} {one}" for name, told in found.items() for one in told] == []

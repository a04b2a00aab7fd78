"""The launcher keeps off the buttons that lead to the order, on narrow screens and on wide ones."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_guest_checkout import Walk
from tools.shop import Shop

SIZES = [
    *((width, 640) for width in (320, 360, 390, 414)),
    *((width, 800) for width in (600, 768, 1024, 1280, 1440)),
    *((360, 740), (390, 844), (600, 1024), (1280, 720)),
]
PAGES = [
    "basket/",
    "checkout/",
    "checkout/shipping-address/",
    "checkout/payment-details/",
    "checkout/preview/",
]
# Brings every main button of the page into view in the ways that people and browsers do; tells of each that
# is then in part under something else.
COVERED = """async () => {
    const main = [...document.querySelectorAll("main .btn-primary")].filter((one) => one.checkVisibility());
    const steps = (parts) => [...Array(parts + 1).keys()].map((n) => n / parts);
    const grid = (from, size, parts) => steps(parts).map((part) => from + 2 + part * (size - 4));
    const isOurs = (across, down) => document.elementFromPoint(across, down)?.closest("support-chat");
    const look = (button, how) => {
        const { x, y, width, height } = button.getBoundingClientRect();
        if (y < 0 || y + height > innerHeight) return [];
        const lines = grid(y, height, 4);
        const points = grid(x, width, 8).flatMap((across) => lines.map((down) => [across, down]));
        const missed = points.filter((point) => isOurs(...point));
        return missed.length ? [`${button.textContent.trim()} ${how} at ${Math.round(y)}`] : [];
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
    const found = [];
    for (const button of main) {
        for (const [how, go] of Object.entries(ways)) {
            go(button);
            // The launcher steps aside in the frame after.
            for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
            found.push(...look(button, how));
        }
    }
    return { buttons: main.length, found };
}"""

# The same for every place in the page where scrolling may end.
SWEEP = """async () => {
    const button = document.querySelector("#place-order");
    const launcher = document.querySelector("button.support-launcher");
    const found = [];
    for (let y = 0; y < document.documentElement.scrollHeight - innerHeight; y += 15) {
        scrollTo({ top: y, behavior: "instant" });
        for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
        const [a, b] = [button, launcher].map((node) => node.getBoundingClientRect());
        const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
        if (!apart) found.push(y);
    }
    return found;
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
    """Return what is covered on this page in a window of any of the sizes."""
    page.goto(address)
    expect(page.locator("button.support-launcher")).to_be_visible()
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        told = page.evaluate(COVERED)
        assert told["buttons"], address
        found += [f"{width} x {height}: {one}" for one in told["found"]]
    return found


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_launcher_covers_no_button_that_leads_to_the_order(live_shop, at_preview, language):
    found = {name: look_at(at_preview, f"{live_shop.url}/{language}/{name}") for name in PAGES}
    told = [f"{name} {one}" for name, all_of_it in found.items() for one in all_of_it]
    assert told == [], "\n".join(told)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_button_that_pays_is_free_wherever_a_shopper_stops_scrolling(live_shop, at_preview, language):
    at_preview.goto(f"{live_shop.url}/{language}/checkout/preview/")
    expect(at_preview.locator("button.support-launcher")).to_be_visible()
    for size in ({"width": 390, "height": 640}, {"width": 768, "height": 800}):
        at_preview.set_viewport_size(size)
        assert at_preview.evaluate(SWEEP) == []

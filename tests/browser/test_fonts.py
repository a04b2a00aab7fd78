"""The shop's font: small, from the shop, only where it is read, and nothing moves when it comes."""

import time

import pytest
from playwright.sync_api import Page, Route

from tools.buying.browser import Walk
from tools.paths import VENDOR
from tools.run.shop import Shop
from tools.setup.assets import ensure_assets

FONT = VENDOR / "fonts" / "Vazirmatn-Variable.woff2"
LATE = 1.2  # seconds
WATCH = """addEventListener("DOMContentLoaded", () => {
    window.moved = 0;
    new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) window.moved += value;
    }).observe({ type: "layout-shift", buffered: true });
});"""


def test_the_font_is_a_subset_of_at_most_65_kb():
    ensure_assets()
    assert FONT.stat().st_size < 65_000


def fonts_asked_for(page: Page, address: str) -> list[str]:
    """Open a page; return what it loads in fonts."""
    found: list[str] = []
    page.on("request", lambda request: request.resource_type == "font" and found.append(request.url))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return found


def test_a_page_in_english_loads_no_font(live_shop: Shop, page: Page):
    assert fonts_asked_for(page, f"{live_shop.url}/en/") == []


def test_a_page_in_persian_loads_it_once_from_the_shop(live_shop: Shop, page: Page):
    (address,) = fonts_asked_for(page, f"{live_shop.url}/fa/")
    assert address.startswith(f"{live_shop.url}/static/vendor/fonts/Vazirmatn-Variable.")
    assert page.evaluate("document.fonts.check('16px Vazirmatn', 'سبد')")


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_nothing_moves_when_the_font_comes_late(live_shop: Shop, new_page, size):
    page = new_page(viewport={"width": size[0], "height": size[1]})
    Walk(page, f"{live_shop.url}/fa").put_in_basket()
    product = page.locator("a.basket-line__picture").first.get_attribute("href")
    page.add_init_script(WATCH)
    page.route("**/*.woff2", hold_back)
    for path in ("/fa/", product, "/fa/basket/"):
        page.goto(f"{live_shop.url}{path}", wait_until="load")
        page.evaluate("document.fonts.ready")
        page.wait_for_function("document.fonts.check('16px Vazirmatn', 'سبد')")
        page.wait_for_timeout(200)
        assert page.evaluate("window.moved") < 0.01, path


def hold_back(route: Route) -> None:
    """Let the font come late, as on a slow link."""
    time.sleep(LATE)
    route.continue_()

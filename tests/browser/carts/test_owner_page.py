"""The owner's page of carts that were left, and one cart: to be used by keyboard, under the strict policy."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, STRICT
from tests.browser.helpers.faults import faults, no_sideways_scroll
from tests.browser.helpers.logins import SHOPPER, log_in, open_dashboard
from tools.buying.browser import put_in_basket

PICTURES = os.environ.get("OWNER_PICTURES")  # a folder to look at them by eye


@pytest.fixture(scope="module")
def shop(start_shop):
    """A shop of its own, as time passes in it."""
    return start_shop(EXAMPLE_SHOP_CSP=STRICT)


def look(page, name):
    """See that axe and a narrow window find nothing."""
    page.emulate_media(color_scheme="light")
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size({"width": 320, "height": 640})
    assert no_sideways_scroll(page)
    assert faults(page, "main") == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESKTOP)


def test_an_owner_finds_what_was_lost_and_writes_from_there(shop, page, new_page):
    owner = new_page(viewport=DESKTOP)
    open_dashboard(owner, shop.url, "support/carts/")
    look(owner, "empty-fa")
    log_in(page, shop.url, SHOPPER)
    put_in_basket(page, f"{shop.url}/fa")
    owner.goto(f"{shop.url}/fa/dashboard/passing-time/")
    owner.locator("button[value=hour]").click()
    for language in ("en", "ar", "fa"):
        owner.goto(f"{shop.url}/{language}/dashboard/support/carts/")
        expect(owner.locator("[aria-labelledby=support-carts-balance] tbody tr")).to_have_count(1)
        look(owner, f"overview-{language}")
    # The definition is one key away, and what is chosen stands in the address.
    owner.locator("summary").first.focus()
    owner.keyboard.press("Enter")
    expect(owner.locator("details p").first).to_be_visible()
    owner.locator("[name=source]").focus()
    owner.keyboard.press("Enter")
    owner.wait_for_url("**?*source=*")
    expect(owner.locator("[aria-labelledby=support-carts-list] a[href^='mailto:']")).to_have_count(1)
    owner.locator("[aria-labelledby=support-carts-list] tbody th a").click()
    for language in ("en", "ar", "fa"):
        owner.goto(owner.url.replace("/fa/", f"/{language}/").replace("/en/", f"/{language}/"))
        look(owner, f"cart-{language}")
        owner.goto(owner.url.replace(f"/{language}/", "/fa/"))
    owner.locator(".support-carts-contacts form button").click()
    expect(owner.locator(".support-carts-contacts a[href*='body=']")).to_be_visible()
    owner.locator("button[value=person]").click()
    expect(owner.locator("a[href^='mailto:']")).to_have_count(0)
    look(owner, "stopped-fa")

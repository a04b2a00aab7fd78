"""No page of the shop scrolls sideways at 320 pixels, in any language: WCAG 1.4.10."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers.chatting import open_chat
from tests.browser.helpers.logins import ADMIN, SHOPPER, log_in
from tools.buying.browser import Walk
from tools.run.shop import Shop

# Some seventy pages a test.
pytestmark = pytest.mark.timeout(600)
NARROW = {"width": 320, "height": 640}
LANGUAGES = ("fa", "ar", "en")
# What stands out of the window on either side, but for what a scrolling or clipping box of the page holds.
STANDS_OUT = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const boxed = (node) => {
        for (let box = node.parentElement; box && box !== root; box = box.parentElement)
            if (box !== document.body && getComputedStyle(box).overflowX !== "visible") return true;
        return false;
    };
    const out = [...document.querySelectorAll("body *")].filter((node) => {
        const { left, right, width } = node.getBoundingClientRect();
        return width && (left < -1 || right > innerWidth + 1) && !boxed(node);
    });
    const name = (node) => `${node.tagName.toLowerCase()}.${node.className}`.slice(0, 60);
    return [`${root.scrollWidth} px`, ...out.slice(-4).map(name)];
}"""
SHOP = (
    *("", "catalogue/", "search/?q=a", "search/?q=nothing", "offers/", "accounts/login/", "password-reset/"),
    *("basket/", "about/", "delivery/", "returns/", "privacy/", "no-such-page/", "support/"),
)
CHECKOUT = (
    "checkout/",
    "checkout/shipping-address/",
    "checkout/shipping-method/",
    "checkout/payment-details/",
)
ACCOUNT = (
    *(
        "accounts/",
        "accounts/profile/",
        "accounts/profile/edit/",
        "accounts/change-password/",
        "accounts/orders/",
    ),
    *("accounts/addresses/", "accounts/addresses/add/", "accounts/emails/", "accounts/alerts/"),
    *("accounts/notifications/inbox/", "accounts/wishlists/", "accounts/wishlists/create/"),
)
DESK = ("dashboard/support/", "dashboard/", "dashboard/orders/", "dashboard/catalogue/")


def look(page: Page, shop: Shop, language: str, paths: tuple[str, ...]) -> dict[str, list[str]]:
    """Return what stands out of the window, by page."""
    found = {}
    for path in paths:
        page.goto(f"{shop.url}/{language}/{path}", wait_until="domcontentloaded")
        if out := page.evaluate(STANDS_OUT):
            found[path] = out
    return found


def links(page: Page, shop: Shop, start: str, pattern: str) -> tuple[str, ...]:
    """The pages linked from one, whose address below the language matches; a few."""
    page.goto(f"{shop.url}/fa/{start}")
    hrefs = page.eval_on_selector_all("a[href]", "nodes => nodes.map((node) => node.getAttribute('href'))")
    found = dict.fromkeys(href[4:] for href in hrefs if re.fullmatch(rf"/fa/{pattern}", href))
    return tuple(found)[:4]


@pytest.fixture
def narrow(new_page) -> Page:
    return new_page(viewport=NARROW)


def test_a_guests_pages_do_not_scroll_sideways(live_shop: Shop, narrow: Page):
    walk = Walk(narrow, f"{live_shop.url}/fa")
    walk.put_in_basket()
    products = links(narrow, live_shop, "catalogue/", r"catalogue/[\w-]+_\d+/")
    categories = links(narrow, live_shop, "catalogue/", r"catalogue/category/.+")[:1]
    assert products
    narrow.goto(f"{live_shop.url}/fa/checkout/")
    walk.enter_as_guest("narrow@example.com")
    walk.enter_address()
    walk.choose_payment()
    paths = (*SHOP, *CHECKOUT, "checkout/preview/", *products, *categories, f"{products[0]}reviews/add/")
    assert {name: look(narrow, live_shop, name, paths) for name in LANGUAGES} == {
        "fa": {},
        "ar": {},
        "en": {},
    }
    narrow.goto(f"{live_shop.url}/fa/checkout/preview/")
    walk.press("#place-order")
    assert narrow.evaluate(STANDS_OUT) == []  # the bank's page
    walk.press("[value=accept]")
    assert narrow.evaluate(STANDS_OUT) == []


def test_a_shoppers_account_does_not_scroll_sideways(live_shop: Shop, narrow: Page):
    log_in(narrow, live_shop.url, SHOPPER)
    more = links(narrow, live_shop, "accounts/orders/", r"accounts/orders/\d+/")
    more += links(narrow, live_shop, "accounts/addresses/", r"accounts/addresses/\d+/\w*/?")
    found = {name: look(narrow, live_shop, name, (*ACCOUNT, *more)) for name in LANGUAGES}
    assert found == {"fa": {}, "ar": {}, "en": {}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_opened_chat_does_not_scroll_sideways(live_shop: Shop, narrow: Page, language):
    open_chat(narrow, live_shop, language)
    expect(narrow.locator("support-chat textarea")).to_be_visible()
    assert narrow.evaluate(STANDS_OUT) == []


def test_the_desk_and_the_apps_admin_pages_do_not_scroll_sideways(live_shop: Shop, narrow: Page):
    log_in(narrow, live_shop.url, ADMIN)
    admin = links(narrow, live_shop, "admin/support_plugin/", r"admin/support_plugin/\w+/")
    more = links(narrow, live_shop, "admin/support_plugin/badge/", r"admin/support_plugin/badge/\d+/change/")[
        :1
    ]
    assert admin
    assert more
    found = {name: look(narrow, live_shop, name, (*DESK, *admin, *more)) for name in LANGUAGES}
    assert found == {"fa": {}, "ar": {}, "en": {}}

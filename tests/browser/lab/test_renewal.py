"""Every kind of notice follows the cart: after a change without a new page, and at "back" to an old one."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import ADDRESS, STATIC, Lab

KINDS = {"notice": "section", "card": "p", "free": "div"}


def shop_page(total: str, more: str = "") -> str:
    """Return a page with a notice of each kind, and the line at the top."""
    parts = [f'<{tag} data-support-renew="{kind}">{kind} {total}</{tag}>' for kind, tag in KINDS.items()]
    line = f'<p data-support-notice-url="/line/" data-support-cart-url="/basket/">line {total}</p>'
    script = f'<script type="module" src="{STATIC}/notices/update_on_cart_change.js"></script>'
    return f"<!doctype html><title>x</title><main>{line}{''.join(parts)}{parts[1]}{more}</main>{script}"


@pytest.fixture
def page(lab: Lab) -> Page:
    """A page of before the cart changed, whose shop knows it as changed."""
    lab.pages["/shop/"] = shop_page("10")
    lab.pages["/line/"] = '<p data-support-notice-url="/line/">line 20</p>'
    lab.page.goto(f"{ADDRESS}/shop/")
    lab.page.wait_for_load_state()
    lab.pages["/shop/"] = shop_page("20")
    return lab.page


def shown(page: Page) -> list[str]:
    return page.locator("main > :visible").all_inner_texts()


@pytest.mark.parametrize(
    "event",
    [
        "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
        "document.dispatchEvent(new Event('support:cart-changed'))",
        "fetch('/basket/add/1/')",
    ],
)
def test_each_kind_is_renewed(page, event):
    page.evaluate(f"() => {{ {event}; }}")
    expect(page.locator("section")).to_have_text("notice 20")
    assert shown(page) == ["line 20", "notice 20", "card 20", "free 20", "card 20"]


def test_what_is_no_more_is_hidden_and_what_came_with_the_answer_is_left(page, lab):
    lab.pages["/shop/"] = shop_page("20").replace('<div data-support-renew="free">free 20</div>', "")
    page.evaluate("""async () => {
        await fetch("/basket/add/1/");
        const fresh = document.createElement("section");
        fresh.dataset.supportRenew = "notice";
        fresh.textContent = "put there by the shop's own script";
        document.querySelector("section").replaceWith(fresh);
    }""")
    expect(page.locator("main > div")).to_be_hidden()
    assert shown(page) == ["line 20", "put there by the shop's own script", "card 20", "card 20"]

"""No form of the shop's pages, and none of the desk's, leaves an error to the browser's own bubbles."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.checkout.test_guest_checkout import mailed_link
from tests.browser.helpers.logins import ADMIN, SHOPPER, log_in
from tests.browser.test_narrow import ACCOUNT, DESK, SHOP, links
from tools.buying.browser import Walk, buy_as_guest, put_in_basket

pytestmark = pytest.mark.timeout(600)
# Every field of every form as wrong as it can be, and what is said of it.
PRESS_ALL = """async () => {
    const found = [];
    let bubbles = [];
    const look = (event) => setTimeout(() => event.defaultPrevented || bubbles.push(event.target.name));
    addEventListener("invalid", look, true);
    for (const form of document.forms) {
        const fields = [...form.elements].filter((field) => field.willValidate);
        if (form.noValidate || !fields.some((field) => field.checkVisibility())) continue;
        for (const field of fields) {
            if (field.matches("[type=checkbox], [type=radio]")) field.checked = false;
            else if (field.matches("[type=email]")) field.value = "name@";
            else if (field.matches("input:not([type=hidden]), textarea")) field.value = "";
            else if (field.matches("select")) field.selectedIndex = field.options[0]?.value ? -1 : 0;
        }
        bubbles = [];
        // As a press on its button does, but that a form without fault is not sent.
        if (form.reportValidity()) continue;
        await new Promise((done) => setTimeout(done, 20));
        const said = [...form.querySelectorAll(".support-invalid")].map((node) => node.textContent);
        found.push({ form: form.id || form.action || form.className, bubbles, said });
    }
    removeEventListener("invalid", look, true);
    return found;
}"""


def wrong_forms(page: Page, url: str, language: str, paths: Any) -> tuple[dict[str, Any], int]:
    """Return the forms that leave something to the browser, by page, and how many have been tried."""
    wrong, tried = {}, 0
    for path in paths:
        page.goto(f"{url}/{language}/{path}", wait_until="load")
        for form in page.evaluate(PRESS_ALL):
            tried += 1
            foreign = [
                text for text in form["said"] if re.search("[A-Za-z]", text.replace("name@example.com", ""))
            ]
            if form["bubbles"] or foreign or not form["said"]:
                wrong[f"{path} {form['form']}"] = form
    return wrong, tried


@pytest.fixture
def visitor(new_page) -> Page:
    """A phone whose browser speaks English."""
    return new_page(locale="en-US")


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_no_form_of_a_guests_pages_shows_bubbles(live_shop, visitor, language):
    put_in_basket(visitor, f"{live_shop.url}/fa")
    products = links(visitor, live_shop, "catalogue/", r"catalogue/[\w-]+_\d+/")
    more = (*products, f"{products[0]}reviews/add/", "checkout/", "support/destination/")
    wrong, tried = wrong_forms(visitor, live_shop.url, language, (*SHOP, *more))
    assert wrong == {}
    assert tried >= 6
    visitor.goto(f"{live_shop.url}/{language}/checkout/")
    Walk(visitor, f"{live_shop.url}/{language}").enter_as_guest()
    wrong, tried = wrong_forms(visitor, live_shop.url, language, ["checkout/shipping-address/"])
    assert (wrong, tried) == ({}, 1)


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_the_form_for_a_guests_new_account_shows_no_bubbles(live_shop, visitor, language):
    walk = buy_as_guest(visitor, f"{live_shop.url}/fa")
    walk.press(".support-offer [type=submit]")
    path = mailed_link(live_shop.folder)[1:].partition("/")[2]
    wrong, tried = wrong_forms(visitor, live_shop.url, language, [path])
    assert (wrong, tried) == ({}, 1)


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_no_form_of_an_accounts_pages_shows_bubbles(live_shop, visitor, language):
    log_in(visitor, live_shop.url, SHOPPER)
    wrong, tried = wrong_forms(visitor, live_shop.url, language, ACCOUNT)
    assert wrong == {}
    assert tried >= 4


def test_no_form_of_the_desk_shows_bubbles(live_shop, visitor):
    log_in(visitor, live_shop.url, ADMIN)
    support = links(visitor, live_shop, "dashboard/support/", r"dashboard/support/[\w/-]+/")
    wrong, tried = wrong_forms(visitor, live_shop.url, "fa", (*DESK, *support))
    assert wrong == {}
    assert tried

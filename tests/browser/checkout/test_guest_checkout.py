"""From a product to a paid order on a phone, in Persian; the same walk on the shop without the app.

A page is one that a shopper has to deal with after the basket page before the order is paid: the bank's is
counted, the thank-you page, which asks for nothing, is not. A field is one that was filled in or chosen by
hand; a click is a press on a button or a link.
"""

import email
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.helpers.faults import COUNT_VIOLATIONS, faults_of_our_parts, no_sideways_scroll
from tests.browser.helpers.logins import SHOPPER, log_in
from tools.buying.browser import ADDRESS, Walk, buy_as_guest, go_to_address

# What docs/guests.md says: (pages, fields, clicks).
GUEST, STOCK_GUEST = (4, 8, 5), (6, 8, 7)
RETURNING, STOCK_RETURNING = (2, 0, 3), (5, 0, 6)


@pytest.fixture(scope="module")
def shop_without_app(start_shop: Any) -> Any:
    """The same shop without the app."""
    return start_shop(EXAMPLE_SHOP_PLUGIN="0")


def test_a_guest_pays_in_at_most_four_pages_and_nine_fields(live_shop, page):
    walk = buy_as_guest(page, f"{live_shop.url}/fa")
    assert walk.cost() == GUEST, walk.pages
    pages, fields, _clicks = walk.cost()
    assert pages <= 4
    assert fields <= 9


def test_the_province_of_the_estimator_is_not_asked_for_again(live_shop, page):
    walk = Walk(page, f"{live_shop.url}/fa")
    walk.put_in_basket()
    page.locator(".support-estimator > summary").first.click()
    estimator = page.locator(".support-estimator form").first
    estimator.locator("[name=state]").select_option("IR-07")
    walk.fields += 1
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        estimator.locator("[type=submit]").first.click()
    expect(page.locator(".support-chip").first).to_contain_text("فارس")
    walk.enter_as_guest()
    expect(page.locator("[name=state]")).to_have_value("IR-07")
    walk.enter_address(state="")
    walk.pay()
    pages, fields, _clicks = walk.cost()
    assert pages <= 4
    assert fields <= 8


def test_the_same_guest_has_a_longer_way_in_the_shop_without_the_app(shop_without_app, page):
    walk = Walk(page, f"{shop_without_app.url}/fa")
    walk.put_in_basket()
    walk.press("a[href$='/checkout/']")
    walk.fill("username", "guest@example.com")
    walk.press("form[data-gateway] [type=submit]")
    # The one spelling that Oscar takes by itself; whoever writes it otherwise has to come here again.
    walk.enter_address({**ADDRESS, "postcode": "14176-13151"})
    walk.press("form[action$='/shipping-method/'] [type=submit]")
    walk.pay()
    assert walk.cost() == STOCK_GUEST, walk.pages


def test_a_returning_shopper_pays_in_two_pages(live_shop, page):
    log_in(page, live_shop.url, SHOPPER)
    first = Walk(page, f"{live_shop.url}/fa")
    first.put_in_basket()
    first.choose_own_address()
    first.pay()
    walk = Walk(page, f"{live_shop.url}/fa")
    walk.put_in_basket()
    walk.press(".support-express [type=submit]")
    expect(page.locator("a[href$='/shipping-address/']").first).to_be_visible()
    walk.pay()
    assert walk.cost() == RETURNING, walk.pages
    assert len(walk.pages) <= 2


def test_after_a_decline_two_taps_pay(live_shop, page):
    walk = go_to_address(page, f"{live_shop.url}/fa")
    walk.enter_address()
    walk.choose_payment()
    walk.press("#place-order")
    walk.press("[value=decline]")
    before = walk.clicks
    expect(page.locator("[role=alert], .alert-danger, [data-support-help]")).to_have_count(1)
    walk.press("[data-support-help] [type=submit]")
    walk.press("[value=accept]")
    assert "/checkout/thank-you/" in page.url
    assert walk.clicks - before == 2


def be_refused_twice(page, url, field):
    """Send an address whose one field is wrong, twice: the field has the focus then."""
    walk = go_to_address(page, f"{url}/fa")
    walk.fill_in_address({**ADDRESS, field: "12"})
    for _ in range(2):
        with page.expect_navigation():
            page.locator("#new_shipping_address [type=submit]").click()
    expect(page.locator(f"[name={field}]")).to_be_focused()


def test_help_stands_in_view_beside_the_field_that_was_refused(live_shop, page):
    be_refused_twice(page, live_shop.url, "phone_number")
    expect(page.locator("[data-support-help]")).to_be_in_viewport()


def test_the_same_shopper_has_a_longer_way_in_the_shop_without_the_app(shop_without_app, page):
    log_in(page, shop_without_app.url, SHOPPER)
    walk = Walk(page, f"{shop_without_app.url}/fa")
    walk.put_in_basket()
    walk.choose_own_address()
    walk.press("form[action$='/shipping-method/'] [type=submit]")
    walk.pay()
    assert walk.cost() == STOCK_RETURNING, walk.pages


def test_the_whole_way_works_without_javascript(live_shop, new_page):
    page = new_page(java_script_enabled=False)
    assert buy_as_guest(page, f"{live_shop.url}/fa").cost() == GUEST


def test_the_form_follows_its_country_and_loses_nothing(live_shop, page):
    go_to_address(page, f"{live_shop.url}/fa", "guest@example.com")
    expect(page.locator("[name=postcode]")).to_be_visible()
    page.locator("[name=postcode]").fill("123")
    page.locator("[name=country]").focus()
    page.locator("[name=country]").select_option("AE")
    expect(page.locator("[name=postcode]")).to_be_hidden()
    expect(page.locator("[name=country]")).to_be_focused()
    page.locator(".support-more summary").click()
    expect(page.locator("[name=postcode]")).to_have_value("123")
    page.locator("[name=country]").select_option("IR")
    expect(page.locator("[data-shown] [name=postcode]")).to_be_visible()
    order = "() => [...document.querySelectorAll('[data-shown] [data-field]')].map((f) => f.dataset.field)"
    assert page.evaluate(order)[:5] == ["country", "first_name", "last_name", "state", "line4"]
    page.locator("[name=country]").select_option("OM")
    assert page.evaluate(order)[:6] == ["country", "first_name", "last_name", "line1", "postcode", "line4"]


def test_a_label_follows_the_country(live_shop, page):
    labels = '{"*": {"state": "State"}, "AE": {"state": "Emirate"}}'.replace('"', "&quot;")

    def with_labels(route: Any) -> None:
        # As in a shop that has left Oscar's own labels.
        answer = route.fetch()
        body = re.sub('data-labels="[^"]*"', f'data-labels="{labels}"', answer.text())
        route.fulfill(response=answer, body=body)

    go_to_address(page, f"{live_shop.url}/fa", "guest@example.com")
    page.route("**/shipping-address/", with_labels)
    page.reload()
    label = page.locator("[data-field=state] [data-label]")
    page.locator("[name=country]").select_option("AE")
    expect(label).to_have_text("Emirate")
    page.locator("[name=country]").select_option("IR")
    expect(label).to_have_text("State")


def test_what_was_typed_survives_a_lost_session_and_is_nobody_elses(live_shop, page):
    own = f"{uuid4()}@example.com"
    go_to_address(page, f"{live_shop.url}/fa", own).fill_in_address()
    page.context.clear_cookies()
    go_to_address(page, f"{live_shop.url}/fa", own)
    for name, value in ADDRESS.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    expect(page.locator("[name=state]")).to_have_value("IR-23")
    page.context.clear_cookies()
    go_to_address(page, f"{live_shop.url}/fa", "another@example.com")
    expect(page.locator("[name=line1]")).to_have_value("")
    assert ADDRESS["line1"] not in str(page.evaluate("JSON.stringify(sessionStorage)"))


def test_an_order_leaves_no_draft_behind(live_shop, page):
    buy_as_guest(page, f"{live_shop.url}/fa")
    assert page.evaluate("sessionStorage.getItem('support.address')") is None


def test_the_second_refusal_opens_the_chat_with_the_errors_and_sends_nothing(live_shop, page):
    be_refused_twice(page, live_shop.url, "postcode")
    page.locator("[data-support-help] a").click()
    expect(page.locator("#composer")).not_to_have_value("")
    expect(page.locator(".message.shopper")).to_have_count(0)
    page.locator(".close").click()
    expect(page.locator("[name=line1]")).to_have_value(ADDRESS["line1"])


def mailed_link(folder: Path) -> str:
    """Return the path of the newest account link that the shop has mailed."""
    newest = max((folder / "mail").glob("*.eml"))
    text = email.message_from_bytes(newest.read_bytes()).get_payload()[0].get_payload(decode=True).decode()
    return re.search(r"https?://[^/\s]+(/\S+/support/account/\S+/)", text)[1]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(live_shop, new_page, language, tmp_path):
    page = new_page()
    walk = Walk(page, f"{live_shop.url}/fa")
    walk.put_in_basket()
    looked = []

    def look(name: str) -> None:
        page.screenshot(path=tmp_path / f"{language}-{name}.png", full_page=True)
        assert faults_of_our_parts(page) == [], name
        assert no_sideways_scroll(page), name
        looked.append(name)

    page.goto(f"{live_shop.url}/{language}/basket/")
    look("basket")
    page.goto(f"{live_shop.url}/{language}/checkout/")
    look("gateway")
    walk.enter_as_guest()
    look("address")
    walk.enter_address()
    look("payment")
    walk.choose_payment()
    look("preview")
    walk.pay_at_bank()
    look("thank-you")
    walk.press(".support-offer [type=submit]")
    page.goto(live_shop.url + mailed_link(live_shop.folder))
    look("account")
    walk.fill("password1", "saffron-and-tea")
    page.locator("[data-support-password] [aria-pressed]").click()
    expect(page.locator("[name=password1]")).to_have_attribute("type", "text")
    walk.press(".support-account form [type=submit]")
    assert "/accounts/orders/" in page.url
    assert len(looked) == 7


def test_the_pages_hold_under_a_strict_policy(strict_shop, new_page):
    shop = strict_shop
    page = new_page()
    page.add_init_script(COUNT_VIOLATIONS)
    walk = Walk(page, f"{shop.url}/fa")
    walk.put_in_basket()
    violations = []
    for act in (
        lambda: walk.fill("username", "guest@example.com"),
        lambda: walk.press(".support-guest [type=submit]"),
        walk.enter_address,
        walk.choose_payment,
        lambda: walk.press("#place-order"),
        lambda: walk.press("[value=accept]"),
    ):
        act()
        violations += page.evaluate("window.violations ?? []")
    assert "/thank-you/" in page.url
    assert violations == []

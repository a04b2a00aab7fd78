"""What the browser would say in its own language, in a bubble, stands at the field in the page's."""

import pytest
from playwright.sync_api import expect

from tools.buying.browser import put_in_basket

# Whether the browser was kept from showing its bubble.
WATCH = """window.bubbles = 0;
const look = (event) => setTimeout(() => { if (!event.defaultPrevented) window.bubbles += 1; });
addEventListener("invalid", look, true);"""


@pytest.fixture
def shopper(new_page):
    """A phone whose browser speaks English."""
    page = new_page(locale="en-US")
    page.add_init_script(WATCH)
    return page


def says(page, field):
    """Return the message at a field, which has the focus."""
    expect(page.locator(field)).to_be_focused()
    message = page.locator(".support-invalid")
    expect(message).to_have_count(1)
    described = page.locator(field).get_attribute("aria-describedby").split()
    assert message.get_attribute("id") in described
    assert page.evaluate("window.bubbles") == 0
    # In view, and under nothing: what stands at its middle is the message itself.
    assert message.evaluate(
        """(it) => { const { left, right, top, bottom } = it.getBoundingClientRect();
        return document.elementFromPoint((left + right) / 2, (top + bottom) / 2) === it; }"""
    )
    return message.text_content()


@pytest.mark.parametrize("place", ["basket", "checkout"])
@pytest.mark.parametrize("typed", ["", "گلناز", "name@"])
def test_a_wrong_email_address_is_named_at_its_field(live_shop, shopper, place, typed):
    put_in_basket(shopper, f"{live_shop.url}/fa")
    shopper.goto(f"{live_shop.url}/fa/{place}/")
    field = shopper.locator("#support-guest-email")
    field.fill(typed)
    shopper.locator(".support-guest [type=submit]").first.click()
    assert "support-invalid" in shopper.content()
    message = says(shopper, "#support-guest-email")
    assert not set(message) & set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    field.fill("guest@example.com")
    expect(shopper.locator(".support-invalid")).to_have_count(0)


def test_a_missing_choice_of_a_variant_is_named_at_its_field(live_shop, shopper):
    shopper.goto(f"{live_shop.url}/fa/catalogue/")
    variants = shopper.locator("article h3 a")
    for href in [link.get_attribute("href") for link in variants.all()]:
        shopper.goto(live_shop.url + href)
        if shopper.locator("[name=child_id]").count():
            break
    for radio in shopper.locator("[name=child_id]").all():
        radio.evaluate("(radio) => { radio.checked = false; }")
    shopper.locator("#add_to_basket_form [type=submit]").click()
    first = shopper.locator("[name=child_id]").first
    expect(first).to_be_focused()
    expect(shopper.locator(".support-invalid")).to_have_count(1)
    assert shopper.evaluate("window.bubbles") == 0
    shopper.locator("[name=child_id]:not(:disabled)").last.check()
    expect(shopper.locator(".support-invalid")).to_have_count(0)


def test_empty_fields_of_a_code_a_log_in_and_an_address_are_named_there(live_shop, shopper):
    put_in_basket(shopper, f"{live_shop.url}/fa")
    shopper.goto(f"{live_shop.url}/fa/basket/#voucher")
    shopper.locator("#voucher_form [type=submit]").click()
    says(shopper, "#id_code")
    shopper.goto(f"{live_shop.url}/fa/accounts/login/")
    shopper.locator("[name=login_submit]").click()
    assert shopper.evaluate("window.bubbles") == 0
    expect(shopper.locator(".support-invalid").first).to_be_visible()
    shopper.goto(f"{live_shop.url}/fa/checkout/")
    shopper.locator("#support-guest-email").fill("guest@example.com")
    with shopper.expect_navigation():
        shopper.locator(".support-guest [type=submit]").click()
    shopper.locator("#new_shipping_address [type=submit]").click()
    expect(shopper.locator("[name=first_name]")).to_be_focused()
    assert shopper.locator(".support-invalid").count() > 3
    assert shopper.evaluate("window.bubbles") == 0


def test_a_product_of_a_list_is_added_without_leaving_the_page_and_confirmed_once(live_shop, shopper):
    shopper.goto(f"{live_shop.url}/fa/catalogue/")
    button = shopper.locator("form[data-support-add] button").first
    button.scroll_into_view_if_needed()
    before = shopper.evaluate("scrollY")
    shopper.evaluate("window.stayed = true")
    button.click()
    expect(shopper.locator(".support-toast")).to_be_visible()
    expect(shopper.locator("#messages .alert")).to_have_count(1)
    expect(shopper.locator("[data-basket-count]")).to_have_text("۱")
    assert shopper.evaluate("window.stayed") is True
    assert abs(shopper.evaluate("scrollY") - before) < 100
    # Its link is one: what it is a copy of is out of sight.
    link = shopper.locator(".support-toast a")
    assert link.get_attribute("tabindex") == "-1"
    link.click()
    shopper.wait_for_url("**/fa/basket/")


def test_without_the_script_the_browser_still_stops_an_empty_form(live_shop, new_page):
    page = new_page(java_script_enabled=False)
    put_in_basket(page, f"{live_shop.url}/fa")
    page.goto(f"{live_shop.url}/fa/checkout/")
    page.locator(".support-guest [type=submit]").click()
    assert "/checkout/" in page.url

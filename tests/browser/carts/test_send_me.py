"""“Send me this cart” on a Persian phone: by e-mail, opened in a second browser, and as a copied link."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.helpers.faults import COUNT_VIOLATIONS, faults, no_sideways_scroll
from tests.helpers.smtp_server import Letter
from tools.buying.browser import put_in_basket
from tools.run.shop import Shop

PHONE, NARROW = {"width": 360, "height": 740}, {"width": 320, "height": 640}
BUTTON = "a[href*='/support/cart/']"


@pytest.fixture
def shop(mailing_shop: Shop) -> Shop:
    return mailing_shop


def open_form(page: Page, shop: Shop) -> None:
    """Open the form on the basket page, with something in the cart."""
    put_in_basket(page, f"{shop.url}/fa")
    page.goto(f"{shop.url}/fa/basket/")
    page.locator(".support-send summary").click()


def press(page: Page, way: str) -> None:
    page.locator(f".support-send form:has([value={way}]) button").click()


def is_refused_at_the_field(page: Page) -> None:
    """An address that is none is refused at its field, which has the focus and still what was typed."""
    field = page.locator("#support-send-email")
    field.fill("negar@")
    press(page, "email")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(field).to_have_value("negar@")
    expect(page.locator("#support-send-email-error")).not_to_be_empty()


def read_mail(page: Page, letter: Letter) -> None:
    """Show the mail: in Persian, from right to left, in a narrow window, with one button."""
    page.set_content(letter.part("html"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert no_sideways_scroll(page)
    shown = page.locator("body").inner_text()
    assert "تومان" in shown
    assert not re.search("[0-9]", shown)
    assert len(letter.content) <= 60 * 1024
    expect(page.locator(BUTTON)).to_have_count(1)


def test_a_cart_sent_from_a_persian_phone_is_taken_over_in_a_second_browser(shop, mails, new_page: NewPage):
    page = new_page(viewport=PHONE)
    page.add_init_script(COUNT_VIOLATIONS)
    open_form(page, shop)
    part, field = page.locator(".support-send"), page.locator("#support-send-email")
    expect(part).to_have_css("direction", "rtl")
    assert no_sideways_scroll(page)
    is_refused_at_the_field(page)

    email = f"{uuid4().hex[:12]}@example.com"
    field.fill(email)
    press(page, "email")
    expect(part.locator("[role=status]")).to_contain_text(email)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page).to_have_url(f"{shop.url}/fa/basket/")
    shop.manage("support_tick", quiet=True)
    letter = mails.wait_for(email)
    assert page.evaluate("violations") == []
    page.set_viewport_size(NARROW)
    assert no_sideways_scroll(page)
    assert faults(page, ".support-send") == []

    other = new_page(viewport=NARROW)
    read_mail(other, letter)
    other.set_viewport_size(PHONE)
    other.locator(BUTTON).click()
    name = other.locator(".support-restored-name a").first.inner_text()
    assert email not in other.content()
    other.locator(".support-restored button").click()
    expect(other).to_have_url(f"{shop.url}/fa/basket/")
    expect(other.locator("main")).to_contain_text(name)


@pytest.mark.parametrize("has_clipboard", [True, False])
def test_a_copied_link_is_announced_and_leads_back_to_the_cart(shop, new_page: NewPage, has_clipboard):
    page = new_page(viewport=PHONE)
    # Pages without TLS have none.
    kept = "navigator.clipboard.writeText = async (text) => { window.copied = text; };"
    gone = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
    page.add_init_script(kept if has_clipboard else gone)
    open_form(page, shop)
    field, button = page.locator("#support-send-link"), page.locator(".support-send-link button")
    expect(field).to_be_hidden()
    press(page, "link")
    expect(field).to_be_focused()
    link = field.input_value()
    assert link.startswith(f"{shop.url}/fa/support/cart/")
    assert field.evaluate("(node) => node.readOnly")
    button.click()
    expect(page.locator(".support-send [role=status]")).not_to_be_empty()
    if has_clipboard:
        assert page.evaluate("copied") == link
    page.goto(link)
    expect(page).to_have_url(f"{shop.url}/fa/basket/")


def test_without_javascript_the_basket_says_that_it_is_sent(shop, mails, new_page: NewPage):
    page = new_page(viewport=PHONE, java_script_enabled=False)
    open_form(page, shop)
    page.locator("#support-send-email").fill("negar@")
    press(page, "email")
    field = page.locator("#support-send-email")
    expect(field).to_have_value("negar@")
    expect(field).to_have_attribute("aria-invalid", "true")
    email = f"{uuid4().hex[:12]}@example.com"
    field.fill(email)
    press(page, "email")
    expect(page).to_have_url(f"{shop.url}/fa/basket/")
    expect(page.locator("main, #messages").first).to_contain_text(email)
    page.locator(".support-send summary").click()
    press(page, "link")
    expect(page.locator("#support-send-link")).to_have_value(re.compile("/fa/support/cart/"))
    expect(page.locator(".support-send-link button")).to_be_hidden()

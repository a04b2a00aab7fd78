"""A cart won back: left at the payment, a mail an hour later, one click to where the doubt was, bought."""

import os
import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, STRICT, NewPage, StartShop
from tests.browser.helpers.faults import faults, no_sideways_scroll
from tests.browser.helpers.logins import open_dashboard
from tests.helpers.smtp_server import Letter, MailServer
from tools.buying.browser import ADDRESS, Walk, put_in_basket
from tools.run.shop import Shop

PHONE, NARROW = {"width": 360, "height": 740}, {"width": 320, "height": 640}
PICTURES = os.environ.get("OUTBOX_PICTURES")  # a folder to look at them by eye
BUTTON = "a[href*='/support/cart/']"


@pytest.fixture(scope="module")
def shop(start_shop: StartShop, mails: MailServer) -> Shop:
    """The shop as ``make demo`` serves it, with the strictest policy, and with a real mail server."""
    address = f"smtp://{mails.host}:{mails.port}"
    shop = start_shop(EXAMPLE_SHOP_CRM="1", EXAMPLE_SHOP_CSP=STRICT, EMAIL_URL=address)
    shop.manage("seed_demo", quiet=True)
    return shop


def leave_at_the_payment(page: Page, shop: Shop, language: str = "fa") -> str:
    """Go as a guest who agrees to be reminded as far as the payment; return the e-mail address."""
    email = f"{uuid4().hex[:12]}@example.com"
    put_in_basket(page, f"{shop.url}/{language}")
    page.goto(f"{shop.url}/{language}/basket/")
    walk = Walk(page, f"{shop.url}/fa")
    box = page.locator("[name=support_consent]")
    expect(box).not_to_be_checked()
    box.check()
    walk.enter_as_guest(email)
    walk.enter_address()
    expect(page).to_have_url(re.compile("payment-details"))
    return email


def let_pass(new_page: NewPage, shop: Shop, time: str) -> None:
    """Press the button of the demo's outbox in a browser of nobody's."""
    page = new_page()
    page.goto(f"{shop.url}/fa/demo/outbox/")
    with page.expect_navigation():
        page.locator(f"button[value={time}]").click()
    page.context.close()


def reminders(mails: MailServer, email: str) -> list[Letter]:
    """Return the mails to this address that can be unsubscribed from: no confirmations of orders."""
    return [one for one in mails.taken if one.to == email and one.mail["List-Unsubscribe"]]


def open_mail(page: Page, mails: MailServer, email: str, language: str) -> Letter:
    """Open the one reminder in this page, as a mail program on a narrow phone does, and look at it."""
    [letter] = reminders(mails, email)
    page.set_viewport_size(NARROW)
    page.set_content(letter.part("html"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("body")).to_have_css("direction", "rtl")
    shown = page.locator("body").inner_text()
    assert "تومان" in shown
    assert re.search("[۰-۹]" if language == "fa" else "[٠-٩]", shown)
    assert not re.search("[0-9]", shown)
    assert no_sideways_scroll(page)
    pictures = page.locator("img")
    expect(pictures).to_have_count(1)
    page.wait_for_function("document.images[0].complete")
    assert pictures.evaluate("(node) => node.naturalWidth") > 0
    expect(page.locator(BUTTON)).to_have_count(1)
    assert page.locator(BUTTON).bounding_box()["height"] >= 44
    assert len(letter.content) <= 60 * 1024
    assert letter.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return letter


def test_a_guest_who_gave_a_number_gets_an_sms_whose_link_leads_to_the_cart(shop, new_page):
    let_pass(new_page, shop, "hour")
    # Somebody else's browser: the demo's guest left the cart in none.
    page = new_page(viewport=PHONE, bypass_csp=True)
    page.goto(f"{shop.url}/fa/demo/outbox/")
    entry = page.locator(".outbox-entries a", has_text="هنوز در سبد خرید شماست")
    expect(entry).to_have_count(1)
    entry.click()
    bubble = page.locator(".outbox-phone__bubble")
    expect(bubble).to_contain_text("لغو۱۱")
    expect(bubble).to_have_css("direction", "rtl")
    assert faults(page, "main") == []
    page.set_viewport_size(NARROW)
    assert no_sideways_scroll(page)
    if PICTURES:
        page.set_viewport_size(PHONE)
        page.screenshot(path=Path(PICTURES) / "sms-phone.png", full_page=True)
        page.goto(f"{shop.url}/fa/demo/outbox/")
        page.screenshot(path=Path(PICTURES) / "outbox.png", full_page=True)
        page.go_back()
    with page.expect_popup() as opened:
        bubble.locator("a").click()
    expect(opened.value.locator(".support-restored button")).to_have_count(1)
    assert "9123456789" not in opened.value.content()


def test_whoever_leaves_at_the_payment_comes_back_by_one_click_buys_and_gets_no_more_mail(
    shop, mails, new_page
):
    page = new_page(viewport=PHONE)
    email = leave_at_the_payment(page, shop)
    let_pass(new_page, shop, "hour")
    # Another tab of the same browser.
    page = page.context.new_page()
    open_mail(page, mails, email, "fa")
    # A mail is no page with landmarks.
    assert [one for one in faults(page, "body") if " region " not in one] == []

    page.set_viewport_size(PHONE)
    page.locator(BUTTON).click()
    expect(page).to_have_url(f"{shop.url}/fa/checkout/payment-details/")
    expect(page.locator("#payment_form")).to_be_visible()
    assert no_sideways_scroll(page)
    Walk(page, f"{shop.url}/fa").pay()

    let_pass(new_page, shop, "day")
    let_pass(new_page, shop, "day")
    assert len(reminders(mails, email)) == 1
    owner = new_page(viewport=DESKTOP)
    open_dashboard(owner, shop.url, "support/carts/")
    rows = owner.locator(".support-carts-table tbody tr", has_text="سرانجام خریده شد")
    expect(rows).to_have_count(1)


def test_on_another_phone_an_arabic_reader_takes_the_cart_over_by_one_press(shop, mails, new_page):
    page = new_page(viewport=PHONE, locale="ar")
    email = leave_at_the_payment(page, shop, "ar")
    let_pass(new_page, shop, "hour")

    other = new_page(viewport=PHONE, locale="ar")
    open_mail(other, mails, email, "ar")
    other.set_viewport_size(PHONE)
    other.locator(BUTTON).click()
    expect(other.locator("html")).to_have_attribute("lang", "ar")
    part = other.locator(".support-restored")
    name = part.locator(".support-restored-name a").first.inner_text()
    expect(part.locator("button")).to_have_count(1)
    assert email not in other.content()
    assert ADDRESS["last_name"] not in other.content()
    part.locator("button").click()
    expect(other).to_have_url(f"{shop.url}/ar/basket/")
    expect(other.locator("main")).to_contain_text(name)
    let_pass(new_page, shop, "day")
    assert len(reminders(mails, email)) == 1


def test_whoever_presses_stop_in_the_mail_gets_no_more(shop, mails, new_page):
    email = leave_at_the_payment(new_page(viewport=PHONE), shop)
    let_pass(new_page, shop, "hour")

    # The page speaks the mail's language, whatever the browser's.
    reader = new_page(viewport=PHONE, locale="en-GB", bypass_csp=True)
    open_mail(reader, mails, email, "fa")
    reader.locator("a[href*='/reminders/stop/']").click()
    expect(reader.locator("html")).to_have_attribute("lang", "fa")
    expect(reader.locator("html")).to_have_attribute("dir", "rtl")
    assert faults(reader, "main") == []
    reader.locator("button[value=channel]").click()
    expect(reader.locator("[role=status]")).to_contain_text("دیگر با ایمیل یادآوری نمی‌گیرید")
    let_pass(new_page, shop, "day")
    let_pass(new_page, shop, "day")
    assert len(reminders(mails, email)) == 1

"""The demo's outbox: what was sent, as its reader sees it, and back to the shop by one click."""

import json
import os
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from example_shop.outbox.backend import store
from tests.browser.conftest import DESKTOP, PHONE, STRICT, StartShop
from tests.browser.helpers.faults import COUNT_VIOLATIONS, faults, no_sideways_scroll
from tools.buying.browser import buy_as_guest, go_to_address
from tools.run.shop import Shop

PICTURES = os.environ.get("OUTBOX_PICTURES")  # a folder to look at them by eye
SMS = {"to": "+989123456789", "sender": "+9810001", "channel": "sms", "segments": 2, "parameters": {}}
# As a mail might be that nobody should trust.
PAGE = """<!doctype html><html lang="fa" dir="rtl"><head><title>x</title></head>
<body style="margin: 0; background: #fbf8f3"><h1 style="color: rgb(1, 2, 3)">سبدتان هنوز اینجاست</h1>
<script>document.title = "scripted"; document.body.id = "scripted"</script>
<img src="{url}/static/shop/mark.svg" alt="" width="40" height="40" onload="document.body.id = 'scripted'">
<p><a href="{url}/fa/basket/">ادامهٔ خرید</a></p></body></html>"""


@pytest.fixture(scope="module")
def shop(start_shop: StartShop) -> Shop:
    """The shop as ``make demo`` serves it, but with the strictest policy."""
    return start_shop(EXAMPLE_SHOP_CRM="1", EXAMPLE_SHOP_CSP=STRICT)


def put_mail(shop: Shop, subject: str) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "هشتی <shop@example.com>", "a@example.com"
    message["List-Unsubscribe"] = f"<{shop.url}/fa/u/{uuid4().hex}/>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(f"سبدتان هنوز اینجاست:\n{shop.url}/fa/basket/\n")
    message.add_alternative(PAGE.format(url=shop.url), subtype="html")
    store(message.as_bytes(), shop.folder / "mail")


def put_sms(shop: Shop) -> None:
    folder = shop.folder / "sms"
    folder.mkdir(exist_ok=True)
    text = f"نگار عزیز، سبدتان هنوز اینجاست:\n{shop.url}/fa/basket/\nلغو۱۱"
    with (folder / "sent.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({**SMS, "at": "2026-11-28T10:30:00+03:30", "text": text}) + "\n")


def picture(page: Page, name: str) -> None:
    if PICTURES:
        # A frame below the window's end is not drawn.
        page.set_viewport_size({"width": page.viewport_size["width"], "height": 2600})
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def look(page: Page, name: str) -> None:
    """Nothing is wrong with a page, for axe, for a narrow phone, for the policy."""
    picture(page, name)
    page.set_viewport_size({"width": 320, "height": 640})
    assert no_sideways_scroll(page), name
    assert page.evaluate("violations") == [], name
    page.set_viewport_size(PHONE)


def test_a_mail_and_an_sms_are_seen_as_their_reader_sees_them(shop, new_page):
    put_mail(shop, "سبد شما")
    put_sms(shop)
    page = new_page()
    page.add_init_script(COUNT_VIOLATIONS)
    page.goto(f"{shop.url}/fa/basket/")
    page.locator(".site-footer a[href='/fa/demo/outbox/']").click()
    expect(page.locator(".outbox-later")).to_be_visible()
    look(page, "list")
    page.get_by_role("link", name="سبد شما").click()
    mail = page.frame_locator("iframe")
    heading = mail.locator("h1")
    expect(heading).to_have_text("سبدتان هنوز اینجاست")
    expect(heading).to_have_css("color", "rgb(1, 2, 3)")
    assert heading.evaluate("() => innerWidth") == 360
    assert heading.evaluate("() => [document.body.id, document.title]") == ["", "x"]
    assert mail.locator("img").evaluate("(node) => node.naturalWidth") > 0
    look(page, "mail-phone")
    page.set_viewport_size(DESKTOP)
    page.locator("a[href='?width=desktop']").click()
    expect(page.locator("a[href='?width=desktop']")).to_have_attribute("aria-current", "true")
    assert mail.locator("h1").evaluate("() => innerWidth") >= 800
    look(page, "mail-desktop")
    page.goto(f"{shop.url}/fa/demo/outbox/texts/sent/1/")
    expect(page.locator(".outbox-phone__bubble")).to_contain_text("لغو۱۱")
    look(page, "sms")


def test_a_link_of_a_mail_opens_the_shop_in_a_tab_of_its_own(shop, page):
    put_mail(shop, "پیوند")
    page.goto(f"{shop.url}/fa/demo/outbox/")
    page.get_by_role("link", name="پیوند").first.click()
    with page.expect_popup() as opened:
        page.frame_locator("iframe").locator("a").click()
    expect(opened.value).to_have_url(f"{shop.url}/fa/basket/")
    # The shop's own page, none of the sandbox: scripts run.
    expect(opened.value.locator("html:not(.no-js)")).to_be_attached()
    with page.expect_popup() as opened:
        page.locator(".outbox-text a").click()
    expect(opened.value).to_have_url(f"{shop.url}/fa/basket/")


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_axe_finds_nothing_on_the_outbox(shop, new_page, language):
    put_mail(shop, "سبد شما")
    put_sms(shop)
    page = new_page(bypass_csp=True)
    page.goto(f"{shop.url}/{language}/demo/outbox/")
    first = page.locator(".outbox-entries a").first.get_attribute("href")
    for path in (f"/{language}/demo/outbox/", first, f"/{language}/demo/outbox/texts/sent/1/"):
        page.goto(f"{shop.url}{path}")
        assert faults(page, "main") == [], path


def test_what_the_shop_itself_sends_is_there_and_an_hour_later_is_one_click(shop, new_page):
    buyer = new_page()
    buy_as_guest(buyer, f"{shop.url}/fa")
    buyer.goto(f"{shop.url}/fa/demo/outbox/")
    buyer.locator(".outbox-entries a").first.click()
    expect(buyer.frame_locator("iframe").locator("html")).to_have_attribute("dir", "rtl")
    expect(buyer.frame_locator("iframe").locator("body")).to_contain_text("تومان")
    picture(buyer, "order")

    leaver = new_page()
    go_to_address(leaver, f"{shop.url}/fa").enter_address()
    leaver.goto(f"{shop.url}/fa/demo/outbox/")
    leaver.locator("button[value=hour]").click()
    expect(leaver.locator("#messages")).to_contain_text("سبد رها شد: ۱")
    expect(leaver).to_have_url(f"{shop.url}/fa/demo/outbox/")

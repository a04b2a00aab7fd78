"""Cards in the chat, in a real browser: on a phone in Persian, at the desk, without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers.chatting import is_sent, open_chat, say
from tests.browser.helpers.desks import Shopper, ready
from tests.browser.helpers.faults import faults

SEND = """
from uuid import uuid4
from django.utils import translation
from oscar.core.loading import get_model
from support_plugin.chat import flows
from support_plugin.chat.cards.registry import Card
from support_plugin.chat.models import Message
translation.activate("fa")
conversation = Message.objects.get(body={words!r}).conversation
Product = get_model("catalogue", "Product")
products = list(Product.objects.filter(is_public=True, structure="standalone", images__isnull=False)[:2])
kind = products[0].get_product_class()
gone = Product.objects.create(title="کتابی که نیست", product_class=kind, is_public=True)
for name, data in (
    ("product", {{"products": [*(product.pk for product in products), gone.pk]}}),
    ("offer", {{"title": "ارسال رایگان", "text": {hostile!r}, "code": "NAW-10", "link": "/fa/offers/"}}),
):
    flows.send_message(conversation, Message.Sender.SYSTEM, uuid4(), "", card=Card(name, data))
gone.delete()
"""
HOSTILE = '<img src=x onerror="alert(1)">'


def send_cards(shop, said: str) -> None:
    """Have the shop send a card of three products, one of which then goes, and an offer."""
    shop.manage("shell", "-c", SEND.format(words=said, hostile=HOSTILE), quiet=True)


def is_whole(cards) -> None:
    """Expect both cards with all that they show, and markup in them as text."""
    expect(cards).to_have_count(2, timeout=20_000)
    expect(cards.first.locator(".support-card-item")).to_have_count(3)
    expect(cards.first.locator(".support-card-gone")).to_contain_text("دیگر در فروشگاه نیست")
    expect(cards.first.locator(".support-card-item a")).to_have_count(2)
    expect(cards.first.locator(".support-card-price").first).to_have_text(re.compile("[۰-۹]"))
    expect(cards.last).to_contain_text(HOSTILE)
    expect(cards.last.locator("code")).to_have_text("NAW-10")
    expect(cards.last.get_by_role("link")).to_have_attribute("href", "/fa/offers/")


def test_cards_on_a_phone_can_be_seen_reached_and_pressed(live_shop, page: Page, words, tmp_path):
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    # Nothing of cards before the first one.
    loaded = "performance.getEntriesByType('resource').map((entry) => entry.name)"
    assert [name for name in page.evaluate(loaded) if "/cards" in name] == []
    send_cards(live_shop, words)
    cards = page.locator(".support-card")
    is_whole(cards)
    assert page.locator(".support-card img").first.evaluate("(image) => image.offsetWidth") == 56
    expect(page.locator(".support-card").first).to_have_css("direction", "rtl")
    for link in page.locator(".support-card-link").all():
        assert link.evaluate("(node) => node.offsetHeight") >= 44
    for item in page.locator(".support-card-item").all():
        assert item.evaluate("(node) => node.offsetHeight") >= 56
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=tmp_path / "phone.png")
    assert faults(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    link = cards.first.locator("a").first
    link.focus()
    expect(link).to_be_focused()
    link.press("Enter")
    page.wait_for_url(re.compile("/fa/catalogue/"))


def test_a_card_whose_script_does_not_come_is_its_words(live_shop, page: Page, words):
    page.route(re.compile("chat/cards[^/]*\\.js"), lambda route: route.abort())
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    send_cards(live_shop, words)
    expect(page.locator(".bubble", has_text="NAW-10")).to_be_visible(timeout=20_000)
    expect(page.locator(".bubble", has_text="دیگر در فروشگاه نیست")).to_be_visible()
    assert page.locator(".support-card").count() == 0


def test_cards_are_whole_without_javascript(live_shop, new_page, words):
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_shop.url}/fa/support/chat/")
    page.locator("[name=body]").fill(words)
    page.locator(".support-form button").click()
    send_cards(live_shop, words)
    page.reload()
    is_whole(page.locator(".support-card"))
    with_axe = new_page(storage_state=page.context.storage_state())
    with_axe.goto(f"{live_shop.url}/fa/support/chat/")
    is_whole(with_axe.locator(".support-card"))
    assert faults(with_axe, ".support-page") == []


@pytest.mark.parametrize("script", [True, False], ids=["live", "without JavaScript"])
def test_cards_are_whole_at_the_desk(live_shop, open_desk, words, script, tmp_path):
    shopper = Shopper(live_shop)
    shopper.ask(words)
    if script:
        page = open_desk(live_shop, path=f"{shopper.id}/")
        ready(page)
        send_cards(live_shop, words)
    else:
        send_cards(live_shop, words)
        page = open_desk(live_shop, path=f"{shopper.id}/", java_script_enabled=False)
    is_whole(page.locator(".support-card"))
    page.screenshot(path=tmp_path / "desk.png")
    if script:
        assert faults(page, "#support-desk") == []


def agents_become(page: Page, present: bool) -> None:
    """Wait until the session says so: a process takes its last answer for some seconds."""
    session = "fetch('/fa/support/api/v1/session/').then((answer) => answer.json())"
    for _second in range(60):
        if page.evaluate(session)["agents_present"] is present:
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"agents_present did not become {present}")


def test_the_panel_says_that_somebody_is_there_only_while_somebody_is(
    start_shop,
    new_page,
    open_desk,
):
    shop = start_shop()
    panel = new_page()
    open_chat(panel, shop)
    expect(panel.locator(".reply-time")).not_to_contain_text("آنلاین")
    desk = open_desk(shop)
    ready(desk)
    agents_become(panel, True)
    panel.reload()
    expect(panel.locator(".reply-time")).to_contain_text("پشتیبان الان آنلاین است")
    desk.close()
    agents_become(panel, False)
    panel.reload()
    expect(panel.locator(".log")).to_be_visible()
    expect(panel.locator(".reply-time")).not_to_contain_text("آنلاین")

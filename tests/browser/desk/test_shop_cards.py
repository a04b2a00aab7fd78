"""An agent sends a product and the status of an order from the desk, by keyboard too."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.helpers.chatting import is_sent, open_chat, say
from tests.browser.helpers.desks import ready
from tests.browser.helpers.faults import faults
from tests.browser.helpers.logins import ADMIN

PHONE = {"width": 390, "height": 844}


def shoot(page, name):
    if folder := os.environ.get("SUPPORT_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


@pytest.fixture
def asked(live_shop, new_page, agent, words):
    """The page of a shopper who asked something on a phone, and the conversation."""
    page = new_page(viewport=PHONE)
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    return page, agent.find(words)


def test_a_product_is_found_and_sent_with_the_keyboard_alone(live_shop, open_desk, asked):
    shopper, conversation = asked
    desk = open_desk(live_shop, path=f"{conversation}/")
    ready(desk)
    desk.locator("#desk-conversation-heading").focus()
    desk.keyboard.press("g")
    expect(desk.locator('[data-shop-cards="search"]')).to_be_focused()
    desk.keyboard.type("زعفران")
    expect(desk.locator('[data-shop-cards="found"] button').first).to_be_visible()
    assert faults(desk, ".desk-shop-cards") == []
    shoot(desk, "products")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(shopper.locator(".support-card-item a")).to_be_visible()
    expect(desk.locator(".desk-messages .support-card")).to_have_count(1)
    assert faults(shopper) == []
    shopper.set_viewport_size(PHONE)
    shoot(shopper, "product-card")


def test_the_orders_are_the_shoppers_own_alone_and_on_a_phone_too(live_shop, open_desk, asked):
    _shopper, conversation = asked
    desk = open_desk(live_shop, ADMIN, path=f"{conversation}/", viewport=PHONE)
    ready(desk)
    desk.locator(".desk-shop-cards > summary").click()
    desk.locator('[data-shop-cards="orders"]').click()
    expect(desk.locator('[data-shop-cards="own"] li')).to_have_count(1)
    expect(desk.locator('[data-shop-cards="own"] button')).to_have_count(0)
    assert faults(desk, ".desk-shop-cards") == []
    desk.set_viewport_size(PHONE)
    shoot(desk, "no-orders-phone")

"""An agent proposes a change of the cart at the desk; the shopper accepts and undoes it in the panel."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.helpers.chatting import is_sent, open_chat, say
from tests.browser.helpers.desks import answer, ready
from tests.browser.helpers.faults import faults
from tools.buying.browser import put_in_basket


def propose(page, quantity):
    page.locator(".desk-proposals > summary").click()
    count = page.locator('[data-proposals="lines"] input[type="number"]').first
    count.fill(quantity)
    shoot(page, "form")
    page.locator('[data-proposals="preview"]').click()
    expect(page.locator('[data-proposals="new"]')).not_to_be_empty()
    page.locator('[data-proposals="send"]').click()


def quantity_in_cart(page, shop):
    page.goto(f"{shop.url}/fa/basket/")
    return page.locator('input[name="form-0-quantity"]').input_value()


def shoot(page, name):
    if folder := os.environ.get("SUPPORT_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


@pytest.fixture
def both(live_shop, open_desk, page, agent, words):
    """The shopper's page with the panel open, and the desk with their conversation."""
    put_in_basket(page, f"{live_shop.url}/fa")
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    desk = open_desk(live_shop, path=f"{agent.find(words)}/")
    ready(desk)
    return page, desk


def test_a_proposal_is_accepted_and_undone_and_both_sides_see_it_at_once(live_shop, both):
    page, desk = both
    propose(desk, "3")
    accept = page.locator(".support-card-accept")
    expect(accept).to_be_visible()
    assert faults(page) == []
    shoot(page, "card")
    shoot(desk, "desk")
    accept.click()
    undo = page.locator(".support-card-undo")
    expect(undo).to_be_visible()
    expect(page.locator(".support-card .support-card-link")).to_have_attribute(
        "href", re.compile("/basket/$")
    )
    expect(desk.locator('[data-proposals="made"] li')).to_have_count(1)
    expect(desk.locator('[data-proposals="made"] button')).to_have_count(0)
    # The line that announces it has come by itself.
    expect(desk.locator(".desk-messages .support-card")).to_have_count(2)
    shoot(page, "accepted")
    assert quantity_in_cart(page, live_shop) == "۳"
    undo = page.locator(".support-card-undo")
    expect(undo).to_be_visible()
    undo.click()
    expect(undo).to_have_count(0)
    assert quantity_in_cart(page, live_shop) == "۱"


def test_a_proposal_that_is_out_of_date_says_so_in_the_card(live_shop, both, new_page):
    page, desk = both
    propose(desk, "2")
    accept = page.locator(".support-card-accept")
    expect(accept).to_be_visible()
    other = page.context.new_page()
    put_in_basket(other, f"{live_shop.url}/fa")
    accept.click()
    expect(page.locator(".support-card-trouble")).not_to_be_empty()
    expect(accept).to_have_count(0)
    shoot(page, "stale")


def test_a_proposal_is_made_with_the_keyboard_alone(live_shop, both):
    page, desk = both
    summary = desk.locator(".desk-proposals > summary")
    summary.focus()
    desk.keyboard.press("Enter")
    desk.locator('[data-proposals="lines"] input').first.wait_for()
    desk.keyboard.press("Tab")
    desk.keyboard.press("ArrowUp")
    desk.locator('[data-proposals="send"]').focus()
    desk.keyboard.press("Enter")
    expect(page.locator(".support-card-accept")).to_be_visible()
    assert faults(desk, ".desk-proposals") == []


def test_a_destination_and_a_method_are_proposed_with_their_charges(live_shop, both):
    page, desk = both
    desk.locator(".desk-proposals > summary").click()
    place = desk.locator('[data-proposals="place"]')
    method = desk.locator('[data-proposals="method"]')
    expect(method).to_be_visible()
    before = method.inner_text()
    place.locator('[name="state"]').select_option("IR-23")
    expect(method).not_to_have_text(before)
    method.select_option("post")
    desk.locator('[data-proposals="preview"]').click()
    new = desk.locator('[data-proposals="new"]')
    expect(new).to_contain_text(re.compile("[۰-۹]"))
    assert faults(desk, ".desk-proposals") == []
    new.scroll_into_view_if_needed()
    shoot(desk, "destination-form")
    total = new.inner_text().rpartition(":")[2].strip()
    desk.set_viewport_size({"width": 390, "height": 844})
    shoot(desk, "destination-form-phone")
    desk.locator('[data-proposals="send"]').click()
    card = page.locator(".support-card").last
    expect(card.locator(".support-card-total")).to_contain_text(total)
    page.set_viewport_size({"width": 390, "height": 844})
    assert faults(page) == []
    shoot(page, "destination-card")
    page.locator(".support-card-accept").click()
    expect(page.locator(".support-card-undo")).to_be_visible()
    page.goto(f"{live_shop.url}/fa/basket/")
    expect(page.locator(".support-total-row .total.amount").first).to_have_text(total)


def test_opening_one_tool_closes_the_other_so_that_head_and_field_stay_in_view(both):
    _page, desk = both
    desk.set_viewport_size({"width": 1280, "height": 700})
    for number in range(6):
        answer(desk, f"پاسخ {number}")
    expect(desk.locator('.desk-message[data-sender="agent"][data-seq]')).to_have_count(6)
    desk.locator(".desk-shop-cards > summary").click()
    desk.locator(".desk-proposals > summary").click()
    expect(desk.locator('[data-proposals="lines"] li').first).to_be_visible()
    expect(desk.locator('[data-shop-cards="search"]')).to_be_hidden()
    # The end of the messages is still what is read.
    thread = desk.locator('[data-part="scroll"]')
    expect(desk.locator(".desk-message[data-seq]").last).to_be_in_viewport()
    assert thread.evaluate("(it) => it.scrollHeight > it.clientHeight"), "or nothing was scrolled"
    for part in (".desk-actions", ".desk-composer [type=submit]", ".desk-note-toggle"):
        expect(desk.locator(part)).to_be_in_viewport(ratio=1)
    head, actions = (desk.locator(part).bounding_box() for part in (".desk-head", ".desk-actions"))
    assert actions["y"] + actions["height"] <= head["y"] + head["height"]

"""Canned replies and internal notes in a real browser."""

import re

from playwright.sync_api import expect

from tests.browser.helpers.desks import Shopper, body_field, ready, row
from tests.browser.helpers.faults import faults


def part(page, name):
    return page.locator(f'[data-part="{name}"]')


def options(page):
    return page.locator("#support-canned-list [role=option]")


def test_an_answer_that_was_sent_from_a_canned_reply_is_counted(live_shop, open_desk):
    page = open_desk(live_shop)
    shopper = Shopper(live_shop, "en")
    asked = shopper.ask("Can I return it?")
    ready(page)
    row(page, asked).locator("a").focus()
    page.keyboard.press("Enter")
    expect(body_field(page)).to_be_focused()
    page.keyboard.press("/")
    expect(options(page).first).to_be_visible()
    text = options(page).first.locator(".desk-canned-text").text_content()
    page.keyboard.press("Enter")
    assert body_field(page).input_value() == text
    page.keyboard.press("Enter")
    expect(page.locator('.desk-message[data-sender="agent"][data-seq]')).to_be_visible()
    assert shopper.thread()["messages"]["items"][-1]["body"] == text
    counts = (
        "async () => (await (await fetch('/fa/support/api/v1/canned-replies/')).json()).items[0].use_count"
    )
    page.wait_for_function(f"async () => (await ({counts})()) > 0")


def test_a_reply_is_found_chosen_with_arrows_and_left_with_escape(live_shop, open_desk):
    page = open_desk(live_shop)
    asked = Shopper(live_shop).ask("سلام")
    row(page, asked).locator("a").click()
    field = body_field(page)
    expect(field).to_be_focused()
    page.keyboard.type("من /")
    expect(part(page, "canned")).to_be_hidden()
    assert field.input_value() == "من /"
    page.keyboard.press("Control+/")
    search = part(page, "canned-search")
    expect(search).to_be_focused()
    expect(search).to_have_attribute("aria-expanded", "true")
    expect(options(page)).not_to_have_count(0)
    page.keyboard.press("ArrowDown")
    second = options(page).nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    assert search.get_attribute("aria-activedescendant") == second.get_attribute("id")
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    assert field.input_value() == "من /"
    page.keyboard.press("Control+/")
    page.keyboard.type("RETURNS")
    page.keyboard.press("Enter")
    expect(part(page, "canned")).to_be_hidden()
    expect(field).not_to_have_value("من /")
    assert field.input_value().startswith("من /")
    field.fill("")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.press("/")
    expect(field).to_have_value("/")


def test_a_note_is_written_seen_by_a_colleague_live_and_not_by_the_shopper(live_shop, open_desk):
    page, other = open_desk(live_shop), open_desk(live_shop)
    shopper = Shopper(live_shop)
    asked = shopper.ask("پارچه‌اش چیست؟")
    for one in (page, other):
        row(one, asked).locator("a").click()
        expect(one.locator(".desk-message[data-seq]")).to_be_visible()
    part(page, "heading").focus()
    page.keyboard.press("i")
    note = page.locator("#support-note-body")
    expect(note).to_be_focused()
    page.keyboard.type("این مشتری همیشگی است")
    page.keyboard.press("Control+Enter")
    for one in (page, other):
        expect(one.locator(".desk-messages .desk-note")).to_have_text(re.compile("این مشتری همیشگی است"))
    expect(note).to_have_value("")
    expect(page.locator(".desk-messages .desk-note")).to_be_in_viewport()
    shopper.ask("سؤال دیگری هم دارم")
    expect(page.locator(".desk-message[data-seq]")).to_have_count(2)
    order = "rows => rows.map((row) => row.className.split(' ')[0])"
    rows = page.locator(".desk-messages > :is(.desk-message, .desk-note)")
    expect(rows).to_have_count(3)
    assert rows.evaluate_all(order) == ["desk-message", "desk-note", "desk-message"]
    assert "همیشگی" not in str(shopper.thread())
    page.reload()
    expect(page.locator(".desk-message[data-seq]")).to_have_count(2)  # the script's own
    expect(rows).to_have_count(3)
    assert rows.evaluate_all(order) == ["desk-message", "desk-note", "desk-message"]
    page.locator(".desk-note").get_by_role("button").click()
    for one in (page, other):
        expect(one.locator(".desk-messages .desk-note")).to_have_count(0)


def test_a_name_behind_an_at_is_offered_and_inserted(live_shop, open_desk):
    page = open_desk(live_shop)
    asked = Shopper(live_shop).ask("سلام")
    row(page, asked).locator("a").click()
    page.locator(".desk-note-toggle").click()
    note = page.locator("#support-note-body")
    note.press_sequentially("ببین @")
    names = page.locator("#support-note-names [role=option]")
    expect(names).not_to_have_count(0)
    name = names.first.text_content()
    page.keyboard.press("Enter")
    expect(note).to_have_value(f"ببین @{name} ")
    expect(names).to_have_count(0)


def test_notes_and_the_list_of_replies_have_no_fault(live_shop, open_desk):
    page = open_desk(live_shop)
    asked = Shopper(live_shop).ask("سلام")
    row(page, asked).locator("a").click()
    page.locator(".desk-note-toggle").click()
    page.locator("#support-note-body").fill("یادداشت")
    page.locator(".desk-note-form button[type=submit]").click()
    expect(page.locator(".desk-messages .desk-note")).to_be_visible()
    part(page, "canned-open").click()
    expect(options(page)).not_to_have_count(0)
    # Beside a note that is being written there is little room.
    top = "element => element.getBoundingClientRect().top"
    assert part(page, "canned-search").evaluate(top) > part(page, "conversation").evaluate(top)
    assert faults(page, "#support-desk") == []


def test_a_use_that_could_not_be_sent_is_counted_after_a_reload_and_once(live_shop, open_desk):
    page = open_desk(live_shop)
    asked = Shopper(live_shop).ask("سلام")
    row(page, asked).locator("a").click()
    expect(body_field(page)).to_be_focused()
    page.route("**/used/", lambda route: route.abort())
    page.keyboard.press("/")
    page.keyboard.type("moment")
    expect(options(page)).to_have_count(1)
    with page.expect_request("**/used/"):
        page.keyboard.press("Control+Enter")
    expect(page.locator('.desk-message[data-sender="agent"][data-seq]')).to_be_visible()
    counted = """async () => {
        const answer = await fetch("/fa/support/api/v1/canned-replies/?q=moment");
        return (await answer.json()).items[0].use_count;
    }"""
    before = page.evaluate(counted)
    page.unroute("**/used/")
    with page.expect_response("**/used/"):
        page.reload()
    assert page.evaluate(counted) == before + 1
    page.reload()
    expect(page.locator('.desk-message[data-sender="agent"][data-seq]')).to_be_visible()
    assert page.evaluate(counted) == before + 1

"""The inbox in a real browser: lists, what is done with a conversation, keys, and two agents at once."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.helpers.desks import Shopper, answer, body_field, ready, row
from tests.browser.helpers.faults import faults, no_sideways_scroll
from tests.browser.helpers.logins import ADMIN


def lists(page):
    return page.locator('[data-part="lists"]')


def choose(page, name):
    lists(page).locator(f'[data-list="{name}"]').click()


def action(page, name):
    return page.locator(f'[data-action="{name}"]').first


def test_of_two_who_press_take_at_once_one_gets_it_and_the_other_reads_who(live_shop, open_desk):
    asked = Shopper(live_shop).ask("چه کسی؟")
    first = open_desk(live_shop, path=f"{asked}/")
    second = open_desk(live_shop, ADMIN, path=f"{asked}/")
    for page in (first, second):
        ready(page)
    # Neither has been notified of the other's press.
    held = []
    second.route("**/take/", lambda route: held.append(route))
    action(second, "take").locator("button").click()
    action(first, "take").locator("button").click()
    expect(action(first, "take")).to_be_hidden()
    held[0].continue_()
    expect(second.locator('[data-part="action-error"]')).to_be_visible()
    expect(second.locator('[data-fact="agent"]')).not_to_have_text("–")
    name = second.locator('[data-fact="agent"]').inner_text()
    assert name in second.locator('[data-part="action-error"]').inner_text()


def test_a_conversation_goes_from_list_to_list_without_a_reload(live_shop, open_desk):
    asked = Shopper(live_shop).ask("از فهرست به فهرست")
    page = open_desk(live_shop, path=f"{asked}/")
    ready(page)
    page.evaluate("window.same = true")
    choose(page, "mine")
    expect(row(page, asked)).to_have_count(0)
    action(page, "take").locator("button").click()
    expect(row(page, asked)).to_be_visible()
    page.locator('[data-menu="snooze"] summary').click()
    page.locator('[data-menu="snooze"] button[value="60"]').click()
    choose(page, "snoozed")
    expect(row(page, asked)).to_be_visible()
    choose(page, "waiting")
    expect(row(page, asked)).to_have_count(0)
    page.locator('[data-part="close"] summary').click()
    page.locator(".desk-close-form .desk-button-danger").click()
    choose(page, "closed")
    expect(row(page, asked)).to_be_visible()
    action(page, "reopen").locator("button").click()
    choose(page, "all")
    expect(row(page, asked)).to_be_visible()
    assert page.evaluate("window.same")


def test_words_narrow_the_list_and_a_filter_is_saved_and_chosen(live_shop, open_desk):
    wanted = Shopper(live_shop).ask("پارچه‌ی ترمه دارید؟")
    other = Shopper(live_shop).ask("چیز دیگر")
    page = open_desk(live_shop)
    ready(page)
    page.locator('[data-part="filters"] summary').click()
    page.locator("#support-desk-filter-priority").select_option("2")
    expect(row(page, other)).to_have_count(0)
    page.locator("#support-desk-filter-name").fill("فوری‌ها")
    page.locator('[data-part="save-filter"] button').click()
    page.locator('[data-part="saved"]', has_text="فوری‌ها").click()
    expect(page).to_have_url(re.compile(r"\?priority=2$"))
    expect(row(page, other)).to_have_count(0)
    page.locator('[data-part="no-filters"]').click()
    expect(row(page, other)).to_be_visible()
    assert row(page, wanted).is_visible()


def test_keys_do_what_the_list_of_keys_says_unless_they_are_switched_off(live_shop, open_desk):
    asked = Shopper(live_shop).ask("کلیدها")
    page = open_desk(live_shop, path=f"{asked}/")
    ready(page)
    page.locator('[data-part="heading"]').focus()
    page.keyboard.press("r")
    expect(body_field(page)).to_be_focused()
    page.keyboard.type("a")
    expect(body_field(page)).to_have_value("a")
    expect(action(page, "take")).to_be_visible()
    body_field(page).fill("")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(action(page, "take")).to_be_hidden()
    page.keyboard.press("s")
    expect(page.locator('[data-menu="snooze"]')).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator('[data-menu="snooze"] summary')).to_be_focused()
    page.keyboard.press("h")
    expect(page.locator('[data-menu="hand-over"]')).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.locator(".desk-close-form .desk-button-danger")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Slash")
    expect(page.locator('[data-part="keys-dialog"]')).to_be_visible()
    page.locator('[data-part="letters"]').uncheck()
    page.keyboard.press("Escape")
    page.locator('[data-part="heading"]').focus()
    page.keyboard.press("r")
    expect(body_field(page)).not_to_be_focused()
    page.keyboard.press("Control+k")
    field = page.locator('[data-part="command"]')
    expect(field).to_be_focused()
    field.fill(page.locator('[data-command="reply"] span').inner_text())
    page.keyboard.press("Enter")
    expect(body_field(page)).to_be_focused()


def test_sending_asks_first_where_a_colleague_has_answered_meanwhile(live_shop, open_desk):
    shopper = Shopper(live_shop)
    asked = shopper.ask("دو پاسخ؟")
    page = open_desk(live_shop, path=f"{asked}/")
    colleague = open_desk(live_shop, ADMIN, path=f"{asked}/")
    for desk in (page, colleague):
        ready(desk)
    body_field(page).fill("پاسخ من")
    answer(colleague, "پاسخ همکار")
    expect(page.locator(".desk-bubble", has_text="پاسخ همکار")).to_be_visible()
    body_field(page).press("Enter")
    note = page.locator('[data-part="meanwhile"]')
    expect(note).to_contain_text("پاسخ همکار")
    expect(body_field(page)).to_have_value("پاسخ من")
    said = [m["body"] for m in shopper.thread()["messages"]["items"] if m["sender"] == "agent"]
    assert said == ["پاسخ همکار"]
    body_field(page).press("Enter")
    expect(body_field(page)).to_have_value("")
    expect(note).to_be_hidden()
    expect(page.locator('.desk-message[data-sender="agent"][data-seq]')).to_have_count(2)


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_everybody_can_use_the_inbox(live_shop, open_desk, language):
    asked = Shopper(live_shop).ask("دسترس‌پذیر؟")
    page = open_desk(live_shop, path=f"{asked}/", language=language, reduced_motion="reduce")
    ready(page)
    assert faults(page, "#support-desk") == []
    page.set_viewport_size(PHONE)
    assert no_sideways_scroll(page)
    page.locator('[data-menu="more"] summary').click()
    assert page.locator('[data-menu="more"] .desk-pop').evaluate(
        """(box) => {
            const { left, right } = box.getBoundingClientRect();
            return left >= 0 && right <= innerWidth;
        }"""
    )
    assert faults(page, "#support-desk") == []
    page.set_viewport_size(DESKTOP)
    page.keyboard.press("Control+k")
    assert faults(page, "#support-desk") == []


NEWCOMER = """
from django.contrib.auth import get_user_model
from support_plugin.models import Agent
user = get_user_model().objects.create_user("{name}", email="{name}@example.com", is_staff=True)
type(user).objects.filter(pk=user.pk).update(first_name="نوشین")
Agent.objects.create(user=user)
"""


def test_a_colleague_who_came_after_the_page_was_loaded_can_be_handed_a_conversation(live_shop, open_desk):
    asked = Shopper(live_shop).ask("همکار تازه؟")
    page = open_desk(live_shop, path=f"{asked}/")
    ready(page)
    newcomer = action(page, "hand-over").locator("option", has_text="نوشین")
    expect(newcomer).to_have_count(0)
    live_shop.manage("shell", "--command", NEWCOMER.format(name=f"newcomer{uuid4().hex[:6]}"))
    page.locator('[data-menu="hand-over"] summary').click()
    expect(newcomer).to_have_count(1)
    chosen = newcomer.get_attribute("value")
    receivers = action(page, "hand-over").locator("select")
    receivers.select_option(chosen)
    # What was chosen stays when the menu opens again.
    page.keyboard.press("Escape")
    with page.expect_response("**/agents/"):
        page.locator('[data-menu="hand-over"] summary').click()
    expect(receivers).to_have_value(chosen)
    names = receivers.locator("optgroup").last.locator("option").all_inner_texts()
    assert len(names) == len(set(names)), "nobody twice, and not the agent"

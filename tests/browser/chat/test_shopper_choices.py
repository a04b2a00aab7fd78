"""Answers to choose from, drafts, the dark, and who is there: the shopper's chat in a real browser."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.helpers.agents import Agent
from tests.browser.helpers.chatting import is_sent, offer, open_chat, own, say
from tests.browser.helpers.faults import axe
from tests.browser.helpers.files import attach, file_of, picture

HOSTILE = '<img src=x onerror="alert(1)">'
DARK, LIGHT = "rgb(23, 27, 32)", "rgb(255, 255, 255)"


def choices(page: Page) -> Locator:
    """The buttons in the panel."""
    return page.locator(".choices button")


def test_a_shopper_chooses_an_answer_and_their_draft_stays(live_shop, page, agent, words):
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    offer(agent, words, "کدام روش؟", ["پست", HOSTILE])
    expect(choices(page)).to_have_text(["پست", HOSTILE])
    assert page.locator(".choices").get_by_role("img").count() == 0
    page.locator("#composer").fill("پیش‌نویس")
    page.reload()
    expect(choices(page)).to_have_count(2)
    assert all(button.evaluate("(node) => node.offsetHeight") >= 44 for button in choices(page).all())
    expect(page.locator(".choices")).to_have_attribute("role", "group")
    assert axe(page, "support-chat") == []
    choices(page).first.press("Enter")
    expect(choices(page)).to_have_count(0)
    expect(page.locator("#composer")).to_be_focused()
    is_sent(page, "پست")
    expect(page.locator("#composer")).to_have_value("پیش‌نویس")
    said = agent.call(f"conversations/{agent.find(words)}/")["messages"]["items"]
    assert [message["body"] for message in said if message["sender"] == "shopper"] == [words, "پست"]


def test_only_the_newest_messages_answers_are_offered(live_shop, page, agent, words):
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    offer(agent, words, "رنگ؟", ["سرخ"])
    expect(choices(page)).to_have_text(["سرخ"])
    offer(agent, words, "اندازه؟", ["بزرگ", "کوچک"])
    expect(choices(page)).to_have_text(["بزرگ", "کوچک"])
    say(page, "نمی‌دانم")
    expect(choices(page)).to_have_count(0)


def test_a_persian_name_does_not_turn_an_english_line_around(live_shop, page, agent, words):
    open_chat(page, live_shop, "en")
    say(page, words)
    is_sent(page, words)
    agent.answer(words, "Hello")
    line = page.locator(".line", has_text="joined the conversation")
    expect(line).to_have_css("direction", "ltr")
    expect(line).to_contain_text("\u2069 joined")


def test_without_javascript_the_answers_are_buttons_of_a_form(live_shop, new_page, agent, words):
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_shop.url}/fa/support/chat/")
    page.locator("[name=body]").fill(words)
    page.locator(".support-form button").click()
    offer(agent, words, "کدام روش؟", ["پست", HOSTILE])
    page.reload()
    buttons = page.locator(".support-choices button")
    expect(buttons).to_have_text(["پست", HOSTILE])
    buttons.last.click()
    expect(page.locator(".support-shopper").last).to_contain_text(HOSTILE)
    expect(buttons).to_have_count(0)


def test_an_uploaded_file_stays_with_the_draft_over_a_reload(live_shop, page):
    open_chat(page, live_shop)
    expect(page.locator(".support-attach")).to_be_visible()
    attach(page, file_of("کفش.png", picture()))
    expect(page.locator(".support-chip.support-done")).to_be_visible()
    page.reload()
    expect(page.locator(".support-chip.support-done")).to_contain_text("کفش.png")
    page.locator(".send").click()
    expect(page.locator(".message.shopper .support-image")).to_be_visible()
    page.reload()
    expect(page.locator(".message.shopper .support-image")).to_be_visible()
    assert page.locator(".support-chip").count() == 0


@pytest.mark.parametrize(
    ("system", "shop_says", "paper"),
    [
        ("dark", "", LIGHT),
        ("dark", "document.documentElement.style.colorScheme = 'light dark'", DARK),
        ("light", "document.documentElement.style.colorScheme = 'light dark'", LIGHT),
        ("dark", "document.documentElement.dataset.theme = 'light'", LIGHT),
        ("light", "document.documentElement.dataset.theme = 'dark'", DARK),
    ],
)
def test_the_panel_is_dark_where_the_shop_is_and_as_the_system_where_the_shop_can_be_both(
    live_shop,
    new_page,
    system,
    shop_says,
    paper,
):
    page = new_page(color_scheme=system)
    open_chat(page, live_shop)
    page.evaluate(f"() => {{ {shop_says} }}")
    expect(page.locator(".panel")).to_have_css("background-color", paper)


def test_identify_finds_out_that_somebody_has_logged_out(live_shop, new_page, words):
    page = new_page(viewport={"width": 1280, "height": 800})
    Agent(page, live_shop)
    open_chat(page, live_shop, "en")
    say(page, words)
    is_sent(page, words)
    page.context.clear_cookies(name="sessionid")
    page.evaluate("document.querySelector('support-chat').identify()")
    expect(page.locator(".message.agent .bubble")).to_have_count(1)
    expect(own(page, words)).to_have_count(0)

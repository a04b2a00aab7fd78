"""Three at night, a phone, nobody there: colloquial questions, and in the morning an agent sees all."""

import re
from uuid import uuid4

import pytest
from django.utils import translation
from playwright.sync_api import expect

from support_plugin.answers.assistant import words
from support_plugin.answers.assistant.replies import Reason
from support_plugin.chat.payloads import assistant_name
from support_plugin.chat.team.assistant import assistant_words, person_words
from tests.browser.helpers.chatting import open_chat, say
from tests.browser.helpers.desks import ready, row
from tests.browser.helpers.faults import COUNT_VIOLATIONS, faults, no_sideways_scroll
from tests.browser.helpers.logins import SHOPPER, log_in
from tools.buying.browser import go_to_address

LANGUAGES = ("fa", "ar", "en")
COST = {"fa": "پول پیک چنده؟", "ar": "التوصيل بكام؟", "en": "whats the delivery gonna cost me?"}
WHERE = {"fa": "سفارشم کجاست؟", "ar": "وين طلبي؟", "en": "where is my order?"}
PASSWORD = {"fa": "رمزم یادم رفته", "ar": "نسيت كلمة المرور", "en": "i forgot my password"}
TEAS = {
    "fa": "چای بهارهٔ لاهیجان و گل گاوزبان کوهی را مقایسه کن",
    "ar": "قارن بين شاي لاهيجان الربيعي وأزهار لسان الثور الجبلي",
    "en": "compare Lahijan spring tea and Wild borage flowers",
}
BOTH = {
    "fa": ("چای بهارهٔ لاهیجان", "گل گاوزبان کوهی"),
    "ar": ("شاي لاهيجان الربيعي", "أزهار لسان الثور الجبلي"),
    "en": ("Lahijan spring tea", "Wild borage flowers"),
}


@pytest.fixture
def shop(answering_shop):
    return answering_shop


def in_language(words_of, language):
    with translation.override(language):
        return str(words_of())


def answers(page):
    """What the shop has said, in order."""
    return page.locator(".panel .message:not(.shopper)")


def digits(text):
    """Return the digits of a text, in ASCII."""
    return "".join(str(int(letter)) for letter in text if letter.isdigit())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cost_of_shipping_in_colloquial_words_is_what_the_basket_says(shop, new_page, language):
    page = new_page(locale=language)
    page.add_init_script(COUNT_VIOLATIONS)
    go_to_address(page, f"{shop.url}/fa").enter_address()
    page.goto(f"{shop.url}/{language}/basket/")
    cost = page.locator(".support-notice-charge bdi").first.text_content()
    open_chat(page, shop, language)
    expect(page.locator(".person")).to_contain_text(in_language(person_words, language))
    say(page, COST[language])
    expect(answers(page).last).to_contain_text(cost)
    # Below the shop's greeting.
    expect(answers(page).nth(1)).to_contain_text(in_language(lambda: words.introduction("x")[:12], language))
    assert faults(page) == []
    assert no_sideways_scroll(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_is_logged_in_sees_how_their_own_order_stands(shop, new_page, language):
    page = new_page(locale=language)
    log_in(page, shop.url, SHOPPER, language)
    open_chat(page, shop, language)
    say(page, WHERE[language])
    page.wait_for_function("() => document.querySelector('support-chat .support-host')")
    expect(page.locator(".panel .log")).to_contain_text(re.compile("778899|۷۷۸۸۹۹|٧٧٨٨٩٩"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_teas_are_compared(shop, new_page, language):
    page = new_page(locale=language)
    open_chat(page, shop, language)
    say(page, TEAS[language])
    for title in BOTH[language]:
        expect(page.locator(".panel .message:not(.shopper)", has_text=title).last).to_be_visible()
    expect(page.locator(".panel .choices button")).to_have_count(3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_asked_for_first_is_called_and_the_hours_are_said(shop, new_page, language):
    page = new_page(locale=language)
    open_chat(page, shop, language)
    page.locator(".person button").click()
    # That it is a program, and when somebody is there.
    expect(answers(page).last).to_contain_text(re.compile("9 a.m.|9:00|۹:۰۰|٩:٠٠"))
    assert faults(page) == []
    # Meanwhile the assistant answers on, where it is asked.
    expect(page.locator(".panel .choices button")).to_have_text([in_language(assistant_words, language)])
    page.locator(".panel .choices button").click()
    expect(page.locator(".panel .choices button")).to_have_text([in_language(person_words, language)])
    say(page, PASSWORD[language])
    expect(page.locator(".panel .support-card")).to_have_count(1)
    assert faults(page) == []


def test_without_javascript_a_person_is_called_and_the_hours_are_said(shop, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(f"{shop.url}/fa/support/chat/")
    page.get_by_role("button", name=in_language(person_words, "fa")).click()
    expect(page.locator(".support-thread")).to_contain_text(in_language(person_words, "fa"))
    page.goto(f"{shop.url}/fa/support/chat/")
    expect(page.get_by_role("button", name=in_language(assistant_words, "fa"))).to_be_visible()
    expect(page.locator(".support-thread")).to_contain_text(re.compile("۹:۰۰"))


# The last one: for a while after a desk was open, somebody is there.
def test_in_the_morning_an_agent_sees_all_of_it(shop, new_page, open_desk):
    page = new_page()
    open_chat(page, shop)
    marked = f"{PASSWORD['fa']} {uuid4().hex[:6]}"
    say(page, marked)
    expect(page.locator(".panel .support-card")).to_have_count(1)
    page.get_by_role("button", name=in_language(person_words, "fa")).click()
    expect(answers(page).last).to_contain_text(re.compile("۹:۰۰"))
    desk = open_desk(shop)
    ready(desk)
    session = page.request.get(f"{shop.url}/fa/support/api/v1/session/").json()
    row(desk, session["thread"]["conversation"]["id"]).click()
    expect(desk.get_by_text(marked).first).to_be_visible()
    # What the assistant said, that it is one, and its note.
    expect(desk.locator("#support-desk")).to_contain_text(in_language(assistant_name, "fa"))
    expect(desk.locator("#support-desk")).to_contain_text(in_language(lambda: Reason.WANTED.label, "fa"))

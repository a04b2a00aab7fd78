"""Next, read, prepared answer, send: four keys on a Persian and an English keyboard, without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser.helpers.desks import Shopper, body_field, ready, row

# What the keys by which the desk is used write on each keyboard: their place, their letter.
KEYBOARDS = {
    "fa": {"n": ("KeyN", "د"), "/": ("Slash", "/")},
    "fa, with ÷": {"n": ("KeyN", "د"), "/": ("Slash", "÷")},
    "en": {"n": ("KeyN", "n"), "/": ("Slash", "/")},
}


class Keyboard:
    """A keyboard of another layout, as the browser gets it from the system; it counts its keys."""

    def __init__(self, page, name):
        self.devtools = page.context.new_cdp_session(page)
        self.layout = KEYBOARDS[name]
        self.pressed = 0

    def press(self, key, modifiers=0):
        code, letter = self.layout.get(key, (key, key))
        text = "" if modifiers else {"Enter": "\r"}.get(letter, letter)
        about = {"code": code, "key": letter, "modifiers": modifiers}
        number = 13 if key == "Enter" else 0
        self.devtools.send(
            "Input.dispatchKeyEvent",
            {"type": "keyDown", **about, "text": text, "windowsVirtualKeyCode": number},
        )
        self.devtools.send(
            "Input.dispatchKeyEvent", {"type": "keyUp", **about, "windowsVirtualKeyCode": number}
        )
        self.pressed += 1


@pytest.mark.parametrize("name", KEYBOARDS)
def test_next_read_prepared_answer_and_send_take_four_keys(live_shop, open_desk, name):
    language = name[:2]
    page, shopper, keyboard, replies = opened(live_shop, open_desk, name, language)
    keyboard.press("n")
    expect(page.locator(".desk-bubble", has_text="دومی")).to_be_visible()
    expect(body_field(page)).to_be_focused()
    keyboard.press("/")
    expect(replies.first).to_be_visible()
    said = replies.first.locator(".desk-canned-text").text_content()
    keyboard.press("Enter")
    expect(body_field(page)).to_have_value(said)
    keyboard.press("Enter")
    sent(page, shopper, said)
    assert keyboard.pressed <= 4


@pytest.mark.parametrize("name", KEYBOARDS)
def test_a_prepared_answer_inserted_and_sent_at_once_takes_three(live_shop, open_desk, name):
    page, shopper, keyboard, replies = opened(live_shop, open_desk, name, name[:2])
    keyboard.press("n")
    expect(page.locator(".desk-bubble", has_text="دومی")).to_be_visible()
    keyboard.press("/")
    expect(replies.first).to_be_visible()
    said = replies.first.locator(".desk-canned-text").text_content()
    keyboard.press("Enter", modifiers=2)
    sent(page, shopper, said)
    assert keyboard.pressed == 3


def test_the_key_of_prepared_answers_opens_them_from_anywhere_in_the_conversation(live_shop, open_desk):
    page, _, keyboard, replies = opened(live_shop, open_desk, "fa", "fa")
    keyboard.press("n")
    expect(body_field(page)).to_be_focused()
    page.locator('[data-part="heading"]').focus()
    keyboard.press("/")
    expect(replies.first).to_be_visible()
    expect(body_field(page)).to_have_value("")


def opened(shop, open_desk, name, language):
    """The desk with a conversation before this shopper's, who is the next; the focus nowhere."""
    before = Shopper(shop, language).ask("اولی")
    shopper = Shopper(shop, language)
    asked = shopper.ask("دومی")
    page = open_desk(shop, path=f"{before}/", language=language)
    ready(page)
    expect(row(page, asked)).to_be_visible()
    page.locator('[data-part="heading"]').focus()
    return page, shopper, Keyboard(page, name), page.locator("#support-canned-list [role=option]")


def sent(page, shopper, said):
    own = page.locator('.desk-message[data-sender="agent"][data-seq]')
    expect(own.locator(".desk-bubble")).to_have_text(said)
    assert shopper.thread()["messages"]["items"][-1]["body"] == said
    expect(body_field(page)).to_be_focused()

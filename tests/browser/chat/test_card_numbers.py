"""Whoever sends a card number sees what of it was kept, and why, at once."""

from django.utils import translation
from playwright.sync_api import expect

from support_plugin.chat.system_messages import shopper_line_texts
from tests.browser.helpers.chatting import open_chat, own, say

TYPED, STORED = "کارت ۶۰۳۷ ۹۹۱۲ ۳۴۵۶ ۷۸۹۳", "کارت •••• •••• •••• ۷۸۹۳"


def test_the_number_is_hidden_on_the_screen_too_with_a_word_why(page, live_shop):
    open_chat(page, live_shop)
    # The first opens the conversation by HTTP, the second goes over its socket.
    for sent in (1, 2):
        say(page, TYPED)
        expect(own(page, STORED)).to_have_count(sent)
        expect(own(page, TYPED)).to_have_count(0)
    expect(page.locator(".message.shopper")).to_have_count(2)
    with translation.override("fa"):
        why = str(shopper_line_texts()["line_card_hidden"])
    expect(page.locator("p.line", has_text=why)).to_have_count(2)

"""A guest writes while nobody is there, leaves, and reads the answer by e-mail: in two browsers."""

import re
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.helpers.agents import Agent
from tests.browser.helpers.chatting import is_sent, open_chat, own, say, theirs
from tests.browser.helpers.faults import COUNT_VIOLATIONS, faults, no_sideways_scroll
from tests.helpers.smtp_server import Letter, MailServer
from tools.run.shop import Shop

NARROW = {"width": 320, "height": 640}
LATER = """
from datetime import timedelta
from django.utils import timezone
from support_plugin.chat.away.sending import send_mails
send_mails(timezone.now() + timedelta(minutes=7))
"""


@pytest.fixture
def shop(mailing_shop: Shop) -> Shop:
    return mailing_shop


def link_in(letter: Letter, shop: Shop) -> str:
    """Return the link's address in this shop."""
    found = re.search(r"https?://\S+/support/chat/answer/\S+", letter.part("plain"))
    assert found
    return shop.url + urlsplit(found[0]).path


def prove(page: Page, mails: MailServer, email: str) -> None:
    """Have the code sent, and type it."""
    page.locator("[name=send]").click()
    code = re.search(r"^\s*(\d{6})\s*$", mails.wait_for(email, 2).part("plain"), re.MULTILINE)
    assert code
    page.locator("[name=code]").fill(code[1])
    page.locator(".support-form:has([name=code]) button").click()


def leave_address(page: Page, email: str) -> None:
    """Give the shop an address for the answer; one that is none is refused."""
    away = page.locator(".away")
    away.locator("input").fill("negar@")
    away.locator("button").click()
    expect(away.get_by_role("alert")).not_to_be_empty()
    assert no_sideways_scroll(page)
    # Axe brings a style of its own.
    assert page.evaluate("violations") == []
    assert faults(page) == []
    away.locator("input").fill(email)
    away.locator("button").click()
    expect(away.locator("form")).to_have_count(0)


def test_the_answer_goes_by_mail_and_opens_here_and_with_a_code_elsewhere(shop, mails, new_page: NewPage):
    email, question = f"{uuid4().hex[:12]}@example.com", f"کی می‌رسد؟ {uuid4().hex[:8]}"
    page = new_page(viewport=NARROW)
    page.add_init_script(COUNT_VIOLATIONS)
    open_chat(page, shop)
    away = page.locator(".away")
    # Before anything is written.
    expect(away.get_by_role("status")).not_to_be_empty()
    expect(away.locator("input")).to_have_count(0)
    say(page, question)
    is_sent(page, question)
    leave_address(page, email)
    page.goto("about:blank")

    agent = Agent(new_page(), shop)
    agent.answer(question, "فردا می‌رسد.")
    shop.manage("shell", "-c", LATER, quiet=True)
    letter = mails.wait_for(email)
    assert 'dir="rtl"' in letter.part("html")

    page.goto(link_in(letter, shop))
    expect(page.locator(".support-thread")).to_contain_text("فردا می‌رسد.")

    other = new_page(viewport=NARROW)
    other.goto(link_in(letter, shop))
    expect(other.locator("body")).not_to_contain_text("فردا می‌رسد.")
    assert no_sideways_scroll(other)
    assert faults(other, ".support-page") == []
    prove(other, mails, email)
    expect(other.locator(".support-thread")).to_contain_text("فردا می‌رسد.")
    other.locator(".support-form textarea").fill("ممنون")
    other.locator(".support-form [type=submit]").click()
    expect(other.locator(".support-thread")).to_contain_text("ممنون")
    # The panel was left open.
    page.goto(f"{shop.url}/fa/basket/")
    expect(own(page, "ممنون")).to_be_visible()
    expect(theirs(page, "فردا می‌رسد.")).to_be_visible()


def test_the_contact_page_takes_a_message_without_scripts(shop, new_page: NewPage):
    page = new_page(viewport=NARROW, java_script_enabled=False)
    page.goto(f"{shop.url}/fa/support/contact/")
    expect(page.locator(".support-page")).to_have_css("direction", "rtl")
    page.locator(".support-page textarea").fill("سلام، بی اسکریپت")
    page.locator(".support-page [name=email]").fill("negar@example.com")
    page.locator(".support-page [type=submit]").click()
    expect(page.locator(".support-thread")).to_contain_text("سلام، بی اسکریپت")


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_the_contact_page_has_no_faults(shop, new_page: NewPage, language):
    page = new_page()
    page.goto(f"{shop.url}/{language}/support/contact/")
    assert faults(page, ".support-page") == []
    page.set_viewport_size(NARROW)
    assert no_sideways_scroll(page)

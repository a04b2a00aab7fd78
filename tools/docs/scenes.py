"""What is done before a picture is taken. `base` is the shop's address, with a language."""

import email
import email.policy
import os
from functools import cache
from typing import TYPE_CHECKING

import django

from tools.buying.addresses import TYPED_ADDRESSES
from tools.buying.browser import Walk, go_to_address, press, put_in_basket
from tools.run.scratch import current_scratch

if TYPE_CHECKING:
    # The documentation is checked where no browser is installed.
    from playwright.sync_api import Page

LOG_IN = "form:has([name=login-username]) [type=submit]"


def open_first_product(page: "Page", base: str) -> None:
    """Go to the first product of the list."""
    page.locator("article a, .product_pod a").first.click()
    page.wait_for_load_state("networkidle")


def open_chat(page: "Page", base: str) -> None:
    """Open the chat."""
    page.locator(".support-launcher").first.click()
    page.locator("support-chat textarea").wait_for()


QUESTION = {
    "fa": ("سلام، این زعفران از برداشت امسال است؟", "سلام! بله، برداشت آبان امسال از تربت حیدریه است."),
    "ar": ("مرحبًا، هل هذا الزعفران من محصول هذا العام؟", "أهلًا! نعم، من محصول هذا الخريف في تربت حيدرية."),
    "en": ("Hello, is this saffron from this year's harvest?", "Hello! Yes, from this autumn, from Torbat."),
}


def ask_here(page: "Page", base: str) -> None:
    """Ask in the chat of this page."""
    open_chat(page, base)
    page.locator("support-chat textarea").fill(QUESTION[base[-2:]][0])
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)


def answer(page: "Page", base: str) -> None:
    """Answer, as the agent, the conversation that came last."""
    page.locator(".desk-entry-link").first.click()
    page.locator("#support-desk-body").fill(QUESTION[base[-2:]][1])
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)


def talk(page: "Page", base: str) -> None:
    """Ask here, and have an agent in another browser answer."""
    agent = other_browser(page)
    log_in_as_agent(agent, base)
    be_there(agent, base)
    ask_here(page, base)
    answer(agent, base)
    agent.context.close()
    page.wait_for_timeout(500)


def ask_elsewhere(page: "Page", base: str) -> None:
    """Log in here as the agent; then let a shopper ask something in a browser of their own."""
    log_in_as_agent(page, base)
    be_there(page, base)
    shopper = other_browser(page)
    put_in_basket(shopper, base)
    shopper.goto(f"{base}/basket/")
    ask_here(shopper, base)
    shopper.context.close()


def be_there(page: "Page", base: str) -> None:
    """Open the desk, until all know that somebody is there: the assistant leaves what is asked to people."""
    page.goto(f"{base}/dashboard/support/")
    page.wait_for_timeout(7000)


def ask_assistant(page: "Page", base: str) -> None:
    """Ask what shipping costs while nobody is there."""
    open_chat(page, base)
    page.locator("support-chat .person button").wait_for()
    page.locator("support-chat textarea").fill("پول پیک چنده؟")
    page.keyboard.press("Enter")
    page.locator("support-chat .choices button").first.wait_for()
    page.wait_for_timeout(500)


def other_browser(page: "Page") -> "Page":
    """A page in a browser that shares nothing with this one."""
    browser = page.context.browser
    assert browser is not None
    return browser.new_page(locale="fa-IR", reduced_motion="reduce")


def log_in_as_agent(page: "Page", base: str) -> None:
    """Log in as the first agent."""
    log_in(page, base, "agent1@example.com")


def log_in(page: "Page", base: str, address: str) -> None:
    """Log in with one of the demo's addresses."""
    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login-username]", address)
    page.fill("[name=login-password]", demo_password())
    page.locator(LOG_IN).click()
    page.wait_for_load_state("networkidle")


@cache
def demo_password() -> str:
    """The password of the demo's users."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "example_shop.settings"
    os.environ["EXAMPLE_SHOP_VAR"] = str(current_scratch() / "shop")
    django.setup()
    from example_shop.demo.people import PASSWORD

    return str(PASSWORD)


def enter_address(page: "Page", base: str) -> Walk:
    """Fill in the address, in the page's language; what follows is the payment."""
    walk = go_to_address(page, base)
    walk.enter_address(TYPED_ADDRESSES.get(base[-2:], TYPED_ADDRESSES["fa"]))
    return walk


def buy(page: "Page", base: str) -> None:
    """Buy, by way of the bank."""
    enter_address(page, base).pay()


def come_as_admin(page: "Page", base: str) -> None:
    """Log in as the demo's admin."""
    log_in(page, base, "admin@example.com")


def leave_at_the_payment(page: "Page", base: str) -> None:
    """Leave as a guest who agreed to be reminded, and let an hour pass."""
    walk = Walk(page, base)
    walk.put_in_basket()
    page.locator("[name=support_consent]").check()
    walk.enter_as_guest()
    walk.enter_address()
    page.goto(f"{base}/demo/outbox/")
    press(page, "button[value=hour]")


def show_mail(page: "Page", base: str) -> None:
    """Show the newest e-mail with a page in it."""
    # Their names begin with the time.
    for path in sorted((current_scratch() / "shop" / "mail").glob("*.eml"), reverse=True):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        part = message.get_body(("html",))
        if part is not None:
            page.set_content(part.get_content())
            return

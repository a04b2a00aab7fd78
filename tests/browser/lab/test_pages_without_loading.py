"""The chat lives on where pages are changed without being loaded: Turbo, htmx, other scripts, "back"."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab, launcher

# How other libraries change a page; each takes the body as it was, as the server sent it or as it was copied.
WAYS = {
    # Turbo Drive keeps a copy of the page that is left, and shows the copy at "back".
    "a copy put back": "const copy = document.body.cloneNode(true); document.body.innerHTML = '<p>away</p>';"
    " await wait(); document.body.replaceWith(copy)",
    # htmx keeps the page that is left as text.
    "text put back": "const text = document.body.innerHTML; document.body.innerHTML = '<p>away</p>';"
    " await wait(); document.body.innerHTML = text",
    "the element itself put back": "const chat = document.querySelector('support-chat'); chat.remove();"
    " await wait(); document.body.append(chat)",
    "the element moved": "document.querySelector('main').append(document.querySelector('support-chat'))",
    "moved twice": "const chat = document.querySelector('support-chat');"
    " document.querySelector('main').append(chat); document.body.append(chat); document.body.prepend(chat)",
    # Turbo 8 and idiomorph bring the children back to what the server sent.
    "its children as the server sent them": "const fresh = document.createElement('template');"
    " fresh.innerHTML = window.sent; const chat = document.querySelector('support-chat');"
    " chat.removeAttribute('style'); chat.replaceChildren(...fresh.content.firstElementChild.childNodes)",
    "the element as the server sent it": "document.querySelector('support-chat').outerHTML = window.sent",
}


def change(lab: Lab, way: str) -> None:
    """Change the page in this way, and let what follows from it happen."""
    lab.page.evaluate("(sent) => { window.sent = sent; }", launcher())
    lab.page.evaluate(f"""async () => {{
        const wait = () => new Promise((resolve) => setTimeout(resolve, 30));
        {WAYS[way]};
        await wait();
    }}""")


@pytest.mark.parametrize("way", WAYS)
def test_with_the_chat_closed_the_launcher_opens_it_afterwards(lab, way):
    lab.visit()
    change(lab, way)
    expect(lab.page.locator(".support-launcher")).to_have_count(1)
    lab.page.locator("button.support-launcher").click()
    expect(lab.page.locator(".panel")).to_be_visible()
    lab.say("works")
    expect(lab.page.get_by_text("Sent", exact=True)).to_be_visible()


@pytest.mark.parametrize("way", WAYS)
def test_with_the_chat_open_it_stays_open_once_and_one_socket_is_left(lab, way):
    lab.open("shop.open(); shop.answer('hello')")
    expect(lab.page.get_by_text("hello", exact=True)).to_be_visible()
    lab.page.wait_for_function("() => shop.sockets.size === 1")
    change(lab, way)
    expect(lab.page.locator(".panel")).to_be_visible()
    expect(lab.page.locator(".panel")).to_have_count(1)
    expect(lab.page.get_by_text("hello", exact=True)).to_have_count(1)
    lab.page.wait_for_function("() => shop.sockets.size === 1")
    lab.say("works")
    lab.page.wait_for_function("() => shop.stored === 2")
    expect(lab.page.get_by_text("works", exact=True)).to_have_count(1)
    lab.page.locator(".close").click()
    expect(lab.page.locator("button.support-launcher")).to_be_visible()


def test_a_page_that_takes_the_chat_away_is_left_without_a_socket_and_without_requests(lab):
    lab.open("shop.open(); shop.answer('hello')")
    lab.page.wait_for_function("() => shop.sockets.size === 1")
    lab.page.evaluate("document.querySelector('support-chat').remove()")
    lab.page.wait_for_function("() => shop.sockets.size === 0")
    asked = lab.shop("shop.requests.length")
    lab.page.evaluate("['online', 'focus'].forEach((name) => dispatchEvent(new Event(name)))")
    lab.page.wait_for_timeout(300)
    assert lab.shop("shop.requests.length") == asked


def test_back_from_another_page_as_the_browser_kept_it_asks_who_uses_it_now(lab):
    lab.open("shop.open(); shop.answer('mine')")
    lab.page.wait_for_function("() => shop.sockets.size === 1")
    lab.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert lab.shop("shop.sockets.size") == 0
    lab.shop("Object.assign(shop, { identity: 'second-person', conversations: [] })")
    lab.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(lab.page.get_by_text("mine", exact=True)).to_have_count(0)

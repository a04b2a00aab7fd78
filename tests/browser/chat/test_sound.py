"""The sound of an answer, and who answers: in a real browser."""

import json
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.helpers.agents import Agent
from tests.browser.helpers.chatting import is_sent, open_chat, say
from tools.run.shop import Shop

# Counts the sounds that a page would make.
LISTEN = """
    window.sounds = 0;
    const Real = window.AudioContext;
    window.AudioContext = class extends Real { constructor(...all) { super(...all); window.sounds += 1; } };
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () { window.sounds += 1; return play.call(this); };
    // Every tab believes that nobody looks at it.
    window.leave = () => {
        Object.defineProperty(document, "hidden", { configurable: true, value: true });
        document.dispatchEvent(new Event("visibilitychange"));
    };
"""
PICTURE = "/static/agent.svg"
DRAWING = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"


def three_tabs(page: Page, shop: Shop) -> list[Page]:
    """Open the chat in three tabs of one shopper, none of them looked at."""
    page.context.add_init_script(LISTEN)
    tabs = [page, page.context.new_page(), page.context.new_page()]
    for tab in tabs:
        open_chat(tab, shop)
        expect(tab.locator(".more")).to_be_visible()
    return tabs


def count_sounds(tabs: list[Page]) -> int:
    """Return how many sounds were made in all tabs."""
    return sum(tab.evaluate("window.sounds") for tab in tabs)


def answer(agent: Agent, words: str, tabs: list[Page], text: str) -> None:
    """Have the agent answer, and wait until every tab shows it."""
    agent.answer(words, text)
    for tab in tabs:
        expect(tab.locator(".message.agent", has_text=text)).to_have_count(1, timeout=15_000)


def test_an_answer_sounds_once_in_three_tabs_and_only_after_the_sound_was_switched_on(
    live_shop,
    page,
    agent,
    words,
):
    tabs = three_tabs(page, live_shop)
    say(page, words)
    is_sent(page, words)
    for tab in tabs:
        expect(tab.locator(".message.shopper")).to_have_count(1, timeout=15_000)
        tab.evaluate("leave()")
    answer(agent, words, tabs, "بی‌صدا")
    assert count_sounds(tabs) == 0
    page.locator(".more").click()
    sound = page.locator(".menu:not(.away) [aria-pressed]")
    expect(sound).to_have_attribute("aria-pressed", "false")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("window.sounds === 1")  # what it sounds like
    # The tone lasts; then the next answer is free to sound.
    page.evaluate("navigator.locks.request('support.sound', () => {})")
    answer(agent, words, tabs, "با صدا")
    tabs[0].evaluate("navigator.locks.request('support.sound', () => {})")
    assert count_sounds(tabs) == 2
    sound.click()
    answer(agent, words, tabs, "دوباره بی‌صدا")
    assert count_sounds(tabs) == 2


def with_an_agent(route: Route) -> None:
    """Let the shop show an agent with a picture, and how soon it answers."""
    answer = route.fetch()
    session: dict[str, Any] = answer.json()
    session["agents_present"] = False
    session["reply_time"] = "معمولاً در ۵ دقیقه"
    if session["thread"]:
        session["thread"]["conversation"]["agent"] = {"id": "a", "name": "", "picture": PICTURE}
    route.fulfill(response=answer, body=json.dumps(session))


def test_the_header_shows_the_agents_picture_and_the_usual_time_to_an_answer(
    live_shop,
    page,
    agent,
    words,
):
    page.route(f"**{PICTURE}", lambda route: route.fulfill(body=DRAWING, content_type="image/svg+xml"))
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    expect(page.locator(".picture")).to_be_hidden()
    page.route("**/session/**", with_an_agent)
    page.route_web_socket("**/support/ws/", lambda socket: socket.close())
    page.route("**/conversations/**", lambda route: route.abort())  # nothing newer than the session
    page.reload()
    expect(page.locator(".reply-time")).to_have_text("معمولاً در ۵ دقیقه")
    picture = page.locator(".picture")
    expect(picture).to_be_visible()
    assert picture.evaluate("(node) => node.decode().then(() => node.naturalWidth)") == 9
    assert picture.get_attribute("alt") == ""
    box, top = picture.bounding_box(), page.locator(".top").bounding_box()
    assert box["width"] == box["height"] == 40
    assert top["y"] <= box["y"]
    assert box["y"] + box["height"] <= top["y"] + top["height"]

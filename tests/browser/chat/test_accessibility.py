"""The shopper's chat for people who use a keyboard, a screen reader, big letters or dark colours."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.helpers.agents import Agent
from tests.browser.helpers.chatting import is_sent, offer, open_chat, say
from tests.browser.helpers.faults import faults
from tests.browser.helpers.files import PDF, attach, file_of, picture
from tools.buying.browser import Walk

LANGUAGES = ["fa", "ar", "en"]
FILES = ("کفش.png", "فاکتور.pdf", "صفحه.html")
CONTROLS = {"button", "textbox", "link", "radio", "checkbox", "dialog", "group", "log", "list", "progressbar"}
ACTIVE = """() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    const isOurs = Boolean(document.activeElement.closest("support-chat"));
    return isOurs ? node.id || node.classList[0] : "the page";
}"""


def controls(page: Page) -> list[tuple[str, str]]:
    """Return role and name of all that a screen reader meets in the chat, other than words."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    dialog = next(node for node in nodes if node.get("role", {}).get("value") == "dialog")
    todo, found = [dialog], []
    while todo:
        node = todo.pop()
        todo += [by_id[child] for child in node.get("childIds", []) if child in by_id]
        role = node.get("role", {}).get("value", "")
        # Lists of files in a message are named by what is in them.
        if not node["ignored"] and role in CONTROLS - {"list"}:
            found.append((role, node.get("name", {}).get("value", "")))
    return found


def badly_named(page: Page, language: str) -> list[tuple[str, str]]:
    """Return the controls without a name, or with one in Latin letters on a page that has others."""
    named = controls(page)
    assert len(named) > 5
    foreign = re.compile("[A-Za-z]" if language != "en" else "[آ-ی]")
    return [(role, name) for role, name in named if not name.strip() or foreign.search(without_files(name))]


def without_files(name: str) -> str:
    """Return the name without those of the files, and without the addresses and words of a message."""
    for said in (*FILES, "https://example.com/fa/", "پست", "پیک"):
        name = name.replace(said, "")
    return name


def look(page: Page, language: str) -> list[Any]:
    """Return all that is wrong with what is shown now."""
    return [*faults(page), *badly_named(page, language)]


def fail_a_message(page: Page) -> None:
    """Have the shop refuse a message, so that it stays there unsent."""
    answer = {"code": "invalid", "detail": "…"}
    page.route("**/conversations/", lambda route: route.fulfill(status=400, json=answer))
    say(page, "…")
    expect(page.locator(".remedy")).to_be_visible()
    page.unroute("**/conversations/")


def begin(page: Page, agent: Agent, words: str) -> None:
    """Have a conversation with everything in it that there can be."""
    attach(page, file_of(FILES[0], picture((200, 100))), file_of(FILES[1], PDF))
    expect(page.locator(".support-chip.support-done")).to_have_count(2)
    with page.expect_response(lambda response: response.url.endswith("/conversations/")):
        say(page, words)
    agent.answer(words, "https://example.com/fa/")
    offer(agent, words, "؟", ["پست", "پیک"])
    expect(page.locator(".choices button")).to_have_count(2)
    expect(page.locator(".line").last).to_be_visible()


def press(page: Page, number: int) -> None:
    """Open the menu and press one of its buttons."""
    page.locator(".more").click()
    page.locator(".menu:not(.away) li button").nth(number).click()


def look_at_menu(page: Page, language: str) -> dict[str, list[Any]]:
    """Return what is wrong with the menu, and with each form that it opens."""
    page.locator(".more").click()
    wrong = {"menu": look(page, language)}
    page.keyboard.press("Escape")
    for number, name in enumerate(["end", "transcript", "erase"]):
        press(page, number)
        expect(page.locator(".menu:not(.away) form")).to_be_visible()
        wrong[name] = look(page, language)
        page.keyboard.press("Escape")
    return wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_the_panel_is_accessible_and_named_in_the_readers_language(
    live_shop,
    page,
    agent,
    words,
    language,
):
    held: list[Any] = []
    page.route("**/session/**", lambda route: held.append(route))
    open_chat(page, live_shop, language)
    expect(page.locator(".notice")).not_to_be_empty()
    wrong = {"connecting": look(page, language)}
    for route in held:  # whoever waits for long asks again
        route.continue_()
    page.unroute("**/session/**")
    expect(page.locator(".support-attach")).to_be_visible()
    wrong["empty"] = look(page, language)
    fail_a_message(page)
    wrong["failed"] = look(page, language)
    page.locator(".remedy").click()
    begin(page, agent, words)
    wrong["conversation"] = look(page, language)
    attach(page, file_of(FILES[0], picture((200, 100))), file_of(FILES[2], b"<html>"))
    expect(page.locator(".support-chip:is(.support-failed, .support-done)")).to_have_count(2)
    wrong["files"] = look(page, language)
    wrong |= look_at_menu(page, language)
    page.context.set_offline(True)
    expect(page.locator("[data-connection=offline] .notice")).not_to_be_empty()
    wrong["offline"] = look(page, language)
    page.context.set_offline(False)
    press(page, 0)
    page.locator(".menu:not(.away) [type=submit]").click()
    expect(page.locator(".menu:not(.away) legend")).to_be_visible(timeout=15_000)
    wrong["ended"] = look(page, language)
    assert [f"{state}: {one}" for state, found in wrong.items() for one in found] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_launcher_and_the_plain_page_are_accessible(live_shop, page, language):
    Walk(page, f"{live_shop.url}/fa").put_in_basket()
    found = []
    for path in ("basket", "checkout"):
        page.goto(f"{live_shop.url}/{language}/{path}/")
        expect(page.locator("button.support-launcher")).to_be_visible()
        found += faults(page)
    page.goto(f"{live_shop.url}/{language}/support/chat/")
    found += faults(page, ".support-page")
    page.locator("[name=body]").fill("سلام")
    page.locator(".support-form button").click()
    expect(page.locator(".support-shopper")).to_be_visible()
    page.evaluate("document.querySelectorAll('.support-care').forEach((part) => { part.open = true; })")
    found += faults(page, ".support-page")
    assert found == []


@pytest.fixture
def at_desk(new_page: Callable[..., Page]) -> Page:
    """A desktop with a keyboard."""
    return new_page(viewport=DESKTOP)


def walk(page: Page, key: str, times: int) -> list[str]:
    """Press the key and return what has the focus after each."""
    found = []
    for _ in range(times):
        page.keyboard.press(key)
        found.append(page.evaluate(ACTIVE))
    return found


def say_by_keyboard(page: Page, words: str) -> None:
    """Type the words and press the button to send them."""
    page.locator("#composer").focus()
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    is_sent(page, words)
    expect(page.locator("#composer")).to_be_focused()
    # The own message's button to change it comes first.
    expect(page.locator(".own button")).to_be_visible()


def walk_back_to_menu(page: Page) -> list[str]:
    """Press Shift and Tab until the menu's button has the focus; return all that had it."""
    # Where nobody is there, the form for an address is passed, too.
    back = walk(page, "Shift+Tab", 5)
    while back[-1] != "more" and len(back) < 12:
        back += walk(page, "Shift+Tab", 1)
    return back


def test_everything_can_be_done_by_keyboard_and_the_panel_holds_nobody(live_shop, at_desk, agent, words):
    page = at_desk
    page.on("filechooser", lambda chooser: None)  # the browser is asked at once to open no window of its own
    page.goto(f"{live_shop.url}/fa/basket/")
    launcher = page.locator("button.support-launcher")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#composer")).to_be_focused()
    expect(page.locator(".support-attach")).to_be_visible()
    assert walk(page, "Shift+Tab", 5) == ["support-attach", "scroller", "close", "more", "the page"]
    assert walk(page, "Tab", 7) == [
        "more",
        "close",
        "scroller",
        "support-attach",
        "composer",
        "send",
        "the page",
    ]
    assert walk(page, "Shift+Tab", 3) == ["send", "composer", "support-attach"]
    with page.expect_file_chooser():
        page.keyboard.press("Enter")
    say_by_keyboard(page, words)
    assert walk_back_to_menu(page)[-3:] == ["scroller", "close", "more"]
    page.keyboard.press("Enter")
    expect(page.locator(".menu:not(.away) button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".more")).to_be_focused()
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#composer")).to_be_focused()
    page.locator(".close").press("Enter")
    expect(launcher).to_be_focused()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_panel_says_of_itself_what_it_is_a_dialog_beside_a_page_that_stays_alive(
    live_shop,
    new_page,
    size,
):
    page = new_page(viewport=size)
    open_chat(page, live_shop)
    panel = page.locator(".panel")
    expect(panel).to_have_attribute("role", "dialog")
    assert panel.get_attribute("aria-modal") is None
    assert page.locator("[inert]").count() == 0
    page.locator("main a, main button").first.focus()
    assert page.evaluate(ACTIVE) == "the page"


def moving(page: Page) -> list[str]:
    """Return what is animated or glides for longer than a moment."""
    return page.evaluate("""() => {
        const chat = document.querySelector("support-chat");
        const roots = [chat, ...[...chat.children].map((node) => node.shadowRoot).filter(Boolean)];
        const nodes = roots.flatMap((root) => [...root.querySelectorAll("*")]);
        const seconds = (text) => Math.max(...text.split(",").map((part) => parseFloat(part)));
        const slow = (style) =>
            style.scrollBehavior === "smooth" || seconds(style.transitionDuration) > 0.01 ||
            (style.animationName !== "none" && seconds(style.animationDuration) > 0.01);
        return nodes.filter((node) => slow(getComputedStyle(node))).map((node) => node.className);
    }""")


def test_nothing_moves_for_people_who_asked_for_less_motion(live_shop, new_page):
    page = new_page(reduced_motion="reduce")
    open_chat(page, live_shop)
    assert moving(page) == []
    page.emulate_media(reduced_motion="no-preference")
    assert moving(page) == ["panel"]


IS_ON_THE_SCREEN = """(node) => {
    const { top, left, right, bottom } = node.getBoundingClientRect();
    return top >= 0 && left >= 0 && right <= innerWidth && bottom <= innerHeight;
}"""


def is_inside(part: Locator, panel: Locator) -> bool:
    one, all_of_it = part.bounding_box(), panel.bounding_box()
    assert one is not None
    assert all_of_it is not None
    ends = one["x"] + one["width"], one["y"] + one["height"]
    limits = all_of_it["x"] + all_of_it["width"] + 1, all_of_it["y"] + all_of_it["height"] + 1
    return one["x"] >= all_of_it["x"] - 1 and one["y"] >= all_of_it["y"] - 1 and ends <= limits


# 1280 pixels at 200 %, at 400 %, a phone held across, and letters of twice the size.
@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize(
    ("width", "height", "letters"),
    [(640, 360, "100%"), (320, 256, "100%"), (844, 390, "100%"), (390, 844, "200%"), (1280, 720, "200%")],
)
def test_nothing_is_lost_when_all_is_twice_as_big(
    live_shop,
    new_page,
    words,
    language,
    width,
    height,
    letters,
):
    page = new_page(viewport={"width": width, "height": height}, device_scale_factor=2)
    page.goto(f"{live_shop.url}/{language}/basket/")
    page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", letters)
    page.locator("button.support-launcher").click()
    expect(page.locator(".support-attach")).to_be_visible()
    say(page, f"{words} {'x' * 80}")
    expect(page.locator(".message.shopper")).to_be_visible()
    panel = page.locator(".panel")
    assert panel.evaluate(IS_ON_THE_SCREEN)
    for part in (".close", ".more", "#composer", ".send", ".support-attach", "h2"):
        assert is_inside(page.locator(f".panel {part}"), panel), part
    page.locator(".more").click()
    last = page.locator(".menu:not(.away) li button").last
    last.scroll_into_view_if_needed()
    assert is_inside(last, panel)
    page.locator(".menu:not(.away) li button").first.press("Escape")
    for part in (".scroller", "form", ".top", ".body"):
        assert page.locator(f".panel > {part}, .body > {part}, .stage > {part}").first.evaluate(
            "(node) => node.scrollWidth <= node.clientWidth"
        ), part
    assert page.locator(".scroller").evaluate("(node) => node.clientHeight") >= 40

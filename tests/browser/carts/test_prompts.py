"""Help that the shop offers by itself, in a whole shop under a strict policy: seldom, and in nobody's way."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.helpers.chatting import is_sent
from tests.browser.helpers.desks import ready, row
from tests.browser.helpers.faults import COUNT_LAYOUT_SHIFTS, COUNT_VIOLATIONS, faults, no_sideways_scroll
from tools.buying.browser import go_to_address, put_in_basket

SEED = """
from datetime import timedelta
from django.utils import timezone
from support_plugin.carts.prompts.models import PromptRule
from support_plugin.carts.prompts.ready_made import add_ready_made
from support_plugin.chat.team.presence import AgentPresence
from support_plugin.hours.models import Schedule
# Agents whose desks other tests have closed.
AgentPresence.objects.all().delete()
add_ready_made()
PromptRule.objects.exclude(priority=20).delete()
PromptRule.objects.update(kinds=["leaving"])
words = {"greetings": {"fa": "ما آنلاین هستیم. کمکی لازم دارید؟"}, "kinds": ["leaving"]}
PromptRule.objects.create(name="Agent", pages=["basket"], needs_agent=True, **words)
closed = Schedule.objects.create(name="Never open")
PromptRule.objects.create(name="Hours", pages=["product"], schedule=closed, **words)
"""
SCREENS = {"phone": PHONE, "desk": DESKTOP}
# WCAG 1.4.10 and 1.4.4: the narrowest window, and the desktop's at 200 %.
SMALL = ({"width": 320, "height": 640}, {"width": 640, "height": 400})
# Sent once: again only where the browser has forgotten it. Until the module, which comes late, receives it.
LEAVE = """() => {
    delete localStorage.support;
    clearInterval(window.leaving);
    const out = () => new MouseEvent("mouseout", { bubbles: true, clientY: -3 });
    window.leaving = setInterval(() => document.documentElement.dispatchEvent(out()), 100);
}"""
# Of all that can be used in view: whose middle or corners lie under the prompt.
COVERED = """() => {
    const used = [...document.querySelectorAll("a, button, input, select, textarea, summary, label")];
    const seen = used.filter((node) => node.checkVisibility({ visibilityProperty: true }));
    if (seen.length < 5) throw new Error("hardly anything to cover");
    return seen.filter((node) => [...node.getClientRects()].some(({ left, right, top, bottom }) =>
        [[(left + right) / 2, (top + bottom) / 2], [left + 1, top + 1], [right - 1, top + 1],
            [left + 1, bottom - 1], [right - 1, bottom - 1]]
            .some(([x, y]) => document.elementFromPoint(x, y)?.matches(".support-host-prompt"))))
        .map((node) => node.outerHTML);
}"""
FOCUSED = """() => {
    const node = document.activeElement;
    return (node.shadowRoot?.activeElement ?? node).className;
}"""


@pytest.fixture(scope="module")
def shop(strict_shop):
    """A shop with rules for the payment, for when an agent is there, and for hours that never come."""
    strict_shop.manage("shell", "-c", SEED, quiet=True)
    return strict_shop


def go_to_payment(page, shop):
    go_to_address(page, f"{shop.url}/fa").enter_address()
    expect(page).to_have_url(re.compile("payment-details"))


def hesitate(page):
    """Move the pointer out of the page; return what the shop offers."""
    with page.expect_response("**/hesitations/") as answer:
        page.evaluate(LEAVE)
    return answer.value.json()["prompt"]


def box(page):
    return page.locator(".support-host-prompt .prompt")


def calls_of(page):
    """Return a list that grows by the calls that the page's app makes."""
    calls = []
    page.context.on("request", lambda request: request.method == "POST" and calls.append(request.url))
    return calls


def stays_clear_in_small_windows(page):
    """Where there is hardly room, prompt and launcher step aside, and come back to where nothing is."""
    for size in SMALL:
        page.set_viewport_size(size)
        page.wait_for_timeout(400)
        page.wait_for_function(f"() => !({COVERED})().length", timeout=5_000)
        assert page.evaluate(COVERED) == []
        assert no_sideways_scroll(page)


def tab_to_reply(page):
    """Press Tab until the prompt's button to write has the focus; return the classes of all that had it."""
    reached = set()
    for _time in range(60):
        page.keyboard.press("Tab")
        # While the page scrolls to what has the focus, it steps aside.
        page.wait_for_timeout(250)
        reached.add(page.evaluate(FOCUSED))
        if "write" in reached:
            break
    return reached


# First: for some seconds after an agent has left, one is still there.
def test_with_nobody_there_and_outside_the_hours_none_says_that_anybody_is(shop, new_page):
    page = new_page()
    put_in_basket(page, f"{shop.url}/fa")
    product = page.locator("article:has(form) h3 a").first
    page.goto(f"{shop.url}/fa/basket/")
    assert hesitate(page) is None
    page.goto(f"{shop.url}/fa/catalogue/")
    product.click()
    assert hesitate(page) is None
    expect(box(page)).to_have_count(0)


@pytest.mark.parametrize("screen", SCREENS)
def test_at_the_payment_it_covers_and_moves_nothing_and_is_used_and_dismissed_by_keyboard(
    shop, new_page, screen
):
    page = new_page(viewport=SCREENS[screen], reduced_motion="reduce")
    page.add_init_script(COUNT_LAYOUT_SHIFTS + COUNT_VIOLATIONS)
    go_to_payment(page, shop)
    calls = calls_of(page)
    page.keyboard.press("Tab")
    page.evaluate("window.before = document.activeElement")
    assert hesitate(page)
    expect(box(page)).to_be_visible()
    expect(page.get_by_role("status").filter(has=page.locator(".greeting"))).to_contain_text("سلام")
    expect(box(page).locator(".absent")).to_have_text("الان کسی آنلاین نیست")
    # Nothing is moved, covered or taken: not even the focus.
    assert page.evaluate("shifts") == 0
    assert page.evaluate(COVERED) == []
    assert page.evaluate("document.activeElement === window.before")
    assert box(page).evaluate("(node) => getComputedStyle(node).animationName") == "none"
    stays_clear_in_small_windows(page)
    assert faults(page, ".support-host-prompt") == []
    page.set_viewport_size(SCREENS[screen])
    expect(box(page)).to_be_visible()
    assert {"close", "write"} <= tab_to_reply(page)
    with page.expect_request("**/dismissed/"):
        page.keyboard.press("Escape")
    expect(box(page)).to_have_count(0)
    assert [url.split("/api/v1/")[1].split("/")[0] for url in calls] == ["hesitations", "prompts", "prompts"]
    assert calls[-1].endswith("/dismissed/")
    # Not again, whatever this browser remembers.
    page.reload()
    page.evaluate("localStorage.clear()")
    assert hesitate(page) is None
    assert page.evaluate("violations") == []


def test_of_two_tabs_one_shows_it_and_a_reply_shows_the_agent_why_where_and_how_much(
    shop, new_page, open_desk
):
    page = new_page(viewport=DESKTOP)
    go_to_payment(page, shop)
    other = page.context.new_page()
    other.goto(page.url)
    shown = [box(tab) for tab in (page, other)]
    page.evaluate(LEAVE)
    expect(shown[0]).to_be_visible()
    other.evaluate(LEAVE)
    other.wait_for_timeout(1500)
    assert [one.count() for one in shown] == [1, 0]
    # There is room for the greeting alone: the replies follow in the chat.
    shown[0].locator(".write").click()
    reply = page.locator(".choices button").first
    words = reply.text_content()
    reply.click()
    is_sent(page, words)
    session = page.request.get(f"{shop.url}/fa/support/api/v1/session/").json()
    desk = open_desk(shop)
    row(desk, session["thread"]["conversation"]["id"]).locator("a").click()
    line = desk.locator("#support-desk")
    for text in (words, "درنگ هنگام پرداخت", "پرداخت", re.compile("[۰-۹]٬[۰-۹]{3}")):
        expect(line).to_contain_text(text)
    # Somebody is there now: what promises that may be said, seconds after.
    ready(desk)
    somebody = new_page()
    put_in_basket(somebody, f"{shop.url}/fa")
    somebody.goto(f"{shop.url}/fa/basket/")
    for _second in range(10):
        if offered := hesitate(somebody):
            break
        somebody.wait_for_timeout(1000)
    assert "آنلاین" in offered["greeting"]


def requests_of(page, shop):
    """Return method and path of all that a quiet look at cart and address asks for."""
    asked = []
    page.context.on(
        "request", lambda one: asked.append((one.method, one.url.removeprefix(shop.url).split("?")[0]))
    )
    for path in ("basket", "checkout/shipping-address"):
        page.goto(f"{shop.url}/fa/{path}/")
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(1500)
    return asked


def test_a_page_where_nothing_happens_sends_nothing_and_under_privacy_control_has_nothing(shop, new_page):
    asked, elements = [], []
    for headers in ({}, {"Sec-GPC": "1"}):
        page = new_page(extra_http_headers=headers)
        put_in_basket(page, f"{shop.url}/fa")
        asked.append(requests_of(page, shop))
        page.goto(f"{shop.url}/fa/basket/")
        elements.append(page.locator("support-prompts, support-hesitation").count())
    assert elements == [2, 0]
    more = set(asked[0]) - set(asked[1])
    # The modules themselves are files; they ask the shop nothing.
    assert {(method, path.split("/")[-1].split(".")[0]) for method, path in more} == {
        ("GET", "hesitation"),
        ("GET", "prompts"),
    }
    assert [path for method, path in asked[0] if method == "POST"] == []


def test_without_javascript_the_page_is_whole_and_shows_nothing_of_it(shop, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(f"{shop.url}/fa/catalogue/")
    page.locator("article:has(form) h3 a").first.click()
    expect(page.locator("support-prompts")).to_be_hidden()
    expect(page.locator("form.add-to-basket [type=submit]").first).to_be_visible()

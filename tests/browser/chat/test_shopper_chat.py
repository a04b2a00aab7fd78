"""The shopper's chat in a real browser, on a phone and in Persian unless a test says otherwise."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.helpers.agents import Agent
from tests.browser.helpers.chatting import block_sockets, is_sent, open_chat, own, say, theirs
from tests.browser.helpers.faults import COUNT_VIOLATIONS, axe

# The demo's accent colour.
ACCENT = "rgb(138, 43, 56)"
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script>"
    '"><svg onload=alert(3)> javascript:alert(4) https://x.test/"onmouseover="alert(5) &lt;b&gt;'
)


def test_a_shopper_asks_at_the_basket_and_reads_the_answer_live_and_after_a_reload(
    live_shop, page, agent, words
):
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    page.wait_for_function(
        "() => document.querySelector('support-chat div').shadowRoot.querySelector('[data-connection=live]')"
    )
    agent.answer(words, "شصت و پنج هزار تومان")
    expect(theirs(page, "شصت و پنج هزار تومان")).to_be_visible(timeout=2000)
    page.reload()
    # It was open, so it is open again.
    for message in (own(page, words), theirs(page, "شصت و پنج هزار تومان")):
        expect(message).to_be_visible()
        expect(message).to_have_count(1)


def test_the_chat_works_with_sockets_blocked(live_shop, page, agent, words):
    block_sockets(page)
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    agent.answer(words, "بی‌سوکت")
    expect(theirs(page, "بی‌سوکت")).to_be_visible(timeout=15_000)
    page.reload()
    expect(theirs(page, "بی‌سوکت")).to_have_count(1)


def test_nothing_is_asked_of_the_network_before_the_chat_is_opened(live_shop, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(f"{live_shop.url}/fa/basket/")
    expect(page.locator("button.support-launcher")).to_be_visible()
    page.wait_for_timeout(500)
    chats = [url for url in asked if "/support_plugin/chat/" in url or "/support/" in url]
    ours = sorted(url.split("/")[-1].split(".")[0] for url in chats)
    assert ours == ["8a2b38", "launcher", "launcher"]


def said(agent, words):
    """Return what was said in a conversation; whose it became meanwhile is a line of the system's."""
    thread = agent.call(f"conversations/{agent.find(words)}/")
    return [message["body"] for message in thread["messages"]["items"] if not message["kind"]]


def test_a_message_written_without_a_connection_is_kept_over_a_reload_and_sent(live_shop, page, agent, words):
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    page.context.route("**/support/api/**", lambda route: route.abort())
    page.evaluate("() => { window.stop(); }")
    page.context.set_offline(True)
    say(page, "بی‌اینترنت")
    expect(page.locator(".notice")).not_to_be_empty()
    page.context.set_offline(False)
    page.reload()
    page.context.unroute("**/support/api/**")
    is_sent(page, "بی‌اینترنت")
    assert said(agent, words) == [words, "بی‌اینترنت"]


def test_what_was_written_before_the_shop_answered_is_in_the_composer_on_the_next_page(
    live_shop, page, words
):
    """Nobody knows yet whose it is, so that it can't be sent from there by itself."""
    session = "**/session/**"
    page.route(session, lambda route: None)
    open_chat(page, live_shop)
    say(page, words)
    expect(own(page, words)).to_be_visible()
    page.locator("#composer").fill("و یک چیز دیگر")
    page.reload()
    expect(page.locator("#composer")).to_have_value("")
    page.unroute(session)
    page.reload()
    expect(page.locator("#composer")).to_have_value(f"{words}\nو یک چیز دیگر")


def test_what_was_sent_before_the_shop_answered_is_sent_once_and_is_no_draft(live_shop, page, agent, words):
    held: list[Route] = []
    page.route("**/session/**", lambda route: held.append(route))
    open_chat(page, live_shop)
    say(page, words)
    expect(own(page, words)).to_be_visible()
    for route in held:
        route.continue_()
    page.unroute("**/session/**")
    is_sent(page, words)
    page.reload()
    expect(own(page, words)).to_be_visible()
    expect(page.locator("#composer")).to_have_value("")
    assert said(agent, words) == [words]


def test_pressing_enter_twice_sends_once(live_shop, new_page, agent, words):
    page = new_page(viewport={"width": 1280, "height": 800})
    open_chat(page, live_shop)
    page.locator("#composer").fill(words)
    page.locator("#composer").press("Enter")
    page.locator("#composer").press("Enter")
    is_sent(page, words)
    assert said(agent, words) == [words]


def test_hostile_text_from_either_side_is_shown_as_text(live_shop, page, agent, words):
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    say(page, HOSTILE)
    agent.answer(words, HOSTILE)
    expect(page.locator(".message.agent .bubble").last).to_have_text(HOSTILE)
    expect(page.locator(".message.shopper .bubble").last).to_have_text(HOSTILE)
    links = page.locator(".message.agent .bubble a")
    assert [link.get_attribute("href") for link in links.all()] == ["https://x.test/"]
    assert "noopener" in (links.first.get_attribute("rel") or "")
    assert page.locator(".bubble img, .bubble script, .bubble svg").count() == 0
    assert dialogs == []


def test_two_tabs_of_one_shopper_show_the_same(live_shop, page, agent, words):
    other = page.context.new_page()
    open_chat(page, live_shop)
    open_chat(other, live_shop)
    say(page, words)
    expect(own(other, words)).to_have_count(1, timeout=5000)
    agent.answer(words, "برای هر دو")
    for tab in (page, other):
        expect(theirs(tab, "برای هر دو")).to_have_count(1)
    say(other, "از زبانه‌ی دوم")
    expect(own(page, "از زبانه‌ی دوم")).to_have_count(1)


def test_another_browser_sees_nothing_of_it(live_shop, new_page, words):
    open_chat(first := new_page(), live_shop)
    say(first, words)
    is_sent(first, words)
    open_chat(second := new_page(), live_shop)
    expect(second.locator(".message.agent .bubble")).to_have_count(1)
    assert second.locator(".message.shopper").count() == 0


def test_the_chat_keeps_to_a_strict_content_security_policy(strict_shop, new_page, words):
    shop = strict_shop
    page = new_page()
    page.add_init_script(COUNT_VIOLATIONS)
    open_chat(page, shop)
    say(page, words)
    is_sent(page, words)
    expect(page.locator(".send")).to_have_css("background-color", ACCENT)
    assert page.evaluate("violations") == []
    page.goto(f"{shop.url}/fa/support/chat/")
    assert page.evaluate("violations") == []


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_the_open_panel_has_no_faults_that_axe_can_find(live_shop, page, agent, words, language):
    open_chat(page, live_shop, language)
    say(page, words)
    is_sent(page, words)
    agent.answer(words, "پاسخ https://example.com/fa/")
    expect(page.locator(".message.agent a")).to_be_visible()
    assert axe(page, "support-chat") == []


def test_the_keyboard_opens_writes_and_closes_and_focus_comes_back(live_shop, new_page, words):
    page = new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{live_shop.url}/fa/basket/")
    page.locator("button.support-launcher").press("Enter")
    expect(page.locator("#composer")).to_be_focused()
    page.keyboard.type("a")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator(".message.shopper .bubble")).to_have_text(f"a\n{words}")
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    expect(page.locator("button.support-launcher")).to_be_focused()
    # Closed by the shopper, it stays closed on the next page.
    page.reload()
    expect(page.locator("button.support-launcher")).to_be_visible()
    assert page.locator(".panel").count() == 0


def test_bubbles_keep_their_side_whatever_the_direction_of_their_words(live_shop, page, agent, words):
    open_chat(page, live_shop)
    for text in (words, "In English"):
        say(page, text)
        is_sent(page, text)
    agent.answer(words, "English too")
    agent.answer(words, "و فارسی")
    expect(theirs(page, "و فارسی")).to_be_visible()
    panel = page.locator(".scroller").bounding_box()
    for text in (words, "In English"):
        box = own(page, text).locator(".bubble").bounding_box()
        assert box["x"] - panel["x"] < 20
    for text in ("English too", "و فارسی"):
        box = theirs(page, text).locator(".bubble").bounding_box()
        assert panel["x"] + panel["width"] - box["x"] - box["width"] < 20


def test_times_and_days_are_in_the_readers_calendar_and_digits(live_shop, page, words):
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    meta = own(page, words).locator(".meta").inner_text()
    assert any("۰" <= letter <= "۹" for letter in meta)
    assert not any(letter.isascii() and letter.isdigit() for letter in meta)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_never_scrolls_sideways(live_shop, new_page, words, width):
    page = new_page(viewport={"width": width, "height": 640})
    open_chat(page, live_shop)
    say(page, "x" * 200)
    expect(page.locator(".message.shopper")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    bubble = page.locator(".message.shopper .bubble p")
    assert bubble.evaluate("(node) => node.scrollWidth <= node.clientWidth")


@pytest.mark.parametrize("way", ["before its script", "without JavaScript"])
def test_the_launcher_has_its_colour_from_the_first_paint_on(strict_shop, new_page, way):
    shop = strict_shop
    page = new_page(java_script_enabled=way != "without JavaScript")
    page.route("**/launcher.*js", lambda route: route.abort())
    page.goto(f"{shop.url}/fa/basket/")
    expect(page.locator("a.support-launcher")).to_have_css("background-color", ACCENT)
    assert page.locator("a.support-launcher").bounding_box()["height"] >= 44


def test_launcher_and_unread_answers_follow_an_open_conversation_to_every_page(live_shop, page, agent, words):
    page.goto(f"{live_shop.url}/fa/catalogue/")
    assert page.locator("support-chat").count() == 0
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    page.locator(".close").click()
    agent.answer(words, "پاسخ")
    for path in ("catalogue/", "accounts/login/", "about/", "search/?q=a"):
        page.goto(f"{live_shop.url}/fa/{path}")
        expect(page.locator("button.support-launcher .support-unread")).to_have_text("۱")
    page.locator("button.support-launcher").click()
    expect(theirs(page, "پاسخ")).to_be_visible()


def test_while_a_field_has_the_focus_the_launcher_is_away(live_shop, page):
    page.goto(f"{live_shop.url}/fa/basket/")
    launcher = page.locator("button.support-launcher")
    expect(launcher).to_have_css("clip-path", "none")
    field = page.locator("main input:visible, header input:visible").first
    field.focus()
    # Out of sight and of reach of taps; the Tab key gets to it.
    expect(launcher).to_have_css("clip-path", "inset(50%)")
    field.blur()
    expect(launcher).to_have_css("clip-path", "none")


def test_an_answer_that_comes_while_the_chat_is_closed_is_announced(live_shop, page, agent, words):
    open_chat(page, live_shop)
    title = page.title()
    say(page, words)
    is_sent(page, words)
    page.locator(".close").click()
    agent.answer(words, "پاسخ")
    expect(page.locator(".support-unread")).to_have_text("۱")
    assert page.title() == f"(۱) {title}"
    page.locator("button.support-launcher").click()
    expect(theirs(page, "پاسخ")).to_be_visible()
    assert page.title() == title


def test_at_log_out_the_next_person_finds_nothing(live_shop, new_page, words):
    page = new_page(viewport={"width": 1280, "height": 800})
    Agent(page, live_shop)
    open_chat(page, live_shop, "en")
    say(page, words)
    is_sent(page, words)
    page.locator("#composer").fill("a draft of mine")
    page.context.clear_cookies(name="sessionid")
    page.reload()
    expect(page.locator(".panel")).to_be_visible()
    expect(page.locator(".message.agent .bubble")).to_have_count(1)
    assert page.locator(".message.shopper").count() == 0
    expect(page.locator("#composer")).to_have_value("")


def test_the_chat_works_without_javascript(live_shop, new_page, agent, words):
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_shop.url}/fa/basket/")
    page.locator("a.support-launcher").click()
    page.locator("[name=body]").fill(words)
    page.locator(".support-form button").click()
    expect(page.locator(".support-shopper")).to_contain_text(words)
    agent.answer(words, "<b>بدون</b> جاوااسکریپت")
    page.reload()
    expect(page.locator(".support-agent").last).to_contain_text("<b>بدون</b> جاوااسکریپت")


def test_without_javascript_an_empty_message_is_refused_beside_the_field(live_shop, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_shop.url}/fa/support/chat/")
    page.locator(".support-form button").click()
    expect(page.locator(".support-errors")).to_be_visible()
    assert page.locator("[name=body]").get_attribute("aria-invalid") == "true"

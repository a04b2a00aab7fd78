"""What a shopper can do with the conversation as a whole, in a real browser."""

from playwright.sync_api import expect

from tests.browser.helpers.chatting import is_sent, open_chat, say
from tests.browser.helpers.faults import axe


def choose(page, text):
    """Open the menu and press one of its buttons."""
    page.locator(".more").click()
    page.locator(".menu:not(.away)").get_by_role("button", name=text).click()


def test_a_shopper_ends_the_conversation_after_a_question_and_rates_it(live_shop, page, agent, words):
    open_chat(page, live_shop, "en")
    say(page, words)
    is_sent(page, words)
    conversation = agent.find(words)
    # Who was not answered is not asked for a rating.
    agent.answer(words, "از امروز.")
    expect(page.locator(".message.agent", has_text="از امروز.")).to_be_visible()
    choose(page, "End the conversation")
    page.keyboard.press("Escape")
    expect(page.locator(".menu:not(.away)")).to_be_hidden()
    expect(page.locator(".more")).to_be_focused()
    assert agent.call(f"conversations/{conversation}/")["conversation"]["status"] == "open"
    choose(page, "End the conversation")
    page.locator(".menu:not(.away)").get_by_role("button", name="Yes, end it").click()
    expect(page.locator(".menu:not(.away) legend")).to_be_visible()
    page.locator(".menu:not(.away)").get_by_role("button", name="Send the rating").click()
    expect(page.locator(".menu:not(.away) [role=alert]")).to_have_text(
        "Please choose one of the two answers."
    )
    page.locator(".menu:not(.away)").get_by_label("Yes").check()
    page.locator(".menu:not(.away) textarea").fill("<b>سریع</b>")
    page.locator(".menu:not(.away)").get_by_role("button", name="Send the rating").click()
    expect(page.locator(".menu:not(.away) [role=status]")).to_have_text("Thank you for your rating.")
    stored = agent.call(f"conversations/{conversation}/")["conversation"]
    assert stored["status"] == "closed"
    assert (stored["rating"]["rating"], stored["rating"]["comment"]) == ("good", "<b>سریع</b>")
    page.reload()
    expect(page.locator(".message.shopper")).to_be_visible()
    expect(page.locator(".menu:not(.away)")).to_be_hidden()


def test_the_menu_stays_open_when_the_conversation_begins(live_shop, page, words):
    open_chat(page, live_shop)
    page.locator(".more").click()
    expect(page.locator(".menu:not(.away) button")).to_be_focused()
    say(page, words)
    is_sent(page, words)
    expect(page.locator(".menu:not(.away) button")).to_be_visible()


def test_the_menu_and_the_rating_have_no_faults_that_axe_can_find(live_shop, page, agent, words):
    open_chat(page, live_shop)
    say(page, words)
    is_sent(page, words)
    agent.answer(words, "از امروز.")
    expect(page.locator(".message.agent", has_text="از امروز.")).to_be_visible()
    page.locator(".more").click()
    assert axe(page, "support-chat") == []
    page.locator(".menu:not(.away) button").first.click()
    assert axe(page, "support-chat") == []
    page.locator(".menu:not(.away) [type=submit]").click()
    expect(page.locator(".menu:not(.away) legend")).to_be_visible()
    assert axe(page, "support-chat") == []


def test_what_a_shopper_deletes_is_gone_from_every_screen(live_shop, page, agent, words):
    open_chat(page, live_shop, "en")
    say(page, words)
    is_sent(page, words)
    conversation = agent.find(words)
    other = page.context.new_page()
    open_chat(other, live_shop, "en")
    expect(other.locator(".message.shopper")).to_contain_text(words)
    choose(page, "Delete what was said")
    page.locator(".menu:not(.away)").get_by_role("button", name="Yes, delete it").click()
    expect(page.locator(".menu:not(.away) [role=status]")).to_have_text("What was said has been deleted.")
    expect(page.locator(".message.shopper")).to_have_count(0)
    expect(other.get_by_text(words)).to_have_count(0, timeout=20_000)
    assert agent.call(f"conversations/{conversation}/")["conversation"]["deleted"] is True
    say(page, "again")
    is_sent(page, "again")


def test_the_next_page_shows_an_answer_without_the_panel(live_shop, page, agent, words):
    open_chat(page, live_shop, "fa")
    say(page, words)
    is_sent(page, words)
    page.locator(".close").click()
    page.goto("about:blank")
    agent.answer(words, "پاسخ")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(f"{live_shop.url}/fa/basket/")
    expect(page.locator(".support-unread")).to_have_text("۱")
    assert page.title().startswith("(۱) ")
    expect(page.locator("support-chat [role=status]")).to_contain_text("۱")
    assert not [url for url in asked if "panel" in url or "/ws/" in url or "session" in url]
    page.locator("button.support-launcher").click()
    expect(page.locator(".message.agent").last).to_contain_text("پاسخ")
    expect(page.locator(".support-unread")).to_have_count(0)
    assert not page.title().startswith("(")


def test_the_shops_own_scripts_open_close_and_listen(live_shop, page, agent, words):
    page.goto(f"{live_shop.url}/en/basket/")
    page.evaluate("""() => {
        window.received = [];
        for (const name of ["open", "close", "message"]) {
            const receive = ({ detail }) => received.push([name, detail?.body ?? null]);
            document.addEventListener(`support:${name}`, receive);
        }
    }""")
    act = "(name) => document.querySelector('support-chat')[name]()"
    page.evaluate(act, "toggle")
    expect(page.locator(".panel")).to_be_visible()
    say(page, words)
    is_sent(page, words)
    agent.answer(words, "an answer")
    expect(page.locator(".message.agent").last).to_contain_text("an answer")
    page.evaluate(act, "close")
    expect(page.locator(".panel")).to_be_hidden()
    page.evaluate(act, "open")
    page.evaluate(act, "toggle")
    expect(page.locator(".panel")).to_be_hidden()
    received = page.evaluate("received")
    assert received[0] == ["open", None]
    assert ["message", "an answer"] in received
    assert [name for name, _body in received[-3:]] == ["close", "open", "close"]

"""Own messages are edited and withdrawn in the panel and in the desk, by the keyboard alone."""

from playwright.sync_api import expect

from tests.browser.helpers.chatting import is_sent, open_chat, own, say, theirs
from tests.browser.helpers.desks import answer, ready, row


def test_both_sides_change_their_words_and_each_sees_the_others_at_once(page, live_shop, open_desk):
    open_chat(page, live_shop)
    say(page, "انگشتر نقره ۴۴۱")
    is_sent(page, "انگشتر نقره ۴۴۱")
    desk = open_desk(live_shop)
    ready(desk)
    asked = page.evaluate("document.querySelector('support-chat').dataset.session")
    thread = page.request.get(f"{live_shop.url}{asked}").json()["thread"]
    row(desk, thread["conversation"]["id"]).locator("a").click()
    expect(desk.locator(".desk-bubble", has_text="انگشتر نقره ۴۴۱")).to_be_visible()

    more = own(page, "انگشتر نقره ۴۴۱").locator(".own button")
    more.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # the first of the buttons: edit
    field = page.locator(".own textarea")
    expect(field).to_be_focused()
    field.fill("انگشتر طلا ۴۴۲")
    page.keyboard.press("Enter")
    expect(own(page, "انگشتر طلا ۴۴۲")).to_have_count(1)
    expect(page.locator(".message.shopper")).to_have_count(1)
    expect(page.locator(".edited")).to_have_count(1)
    expect(desk.locator('.desk-message[data-sender="shopper"] .desk-bubble')).to_have_text("انگشتر طلا ۴۴۲")
    expect(desk.locator('[data-part="edited"]:visible')).to_have_count(1)

    answer(desk, "پاسخ ۴۴۳")
    expect(theirs(page, "پاسخ ۴۴۳")).to_be_visible()
    answers = page.locator(".message.agent").count()
    mine = desk.locator('.desk-message[data-sender="agent"][data-seq]')
    mine.locator(".own button").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")  # the second one: withdraw
    expect(theirs(page, "پاسخ ۴۴۳")).to_have_count(0)
    expect(page.locator(".message.agent")).to_have_count(answers)
    expect(mine.locator(".own")).to_have_count(0)
    page.reload()
    expect(own(page, "انگشتر طلا ۴۴۲")).to_have_count(1)
    expect(page.locator(".message.agent")).to_have_count(answers)

"""What stands beside a conversation, in browsers: the shopper's amounts, wide and narrow, by keyboard."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.helpers.agents import CALL
from tests.browser.helpers.desks import Shopper, body_field, ready, row
from tests.browser.helpers.faults import axe
from tools.buying.browser import put_in_basket

PHONE = {"width": 390, "height": 844}
TOTAL = ".support-total-row .total.amount"


def ask_in_the_browser(page, words):
    data = {"client_id": str(uuid4()), "body": words, "page": "/fa/basket/"}
    return page.evaluate(CALL, {"path": "conversations/", "data": data})["conversation"]["id"]


def section(page, name):
    return page.locator(f'.desk-panel [data-section="{name}"]')


def test_the_panel_shows_the_shoppers_own_total_and_never_anothers(live_shop, open_desk, new_page):
    shopper = new_page(viewport=PHONE)
    put_in_basket(shopper, f"{live_shop.url}/fa")
    asked = ask_in_the_browser(shopper, "جمع سبدم درست است؟")
    shopper.goto(f"{live_shop.url}/fa/basket/")
    total = shopper.locator(TOTAL).first.inner_text()
    other = Shopper(live_shop).ask("سلام")

    page = open_desk(live_shop, path=f"{asked}/")
    ready(page)
    expect(section(page, "cart").locator("[data-main] dd")).to_have_text(total)
    with page.expect_response(lambda answer: answer.url.endswith(f"{other}/panel/")):
        row(page, other).locator("a").click()
    expect(section(page, "shopper")).to_be_visible()
    expect(section(page, "cart")).to_have_count(0)

    # The shopper goes on; what the agent sees follows by itself.
    put_in_basket(shopper, f"{live_shop.url}/fa")
    shopper.goto(f"{live_shop.url}/fa/basket/")
    risen = shopper.locator(TOTAL).first.inner_text()
    assert risen != total
    row(page, asked).locator("a").click()
    expect(section(page, "cart").locator("[data-main] dd")).to_have_text(risen)
    assert axe(page, ".desk-conversation") == []


def test_on_a_phone_it_is_unfolded_by_the_agent_also_by_keyboard(live_shop, open_desk):
    asked = Shopper(live_shop).ask("از گوشی")
    asks = []
    page = open_desk(live_shop, path=f"{asked}/", viewport=PHONE, color_scheme="dark")
    page.on("request", lambda request: asks.append(request.url) if request.url.endswith("/panel/") else None)
    ready(page)
    summary = page.locator(".desk-panel-summary")
    expect(section(page, "shopper")).to_be_hidden()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert asks == []
    summary.focus()
    page.keyboard.press("Enter")
    expect(section(page, "shopper")).to_be_visible()
    expect(body_field(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe(page, ".desk-conversation") == []
    page.keyboard.press("Enter")
    expect(section(page, "shopper")).to_be_hidden()


def test_the_panel_renews_itself_and_keeps_the_place_of_whoever_goes_through_it(live_shop, open_desk):
    shopper = Shopper(live_shop)
    first = shopper.ask("یک")
    shopper.close()
    second = shopper.ask("دو")
    page = open_desk(live_shop, path=f"{second}/", script="window.blocked = []")
    ready(page)
    link = section(page, "conversations").locator(f'a[href*="{first}"]')
    link.focus()
    shopper.close()
    shopper.ask("سه")
    with page.expect_response(lambda answer: answer.url.endswith("/panel/")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(section(page, "conversations").locator("a")).to_have_count(2)
    expect(link).to_be_focused()

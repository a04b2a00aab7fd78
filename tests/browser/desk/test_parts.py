"""Earlier parts above the open conversation, in a browser: with the page, by the script, a page at a time."""

from playwright.sync_api import expect

from tests.browser.helpers.agents import CALL
from tests.browser.helpers.desks import Shopper, ready, row
from tests.browser.helpers.faults import axe
from tests.browser.helpers.logins import ADMIN

PARTS = '[data-part="parts"]'


def merge(page, whole, part):
    data = {"conversation_id": part}
    page.evaluate(CALL, {"path": f"conversations/{whole}/merges/", "data": data})


def test_earlier_parts_come_with_the_page_and_by_the_script(live_shop, open_desk):
    shopper = Shopper(live_shop)
    first = shopper.ask("پرسش نخست")
    shopper.close()
    second = shopper.ask("پرسش دوم")
    other = Shopper(live_shop).ask("سلام")
    page = open_desk(live_shop, ADMIN)
    ready(page)
    merge(page, second, first)
    row(page, second).locator("a").first.click()
    parts = page.locator(PARTS)
    expect(parts.locator(".desk-message", has_text="پرسش نخست")).to_be_visible()
    expect(parts.locator("h3.desk-part-line")).to_have_count(1)
    expect(page.locator('[data-part="messages"] .desk-message', has_text="پرسش دوم")).to_be_visible()
    assert axe(page, ".desk-conversation") == []
    row(page, other).locator("a").first.click()
    expect(parts.locator(".desk-message")).to_have_count(0)
    page.goto(f"{live_shop.url}/fa/dashboard/support/{second}/")
    ready(page)
    expect(page.locator(PARTS).locator(".desk-message", has_text="پرسش نخست")).to_have_count(1)


def test_more_is_shown_above_without_leaving_the_page(live_shop, open_desk):
    shopper = Shopper(live_shop)
    first = shopper.ask("سرآغاز")
    page = open_desk(live_shop, ADMIN)
    ready(page)
    for number in range(55):
        data = {"client_id": f"00000000-0000-4000-8000-{number:012}", "body": f"پاسخ {number}"}
        page.evaluate(CALL, {"path": f"conversations/{first}/messages/", "data": data})
    shopper.close()
    second = shopper.ask("پرسش دوم")
    merge(page, second, first)
    row(page, second).locator("a").first.click()
    parts = page.locator(PARTS)
    expect(parts.locator(".desk-message")).to_have_count(50)
    parts.locator("a[data-more]").click()
    expect(parts.locator(".desk-message", has_text="سرآغاز")).to_have_count(1)
    expect(parts.locator("a[data-more]")).to_have_count(0)

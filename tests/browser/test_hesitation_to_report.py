"""A cart about to be lost, from the doubt at the payment to what the owner knows an hour later."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, StartShop, leave_to_people
from tests.browser.helpers.chatting import is_sent
from tests.browser.helpers.logins import open_dashboard
from tools.buying.browser import go_to_address
from tools.run.shop import Shop

PROMPT = ".support-host-prompt"


@pytest.fixture(scope="module")
def shop(start_shop: StartShop) -> Shop:
    """The shop as ``make demo`` serves it."""
    shop = start_shop(EXAMPLE_SHOP_CRM="1")
    shop.manage("seed_demo", quiet=True)
    leave_to_people(shop)  # an answer by the assistant would be no unanswered question
    return shop


def pause_at_the_payment(page: Page, shop: Shop) -> None:
    """Come to the payment as a guest, and rest there for longer than the admin's seconds."""
    page.clock.install()
    walk = go_to_address(page, f"{shop.url}/fa")
    walk.enter_address()
    expect(page).to_have_url(re.compile("payment-details"))
    with page.expect_response("**/hesitations/") as answer:
        page.clock.run_for(80_000)
    assert answer.value.json()["prompt"]
    page.clock.resume()


def test_a_doubt_at_the_payment_is_met_and_sent_once_with_its_obstacle(shop, page, new_page, open_desk):
    pause_at_the_payment(page, shop)
    prompt = page.locator(PROMPT)
    expect(prompt.locator(".prompt")).to_be_visible()
    greeting = prompt.locator(".greeting").text_content()
    prompt.locator(".write").click()
    expect(page.locator(".log")).to_contain_text(greeting)
    question = page.locator(".choices button").first.text_content()
    page.locator(".choices button").first.click()
    is_sent(page, question)

    # The agent sees why and where.
    desk = open_desk(shop)
    desk.locator(".desk-entry").first.locator("a").click()
    expect(desk.locator("#support-desk")).to_contain_text(question)
    expect(desk.locator("#support-desk")).to_contain_text("درنگ هنگام پرداخت")
    page.close()

    owner = new_page(viewport=DESKTOP)
    open_dashboard(owner, shop.url, "passing-time/")
    owner.locator("button[value=hour]").click()
    # The seeded guest's cart is left, too.
    rows = owner.locator("tbody tr", has_text="سبد رها شد").filter(has_text="پرسش بی‌پاسخ")
    for _ in range(40):  # the tick beside may be the one that announces it, after this page was made
        if rows.count():
            break
        owner.wait_for_timeout(250)
        owner.goto(f"{shop.url}/fa/dashboard/passing-time/")
    expect(rows).to_have_count(1)
    # Once by the shop's own code and once by a webhook, with what stood in the way.
    expect(rows.locator("td")).to_have_text([re.compile("[۰-۹]+"), "پرسش بی‌پاسخ", "۱", "۱"])
    owner.locator("button[value=hour]").click()
    expect(rows).to_have_count(1)
    owner.goto(f"{shop.url}/fa/dashboard/support/carts/")
    listed = owner.locator("[aria-labelledby=support-carts-list] tbody tr")
    expect(listed.filter(has_text="پرسش بی‌پاسخ")).to_have_count(1)

"""A task about a cart that was left: the owner makes it, an agent does it, under the strict policy."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.helpers.faults import faults, no_sideways_scroll
from tests.browser.helpers.logins import AGENT, open_dashboard
from tools.buying.browser import put_in_basket

NOTE = "لطفاً تلفن کنید: ORDER-7"
OUTCOME = "فردا می‌خرد."


@pytest.fixture
def left_cart(strict_shop, page, new_page):
    """The owner's page of a cart that was left an hour ago."""
    shop = strict_shop
    put_in_basket(page, f"{shop.url}/fa")
    owner = new_page(viewport=DESKTOP)
    open_dashboard(owner, shop.url, "passing-time/")
    owner.locator("button[value=hour]").click()
    owner.goto(f"{shop.url}/fa/dashboard/support/carts/?state=open")
    owner.locator(".support-carts-table a").first.click()
    return owner


def is_sound(page):
    """See that axe and a narrow window find nothing."""
    assert faults(page, "main") == []
    page.emulate_media(color_scheme="light")
    for width in (320, PHONE["width"]):
        page.set_viewport_size({"width": width, "height": 640})
        assert no_sideways_scroll(page)
    page.set_viewport_size(DESKTOP)


def test_what_the_owner_wants_done_an_agent_does_by_keyboard(strict_shop, left_cart, new_page):
    left_cart.locator("[name=text]").fill(NOTE)
    left_cart.locator("form:has([name=due_on]) [type=submit]").click()
    expect(left_cart.locator(".support-carts-words")).to_have_text(NOTE)

    desk = new_page(viewport=DESKTOP)
    open_dashboard(desk, strict_shop.url, "support/tasks/", AGENT)
    task = desk.locator(".desk-task", has_text="ORDER-7")
    expect(task).to_have_count(1)
    is_sound(desk)
    task.locator("button", has_text="انجامش می‌دهم").press("Enter")
    expect(task).to_contain_text("برعهدهٔ من")
    task.locator("summary").press("Enter")
    task.locator("textarea").fill(OUTCOME)
    is_sound(desk)
    task.locator("details [type=submit]").press("Enter")
    expect(task).to_have_count(0)
    desk.locator(".desk-tasks-lists a", has_text="پایان‌یافته").click()
    expect(task).to_contain_text(OUTCOME)
    is_sound(desk)

"""A message in the shop at the next visit, on a Persian phone, under a strict policy: in nobody's way."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.carts.test_cart_won_back import PHONE, leave_at_the_payment, let_pass
from tests.browser.carts.test_prompts import COVERED, FOCUSED
from tests.browser.conftest import STRICT
from tests.browser.helpers.faults import COUNT_LAYOUT_SHIFTS, COUNT_VIOLATIONS, faults, no_sideways_scroll
from tools.buying.browser import Walk

WORDS = "سبد خریدتان هنوز این‌جاست. هر وقت خواستید ادامه دهید."
PLAN = f"""
from support_plugin.carts.reminders.models import Plan, PlanStep, Way
PlanStep.objects.all().delete()
PlanStep.objects.create(plan=Plan.objects.get(), delay_minutes=50, way=Way.SITE, texts={{"fa": "{WORDS}"}})
"""
PREFER = """
from support_plugin.models import SupportSettings
row = SupportSettings.get_solo()
row.launcher_pages = {pages}
row.save()
"""
ASKED = "**/site-messages/"


@pytest.fixture(scope="module")
def shop(start_shop):
    """The demo's shop, whose plan has a message in the shop alone."""
    shop = start_shop(EXAMPLE_SHOP_CRM="1", EXAMPLE_SHOP_CSP=STRICT)
    shop.manage("seed_demo", quiet=True)
    shop.manage("shell", "-c", PLAN, quiet=True)
    return shop


@pytest.fixture
def leave(shop, new_page):
    """Return a function that leaves a cart at the payment, on a phone; time passes. Returns another tab."""

    def go():
        page = new_page(viewport=PHONE)
        # As after a look at the chat: by the key that it gives, a guest is known.
        page.goto(f"{shop.url}/fa/support/chat/")
        leave_at_the_payment(page, shop)
        let_pass(new_page, shop, "hour")
        context = page.context
        page.close()
        context.add_init_script(COUNT_LAYOUT_SHIFTS + COUNT_VIOLATIONS)
        return context.new_page()

    return go


def box(page):
    return page.locator(".support-host-prompt .prompt")


def come(page, shop):
    """Open a product's page, as at another visit; return what the shop has sent of messages."""
    if page.url.startswith(shop.url):
        page.evaluate("sessionStorage.clear()")
    products = page.request.get(f"{shop.url}/fa/catalogue/").text()
    address = re.search(r'href="(/fa/catalogue/[^"/]+_\d+/)"', products)[1]
    with page.expect_response(ASKED) as answer:
        page.goto(f"{shop.url}{address}")
    return answer.value.json()["message"]


def test_whoever_left_at_the_payment_sees_it_at_a_product_and_one_tap_leads_back_to_pay(shop, leave):
    page = leave()
    assert come(page, shop)["text"] == WORDS
    expect(box(page)).to_be_visible()
    expect(box(page)).to_have_css("direction", "rtl")
    expect(page.get_by_role("status").filter(has=page.locator(".greeting"))).to_contain_text(WORDS)
    assert page.evaluate(COVERED) == []
    assert page.evaluate("shifts") < 0.1
    assert page.evaluate("document.activeElement === document.body")
    assert page.evaluate("violations") == []
    assert faults(page, ".support-host-prompt") == []
    assert no_sideways_scroll(page)
    link = box(page).locator("a")
    assert link.bounding_box()["height"] >= 44
    link.click()
    expect(page).to_have_url(f"{shop.url}/fa/checkout/payment-details/")
    expect(page.locator("support-site-message")).to_have_count(0)
    Walk(page, f"{shop.url}/fa").pay()
    assert come(page, shop) is None
    expect(box(page)).to_have_count(0)


def test_of_two_tabs_one_shows_it_it_is_closed_by_keyboard_and_does_not_return(shop, leave):
    page = leave()
    other = page.context.new_page()
    assert come(page, shop)
    expect(box(page)).to_be_visible()
    # The other one receives nothing any more.
    assert come(other, shop) is None
    other.wait_for_timeout(1500)
    assert [box(tab).count() for tab in (page, other)] == [1, 0]
    page.bring_to_front()
    reached = set()
    for _time in range(80):
        page.keyboard.press("Tab")
        page.wait_for_timeout(250)
        reached.add(page.evaluate(FOCUSED))
        if "write" in reached:
            break
    assert {"close", "write"} <= reached
    with page.expect_response("**/dismissed/") as answer:
        page.keyboard.press("Escape")
    assert answer.value.status == 204
    expect(box(page)).to_have_count(0)
    assert [come(tab, shop) for tab in (page, other)] == [None, None]


def test_without_a_launcher_it_covers_nothing_and_goes_with_its_page(shop, leave):
    shop.manage("shell", "-c", PREFER.format(pages=[]), quiet=True)
    page = leave()
    assert come(page, shop)
    expect(box(page)).to_be_visible()
    expect(page.locator("support-chat")).to_have_count(0)
    assert page.evaluate(COVERED) == []
    assert page.evaluate("violations") == []
    assert faults(page, ".support-host-prompt") == []
    # As Turbo and htmx do.
    page.evaluate("document.querySelector('support-site-message').remove(); scrollBy(0, 40)")
    expect(box(page)).to_have_count(0)


def test_whoever_has_bought_meanwhile_sees_none_on_a_page_that_has_received_it(shop, leave):
    page = leave()
    held = []
    page.route("**/shown/", lambda route: held.append(route))
    with page.expect_request("**/shown/"):
        assert come(page, shop)
    payer = page.context.new_page()
    payer.goto(f"{shop.url}/fa/checkout/payment-details/")
    Walk(payer, f"{shop.url}/fa").pay()
    with page.expect_response("**/shown/") as answer:
        held[0].continue_()
    # Stopped when the order was announced, or refused now.
    assert answer.value.status == 404 or answer.value.json()["text"] is None
    page.wait_for_timeout(500)
    expect(box(page)).to_have_count(0)

"""The supervisors' pages in a real browser: the board and the team's numbers."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.helpers.desks import Shopper
from tests.browser.helpers.faults import faults, no_sideways_scroll
from tests.browser.helpers.logins import ADMIN, open_dashboard
from tools.run.shop import Shop

# Written into the shop's own database: half an hour ago an agent answered, and somebody gave up.
WAITS = """
from datetime import timedelta
from support_plugin import clock
from support_plugin.chat.team.people import desk_users
from support_plugin.models import Agent, Conversation, Department, Visitor, Wait
from django.contrib.auth import get_user_model
for user in get_user_model().objects.filter(is_staff=True):
    Agent.objects.get_or_create(user=user)
returns = Department.objects.create(name="بازگشت کالا")
now = clock.now()
for number in range(60):
    one = Conversation.objects.create(visitor=Visitor.objects.create(), status="closed", language="fa")
    ended = now - timedelta(minutes=17 * number)
    Wait.objects.create(
        conversation=one, began_at=ended - timedelta(seconds=90), ended_at=ended, is_first=True,
        end="given_up" if number % 4 == 0 else "answered", open_seconds=90, language="fa",
        agent=None if number % 4 == 0 else desk_users()[number % 3], department=returns, step="payment",
    )
    Conversation.objects.filter(pk=one.pk).update(
        rating="bad", rated_at=ended, rating_comment="کند بود" if number % 2 else ""
    )
"""
# What is drawn in a colour too near to that behind it: columns, and the letters of the chart.
FAINT = """() => {
    const light = (rgb) => {
        const [r, g, b] = rgb.match(/[\\d.]+/g).map((part) => part / 255)
            .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paper = light(getComputedStyle(document.querySelector("main")).backgroundColor);
    const contrast = (colour) => {
        const [low, high] = [light(colour), paper].sort((one, other) => one - other);
        return (high + 0.05) / (low + 0.05);
    };
    const drawn = "main svg :is(text, .support-chart-fill, .support-chart-axis)";
    const parts = [...document.querySelectorAll(drawn)];
    return parts.filter((part) => part.getBoundingClientRect().width).flatMap((part) => {
        const { fill, stroke } = getComputedStyle(part);
        const least = part.localName === "text" ? 4.5 : 3;
        const seen = contrast(part.localName === "line" ? stroke : fill);
        return seen < least ? [`${part.outerHTML} ${seen}`] : [];
    });
}"""
# Lines around what should have none: the desk's icons are outlines.
OUTLINED = """() => [...document.querySelectorAll("main svg :is(text, rect)")]
    .filter((part) => getComputedStyle(part).stroke !== "none").length"""


@pytest.fixture(scope="module")
def shop(start_shop) -> Shop:
    """A shop of its own: the numbers are of all that happened in it."""
    shop = start_shop()
    shop.manage("shell", "-v0", "-c", WAITS, quiet=True)
    Shopper(shop).ask("یک پرسش بسیار بلند که در یک خط جا نمی‌شود " * 5)
    Shopper(shop, "en").ask("Where is my order?")
    return shop


@pytest.fixture
def open_page(new_page, shop):
    """A function that opens one of the pages as a supervisor."""

    def opened(path, language="fa"):
        page = new_page(viewport=DESKTOP, reduced_motion="reduce", timezone_id="Asia/Tehran")
        open_dashboard(page, shop.url, path, ADMIN, language)
        page.wait_for_selector("main.desk-results")
        return page

    return opened


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
@pytest.mark.parametrize("path", ["support/team/", "support/numbers/?rows=bad"], ids=["board", "numbers"])
def test_everybody_can_use_it(open_page, language, path):
    page = open_page(path, language)
    assert faults(page, "main") == []
    for width in (320, PHONE["width"], DESKTOP["width"]):
        page.set_viewport_size({"width": width, "height": 800})
        assert no_sideways_scroll(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chart_stands_out_from_the_page(open_page, scheme):
    page = open_page("support/numbers/")
    page.emulate_media(color_scheme=scheme)
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert page.locator("main svg .support-chart-fill:visible").count() > 1
        assert page.evaluate(FAINT) == []
        assert page.evaluate(OUTLINED) == 0


def test_a_number_is_opened_and_its_rows_are_paged_by_keyboard(open_page):
    page = open_page("support/numbers/")
    number = page.locator(".desk-figures a").first
    number.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"rows=all#support-numbers-rows$"))
    expect(page.locator(".desk-numbers .desk-entry")).to_have_count(50)
    page.locator("[rel=next]").press("Enter")
    expect(page.locator(".desk-numbers .desk-entry")).to_have_count(10)
    page.locator(".desk-entry-link").first.press("Enter")
    expect(page.locator("#support-desk")).to_be_visible()


def test_a_date_is_chosen_from_the_readers_calendar_in_the_dark(open_page):
    page = open_page("support/numbers/")
    page.emulate_media(color_scheme="dark")
    page.locator(".support-date-open").first.press("Enter")
    calendar = page.locator(".support-calendar")
    expect(calendar).to_be_visible()
    assert faults(page, ".support-calendar") == []
    page.keyboard.press("Enter")
    expect(calendar).to_have_count(0)
    expect(page.locator("[name=since]")).not_to_have_value("")


def test_the_board_reads_itself_again_unless_somebody_is_in_it(open_page, shop):
    page = open_page("support/team/")
    page.clock.install()
    page.reload()
    link = page.locator("[data-agent] a").first
    link.focus()
    page.clock.run_for(timedelta(seconds=31).seconds * 1000)
    expect(link).to_be_focused()
    waiting = page.locator(".desk-figures dd").first
    before = waiting.inner_text()
    link.evaluate("(one) => one.blur()")
    Shopper(shop).ask("یکی دیگر")
    page.clock.run_for(11_000)
    expect(waiting).not_to_have_text(before)
    page.locator("[data-agent] a").first.press("Enter")
    expect(page).to_have_url(re.compile(r"support/\?agent="))

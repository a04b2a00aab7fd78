"""A cart that was left on a phone, taken up on another one by its link, under a strict policy."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers.faults import COUNT_VIOLATIONS, faults, no_sideways_scroll
from tools.buying.browser import press_add, put_in_basket
from tools.run.shop import Shop

NARROW = {"width": 360, "height": 740}
# The cart that was changed last is left, and its link printed.
LEAVE = """
import json, sys
from datetime import timedelta
from django.utils import timezone
from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.restoring.flows import make_link
last = CartActivity.objects.order_by("-last_active_at").first()
announce_abandoned(now=timezone.now() + timedelta(hours=3))
with open(r"{file}", "w") as file:
    file.write(make_link(Abandonment.objects.get(cart=last.pk))[1])
"""


@pytest.fixture
def shop(strict_shop: Shop) -> Shop:
    """All its carts are left in here."""
    return strict_shop


@pytest.fixture
def link(shop: Shop, new_page, tmp_path):
    """The link to the cart of a Persian shopper on a phone, on this shop's host and port."""
    put_in_basket(new_page(), f"{shop.url}/fa")
    file = tmp_path / "link"
    shop.manage("shell", "-c", LEAVE.format(file=file), quiet=True)
    return re.sub(r"^https?://[^/]+", shop.url, file.read_text())


def part(page: Page):
    return page.locator(".support-restored")


def title(page: Page) -> str:
    return part(page).locator(".support-restored-name a").first.inner_text()


@pytest.mark.parametrize("with_scripts", [True, False])
def test_another_phone_sees_the_cart_and_takes_it_with_one_press(
    shop, link, new_page, with_scripts, tmp_path
):
    page = new_page(viewport=NARROW, java_script_enabled=with_scripts)
    page.add_init_script(COUNT_VIOLATIONS)
    page.goto(link)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(part(page)).to_contain_text("تومان")
    name = title(page)
    if with_scripts:
        assert no_sideways_scroll(page)
        assert page.evaluate("violations") == []
    page.screenshot(path=tmp_path / "link.png", full_page=True)
    # Whether the browser sends what Django's protection of forms wants, with this policy of referrers.
    part(page).locator("button").click()
    expect(page).to_have_url(f"{shop.url}/fa/basket/")
    expect(page.locator("main")).to_contain_text(name)
    # No page, and so no script of another, learns the address.
    if with_scripts:
        assert "support/cart" not in page.evaluate("document.referrer")
    page.goto(link)
    expect(page).to_have_url(f"{shop.url}/fa/basket/")


def test_it_asks_before_it_touches_what_is_in_the_cart(shop, link, new_page, tmp_path):
    page = new_page(viewport=NARROW)
    page.goto(f"{shop.url}/fa/catalogue/")
    page.locator("article:has(form) h3 a").nth(2).click()
    press_add(page)
    page.goto(link)
    expect(part(page).locator("button")).to_have_count(3)
    page.screenshot(path=tmp_path / "question.png", full_page=True)
    assert no_sideways_scroll(page)
    assert faults(page, ".support-restored") == []
    name = title(page)
    part(page).locator("button[value=both]").click()
    expect(page).to_have_url(f"{shop.url}/fa/basket/")
    expect(page.locator("main")).to_contain_text(name)


def test_a_link_that_has_ended_is_a_page_without_faults(shop, new_page):
    page = new_page(viewport=NARROW)
    page.goto(f"{shop.url}/fa/support/cart/gone/")
    assert faults(page, ".support-restored") == []
    part(page).locator("a").click()
    expect(page).to_have_url(f"{shop.url}/fa/basket/")

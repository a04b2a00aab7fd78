"""The notices of shipping cost and total, on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_shopper_chat import AXE, COUNT_VIOLATIONS

PARTS = ".support-notice, .support-mini, .support-estimator, .support-free, .support-change"
# What the shop's own scripts move on the basket page is not ours: only how tall our parts are counts.
MEASURE_HEIGHTS = f"""
    window.measure = () => [...document.querySelectorAll({PARTS!r})].map((part) => part.offsetHeight);
    document.addEventListener("DOMContentLoaded", () => {{ window.heights = measure(); }});
"""
# Of the first page of the catalogue; shipping it costs something, and more outside of Tehran.
CHEAP = 6
ADDRESS = {
    "first_name": "گلناز",
    "last_name": "مرادی",
    "line1": "خیابان بهار ۱۲",
    "line4": "تهران",
    "postcode": "۱۴۱۷۶۱۳۱۵۱",
    "phone_number": "۰۹۱۲۳۴۵۶۷۸۹",
}


def open_product(page: Page, url: str, language: str = "fa") -> None:
    page.goto(f"{url}/{language}/catalogue/")
    page.locator("article:has(form) h3 a").nth(CHEAP).click()
    page.wait_for_load_state()


def fill_cart(page: Page, url: str, language: str = "fa") -> None:
    open_product(page, url, language)
    with page.expect_response(lambda answer: "/basket/add/" in answer.url):
        page.locator("form.add-to-basket [type=submit]").first.click()
    page.wait_for_load_state()


def name_destination(page: Page, state: str = "IR-23") -> None:
    page.locator(".support-estimator summary").click()
    page.locator(".support-estimator [name=country]").select_option("IR")
    page.locator(".support-estimator [name=state]").select_option(state)
    with page.expect_navigation():
        page.locator(".support-estimator [type=submit]").first.click()


def axe(page: Page) -> list[str]:
    page.add_script_tag(path=AXE)
    parts = f"[...document.querySelectorAll({PARTS!r})].map((part) => [part])"
    return page.evaluate(
        f"async () => (await axe.run({{ include: {parts} }})).violations"
        ".map((v) => `${v.id} ${v.nodes[0].html}`)"
    )


def test_a_destination_is_named_and_forgotten_without_javascript(live_shop, new_page):
    page = new_page(java_script_enabled=False)
    fill_cart(page, live_shop.url)
    page.goto(f"{live_shop.url}/fa/basket/")
    before = page.locator(".support-notice-line").inner_text()
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "support_destination"]
    name_destination(page)
    assert page.url.endswith("/fa/basket/")
    expect(page.locator(".support-notice-line")).to_contain_text("تهران")
    assert page.locator(".support-notice-line").inner_text() != before
    page.locator(".support-estimator summary").click()
    with page.expect_navigation():
        page.locator(".support-estimator [name=forget]").click()
    expect(page.locator(".support-notice-line")).not_to_contain_text("تهران")


def test_a_changed_quantity_changes_the_notice_and_the_line_at_the_top_without_a_reload(
    strict_shop, new_page
):
    page = new_page()
    page.add_init_script(COUNT_VIOLATIONS)
    fill_cart(page, strict_shop.url)
    page.goto(f"{strict_shop.url}/fa/basket/")
    name_destination(page)
    page.evaluate("window.isSamePage = true")
    top, notice = page.locator(".support-mini bdi"), page.locator(".support-notice strong bdi")
    total = notice.inner_text()
    assert top.inner_text() == total
    with page.expect_response(lambda answer: answer.url.endswith("/support/notice/mini/")) as renewed:
        page.locator("[name=form-0-quantity]").fill("2")
    assert renewed.value.ok
    expect(notice).not_to_have_text(total)
    expect(top).to_have_text(notice.inner_text())
    assert page.evaluate("window.isSamePage")
    assert page.evaluate("violations") == []


def test_an_emptied_cart_leaves_no_line_at_the_top(live_shop, page):
    fill_cart(page, live_shop.url)
    page.goto(f"{live_shop.url}/fa/basket/")
    expect(page.locator(".support-mini")).to_be_visible()
    page.locator("[name=form-0-quantity]").fill("0")
    expect(page.locator(".support-mini")).to_be_hidden()


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_notices_have_no_faults_that_axe_can_find_shift_nothing_and_fit_a_phone(
    live_shop, new_page, language, tmp_path
):
    page = new_page()
    page.add_init_script(MEASURE_HEIGHTS)
    looked = []

    def look(name: str) -> None:
        assert page.locator(PARTS).count(), name
        page.wait_for_timeout(200)
        assert page.evaluate("measure()") == page.evaluate("heights"), name
        for part in page.locator(".support-notice details, .support-estimator").all():
            part.evaluate("(part) => { part.open = true; }")
        page.screenshot(path=tmp_path / f"{language}-{name}.png", full_page=True)
        assert axe(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        looked.append(name)

    open_product(page, live_shop.url, language)
    look("product")
    fill_cart(page, live_shop.url, language)
    look("product with a cart")
    page.goto(f"{live_shop.url}/{language}/basket/")
    look("basket")
    page.goto(f"{live_shop.url}/{language}/basket/")
    name_destination(page)
    look("basket with a destination")
    page.goto(f"{live_shop.url}/{language}/checkout/")
    look("gateway")
    page.locator("[name=username]:visible").first.fill("guest@example.com")
    page.locator(".support-guest [type=submit]").first.click()
    page.locator("[name=line1]").wait_for()
    look("address")
    for name, value in ADDRESS.items():
        page.locator(f"[name={name}]:visible").first.fill(value)
    page.locator("select[name=state]:visible").first.select_option("IR-23")
    page.locator("#new_shipping_address [type=submit]").click()
    page.locator("#payment_form").wait_for()
    look("payment")
    page.locator("#payment_form [type=submit]").click()
    page.locator("#place-order").wait_for()
    look("preview")
    total = page.locator(".support-notice strong bdi").first.inner_text()
    assert total in page.locator("#basket_totals .grand").last.inner_text()
    assert len(looked) == 8


def test_a_dearer_address_is_told_before_payment(live_shop, page):
    fill_cart(page, live_shop.url)
    page.goto(f"{live_shop.url}/fa/basket/")
    name_destination(page)
    page.goto(f"{live_shop.url}/fa/checkout/")
    page.locator("[name=username]:visible").first.fill("guest@example.com")
    page.locator(".support-guest [type=submit]").first.click()
    page.locator("[name=line1]").wait_for()
    expect(page.locator(".support-change")).to_have_count(0)
    for name, value in {**ADDRESS, "line4": "شیراز"}.items():
        page.locator(f"[name={name}]:visible").first.fill(value)
    page.locator("select[name=state]:visible").first.select_option("IR-07")
    page.locator("#new_shipping_address [type=submit]").click()
    page.locator("#payment_form").wait_for()
    expect(page.locator(".support-change")).to_contain_text("شیراز")

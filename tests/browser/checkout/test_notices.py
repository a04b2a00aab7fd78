"""The notices of shipping cost and total, on a phone."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.helpers.faults import COUNT_VIOLATIONS, axe
from tools.buying.browser import ADDRESS, Walk, open_product, put_in_basket

PARTS = ".support-notice, .support-mini, .support-estimator, .support-free, .support-change"
# What the shop's own scripts move on the basket page is not ours: only how tall our parts are counts.
MEASURE_HEIGHTS = f"""
    window.measure = () => [...document.querySelectorAll({PARTS!r})].map((part) => part.offsetHeight);
    document.addEventListener("DOMContentLoaded", () => {{ window.heights = measure(); }});
"""
ROWS, TOTAL = ".support-notice-details > summary", ".support-total-row bdi"
# Of the first page of the catalogue; shipping it costs something, and more outside of Tehran.
CHEAP = 6


def open_cheap(page: Page, url: str, language: str = "fa") -> None:
    open_product(page, f"{url}/{language}", CHEAP)


def fill_cart(page: Page, url: str, language: str = "fa") -> None:
    put_in_basket(page, f"{url}/{language}", CHEAP)


def choose_destination(page: Page, state: str = "IR-23") -> None:
    page.locator(".support-estimator [name=country]").select_option("IR")
    page.locator(".support-estimator [name=state]").select_option(state)
    page.locator(".support-estimator [type=submit]").first.click()


def name_destination(page: Page, state: str = "IR-23") -> None:
    """Choose a destination, and wait for the figures."""
    before = page.locator(".support-chip").inner_text()
    page.locator(".support-estimator > summary").click()
    choose_destination(page, state)
    expect(page.locator(".support-chip")).not_to_have_text(before)


def test_a_destination_is_named_and_forgotten_without_javascript(live_shop, new_page):
    page = new_page(java_script_enabled=False)
    fill_cart(page, live_shop.url)
    page.goto(f"{live_shop.url}/fa/basket/")
    rows, place = page.locator(ROWS), page.locator(".support-chip")
    before = rows.inner_text()
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "support_destination"]
    page.locator(".support-estimator > summary").click()
    page.locator(".support-estimator a").click()
    choose_destination(page)
    # With the notice in sight: it is the answer.
    assert page.url.endswith("/fa/basket/#support-notice")
    expect(rows).to_be_in_viewport()
    expect(place).to_contain_text("تهران")
    assert rows.inner_text() != before
    page.locator(".support-estimator > summary").click()
    page.locator(".support-estimator a").click()
    expect(page.locator("[name=state]")).to_have_value("IR-23")
    page.locator("[name=forget]").click()
    expect(place).not_to_contain_text("تهران")


def test_a_changed_quantity_changes_the_notice_and_the_line_at_the_top_without_a_reload(
    strict_shop, new_page
):
    page = new_page()
    page.add_init_script(COUNT_VIOLATIONS)
    fill_cart(page, strict_shop.url)
    page.goto(f"{strict_shop.url}/fa/basket/")
    name_destination(page)
    page.evaluate("window.isSamePage = true")
    top, notice = page.locator(".support-mini bdi"), page.locator(TOTAL)
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
        for part in page.locator(".support-notice-details, .support-estimator").all():
            part.evaluate("(part) => { part.open = true; }")
        page.screenshot(path=tmp_path / f"{language}-{name}.png", full_page=True)
        assert axe(page, PARTS) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        looked.append(name)

    open_cheap(page, live_shop.url, language)
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
    walk = Walk(page, f"{live_shop.url}/{language}")
    walk.enter_as_guest()
    look("address")
    walk.enter_address()
    look("payment")
    walk.choose_payment()
    look("preview")
    assert page.locator(TOTAL).count() == 1
    assert len(looked) == 8


def go_to_address(page, url):
    """Come to the form of the address as a guest with a cart whose destination is named already."""
    fill_cart(page, url)
    page.goto(f"{url}/fa/basket/")
    name_destination(page)
    page.goto(f"{url}/fa/checkout/")
    walk = Walk(page, f"{url}/fa")
    walk.enter_as_guest()
    return walk


def test_a_dearer_address_is_shown_before_payment(live_shop, page):
    walk = go_to_address(page, live_shop.url)
    expect(page.locator(".support-change")).to_have_count(0)
    walk.enter_address({**ADDRESS, "line4": "شیراز"}, "IR-07")
    expect(page.locator("#payment_form")).to_be_visible()
    expect(page.locator(".support-change")).to_contain_text("شیراز")


def test_the_answer_comes_in_place_is_announced_and_keeps_the_scroll(live_shop, page):
    fill_cart(page, live_shop.url)
    page.goto(f"{live_shop.url}/fa/basket/")
    page.evaluate("window.isSamePage = true")
    before = page.locator(TOTAL).inner_text()
    page.locator(".support-estimator > summary").click()
    page.locator(".support-estimator [name=state]").select_option("IR-23")
    submit = page.locator(".support-estimator [type=submit]").first
    submit.scroll_into_view_if_needed()
    top = page.locator(ROWS).bounding_box()["y"]
    submit.click()
    expect(page.locator(".support-chip")).to_contain_text("تهران")
    expect(page.locator(TOTAL)).not_to_have_text(before)
    expect(page.locator(".support-mini bdi")).to_have_text(page.locator(TOTAL).inner_text())
    expect(page.locator("[data-support-answer]")).to_contain_text("۶۵٬۰۰۰")
    assert page.evaluate("window.isSamePage")
    assert abs(page.locator(ROWS).bounding_box()["y"] - top) < 60
    assert page.evaluate("document.activeElement.matches('.support-estimator > summary')")


FORM = re.compile("/destination/[?]next=")


def test_the_form_moves_nothing_however_late_it_comes(live_shop, page):
    open_cheap(page, live_shop.url)
    late: list[Route] = []
    page.route(FORM, lambda route: late.append(route))
    summary = page.locator(".support-estimator > summary")
    with page.expect_request(FORM):
        summary.press("Enter")
    link = page.locator(".support-estimator a")
    expect(link).to_be_visible()
    link.focus()
    below = page.locator(".support-notice")
    height = below.bounding_box()["height"]
    late[0].continue_()
    expect(page.locator(".support-estimator [name=country]")).to_be_focused()
    assert below.bounding_box()["height"] == pytest.approx(height, abs=1)


def test_a_form_that_does_not_come_leaves_the_link_to_its_page(live_shop, page):
    open_cheap(page, live_shop.url)
    page.route(FORM, lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.locator(".support-estimator > summary").click()
    expect(page.locator(".support-estimator")).not_to_have_attribute("aria-busy", "true")
    page.unroute(FORM)
    page.locator(".support-estimator a").click()
    choose_destination(page)
    expect(page.locator(".support-chip")).to_contain_text("تهران")


def test_what_is_wrong_is_said_at_its_field(live_shop, page):
    open_cheap(page, live_shop.url)
    page.locator(".support-estimator > summary").click()
    page.locator(".support-estimator [name=state]").evaluate(
        "(field) => field.append(new Option('?', 'XX-1', true, true))"
    )
    page.locator(".support-estimator [type=submit]").first.click()
    expect(page.locator(".support-estimator [data-field=state] .support-errors")).to_be_visible()
    assert page.evaluate("document.activeElement.name") == "state"


def test_the_estimator_suggests_cities_and_another_country_has_no_province_of_the_shops(live_shop, page):
    open_cheap(page, live_shop.url)
    page.locator(".support-estimator > summary").click()
    province, folded = page.locator(".support-estimator [name=state]"), page.locator(".support-more")
    expect(page.locator(".support-estimator [name=city]")).to_be_hidden()
    province.select_option("IR-07")
    folded.locator("summary").click()
    expect(page.locator("#support-cities option[value='شیراز']")).to_have_count(1)
    page.locator(".support-estimator [name=country]").select_option("DE")
    expect(province).to_be_hidden()
    expect(page.locator(".support-estimator [name=city]")).to_be_visible()


TWELVE = {
    "fa": "۲۵۰٬۰۰۰ تا ۵۰۰٬۰۰۰\u00a0تومان",
    "ar": "من ٢٥٠٬٠٠٠ إلى ٥٠٠٬٠٠٠\u00a0تومان",
    "en": "250,000–500,000\u00a0Toman",
}
# Of each row: how many lines its texts stand on. What is on one line shares some height.
COUNT_LINES = """() => [...document.querySelectorAll(".support-notice-row")].map((row) => {
    const range = document.createRange();
    range.selectNodeContents(row);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 1).sort((a, b) => a.top - b.top);
    let [count, end] = [0, -1e9];
    for (const box of boxes) if (box.top >= end - 4) [count, end] = [count + 1, box.bottom];
    return count;
})"""
STANDS_OUT = """() => {
    const box = document.querySelector(".support-notice").getBoundingClientRect();
    return [...document.querySelectorAll(".support-notice *")].filter((part) => {
        const { left, right, width } = part.getBoundingClientRect();
        return width > 2 && (left < box.left - 1 || right > box.right + 1);
    }).map((part) => part.className);
}"""


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_on_a_phone_the_closed_notice_is_two_rows_of_one_line(live_shop, page, language):
    def look(name: str) -> None:
        assert page.evaluate(COUNT_LINES) == [1, 1], name
        assert page.evaluate(STANDS_OUT) == [], name
        assert page.locator(".support-notice").bounding_box()["height"] < 80, name

    open_cheap(page, live_shop.url, language)
    look("product")
    fill_cart(page, live_shop.url, language)
    page.goto(f"{live_shop.url}/{language}/basket/")
    look("basket")
    page.locator(".support-notice-charge bdi").evaluate(
        "(amount, text) => { amount.textContent = text; }", TWELVE[language]
    )
    look("twelve digits")
    name_destination(page)
    look("destination")
    page.goto(f"{live_shop.url}/{language}/checkout/")
    look("gateway")


def test_a_chosen_variant_shows_its_price_and_its_charge_in_place(live_shop, page):
    page.goto(f"{live_shop.url}/fa/catalogue/?q=")
    page.goto(f"{live_shop.url}/fa/catalogue/")
    page.locator("article:not(:has(form)) h3 a").first.click()
    choices = page.locator("[name=child_id]:enabled")
    prices = []
    for number in (0, 1):
        label = page.locator("label:has([name=child_id]:enabled)").nth(number)
        label.click()
        price = label.locator("bdi").inner_text()
        expect(page.locator(".price_color").first).to_have_text(price)
        expect(page.locator(".support-notice-charge bdi")).to_contain_text("تومان")
        prices.append(price)
    assert choices.count() >= 2
    assert prices[0] != prices[1]


def test_a_chosen_variant_stays_chosen_when_the_destination_is_named(live_shop, page):
    page.goto(f"{live_shop.url}/fa/catalogue/")
    page.locator("article:not(:has(form)) h3 a").first.click()
    address = page.locator("[data-support-variant-url]")
    page.locator("label:has([name=child_id]:enabled)").nth(1).click()
    chosen = page.locator("[name=child_id]:checked").get_attribute("value")
    expect(address).to_have_attribute("data-support-notice-url", re.compile(f"/{chosen}/$"))
    with page.expect_response(re.compile(f"/{chosen}/$")) as answer:
        name_destination(page)
    assert answer.value.ok
    expect(page.locator(".support-chip")).to_contain_text("تهران")
    expect(address).to_have_attribute("data-support-notice-url", re.compile(f"/{chosen}/$"))
    assert page.locator("[name=child_id]:checked").get_attribute("value") == chosen


def test_notice_and_total_follow_the_address_while_it_is_entered(live_shop, page):
    go_to_address(page, live_shop.url)
    assert page.locator("#new_shipping_address [name=state]").input_value() == "IR-23"
    charge, total = page.locator(".support-notice-charge bdi"), page.locator(".order-glance summary bdi")
    before = charge.inner_text(), total.inner_text()
    page.locator("#new_shipping_address [name=country]").select_option("DE")
    expect(charge).not_to_have_text(before[0])
    expect(total).not_to_have_text(before[1])
    expect(page.locator(ROWS)).to_contain_text("آلمان")
    expect(page.locator(TOTAL)).to_have_text(total.inner_text())


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
def test_the_total_at_the_top_stays_within_its_bar(live_shop, new_page, language):
    for width in (390, 1280):
        page = new_page(viewport={"width": width, "height": 800})
        fill_cart(page, live_shop.url, language)
        page.goto(f"{live_shop.url}/{language}/catalogue/")
        bar = page.locator(".bar").bounding_box()
        for part in page.locator(".bar .brand, .bar .basket-mini, .bar .count, .bar .support-mini").all():
            box = part.bounding_box()
            assert box["y"] >= bar["y"] + 3, (width, part.get_attribute("class"))
            assert box["y"] + box["height"] <= bar["y"] + bar["height"], (width, part.get_attribute("class"))

"""The address step follows the country and the province that were chosen."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers.faults import faults_of_our_parts, no_sideways_scroll
from tools.buying.browser import ADDRESS, Walk, go_to_address

SUGGESTED = (
    "() => [...(document.querySelector('[name=line4]').list?.options ?? [])].map((option) => option.value)"
)
# A shop that has left Oscar's free text for the province.
FREE_TEXT = (
    '<input name="state" id="id_state" class="form-control" list="support-divisions-IR">'
    '<datalist id="support-divisions-IR">'
    '<option value="تهران"></option><option value="گیلان"></option></datalist>'
    '<datalist id="support-divisions-AE"><option value="دبی"></option></datalist>'
)


def start(page: Page, url: str) -> Walk:
    return go_to_address(page, f"{url}/fa")


def wait_for_city(page: Page, name: str) -> None:
    page.wait_for_function(f"name => ({SUGGESTED})().includes(name)", arg=name)


def test_cities_follow_the_province_and_any_other_may_be_typed(live_shop, page):
    start(page, live_shop.url)
    assert page.evaluate(SUGGESTED) == []
    page.locator("[name=state]").select_option("IR-01")
    wait_for_city(page, "رشت")
    page.locator("[name=state]").select_option("IR-10")
    wait_for_city(page, "کاشان")
    assert "رشت" not in page.evaluate(SUGGESTED)
    page.locator("[name=line4]").fill("یک ده")
    page.locator("[name=country]").select_option("IQ")
    page.wait_for_function(f"() => !({SUGGESTED})().length")
    expect(page.locator("[name=line4]")).to_have_value("یک ده")


def test_nothing_is_fetched_before_a_province_is_chosen_and_each_file_once(live_shop, page):
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/cities/" in request.url else None)
    start(page, live_shop.url)
    assert fetched == []
    for code in ("IR-01", "IR-10", "IR-01"):
        page.locator("[name=state]").select_option(code)
    wait_for_city(page, "رشت")
    assert len(fetched) == 1
    assert re.search(r"/IR\.fa(\.\w+)?\.json$", fetched[0])


def test_a_lost_file_leaves_the_form_as_it_is(live_shop, page):
    page.route("**/cities/**", lambda route: route.abort())
    start(page, live_shop.url).enter_address()
    assert "shipping-address" not in page.url


def test_a_list_in_groups_keeps_to_the_country(live_shop, page):
    start(page, live_shop.url)
    state = page.locator("[name=state]")
    state.select_option("IR-23")
    page.locator("[name=country]").select_option("IQ")
    expect(state).to_have_value("")
    is_open = "(o) => !o.parentElement.disabled && o.value"
    open_codes = f"select => [...select.options].filter({is_open}).map((o) => o.value)"
    assert {code[:2] for code in state.evaluate(open_codes)} == {"IQ"}
    expect(page.locator("[data-field=state] [data-star]")).to_be_visible()
    page.locator("[name=country]").select_option("SA")
    expect(page.locator("[data-field=state] [data-star]")).to_be_hidden()
    assert {code[:2] for code in state.evaluate(open_codes)} == {"SA"}


def test_a_free_text_for_the_province_suggests_those_of_the_country(live_shop, page):
    def with_free_text(route: Any) -> None:
        answer = route.fetch()
        body = re.sub(r'<select[^>]*name="state".*?</select>', FREE_TEXT, answer.text(), flags=re.DOTALL)
        route.fulfill(response=answer, body=body)

    start(page, live_shop.url)
    page.route("**/shipping-address/", with_free_text)
    page.reload()
    state = page.locator("[name=state]")
    state.focus()
    page.keyboard.insert_text("گیلان")
    page.keyboard.press("Tab")
    wait_for_city(page, "رشت")
    page.locator("[name=country]").select_option("AE")
    expect(state).to_have_attribute("list", "support-divisions-AE")
    expect(state).to_have_value("گیلان")
    page.locator("[name=country]").select_option("DE")
    expect(state).not_to_have_attribute("list", re.compile(".*"))


def test_what_is_missing_is_said_in_the_pages_language(live_shop, page):
    start(page, live_shop.url).fill_in_address(state="")
    page.locator("#new_shipping_address [type=submit]").click()
    state = page.locator("[name=state]")
    expect(state).to_be_focused()
    expect(page.locator(".support-invalid")).to_have_text("یکی را انتخاب کنید.")
    state.select_option("IR-23")
    with page.expect_navigation():
        page.locator("#new_shipping_address [type=submit]").click()
    assert "shipping-address" not in page.url


def test_a_shopper_in_dubai_is_asked_for_the_emirate_and_no_postcode(live_shop, page):
    start(page, live_shop.url)
    page.locator("[name=country]").select_option("AE")
    expect(page.locator("[name=postcode]")).to_be_hidden()
    assert page.locator("[name=postcode]").evaluate("field => field.required") is False
    example = page.locator("[data-field=phone_number] [data-example] bdi")
    expect(example).to_have_text("۰۵۰ ۱۲۳ ۴۵۶۷")
    for name, value in {**ADDRESS, "line4": "دبی", "phone_number": "۰۵۰۱۲۳۴۵۶۷"}.items():
        if name != "postcode":
            page.locator(f"[name={name}]").fill(value)
    page.locator("[name=state]").select_option("AE-DU")
    with page.expect_navigation():
        page.locator("#new_shipping_address [type=submit]").click()
    assert "shipping-address" not in page.url


@pytest.mark.parametrize("country", ["IR", "SA", "AE", "IQ"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(live_shop, new_page, country):
    page = new_page(viewport={"width": 320, "height": 640})
    start(page, live_shop.url)
    page.locator("[name=country]").select_option(country)
    assert faults_of_our_parts(page) == []
    assert no_sideways_scroll(page)

"""Adding to the cart in place: once, whatever becomes of the answer."""

from typing import Any

from playwright.sync_api import Page, expect

ADD = "form[data-support-add]"


def open_list(page: Page, url: str) -> None:
    page.goto(f"{url}/en/catalogue/")
    expect(page.locator(ADD).first).to_be_visible()


def quantities(page: Page, url: str) -> list[str]:
    page.goto(f"{url}/en/basket/")
    return [each.input_value() for each in page.locator("[name$=-quantity]").all()]


def test_it_is_confirmed_in_place(live_shop, page):
    open_list(page, live_shop.url)
    page.evaluate("window.isSame = true")
    page.locator(f"{ADD} [type=submit]").first.click()
    expect(page.locator("#messages")).not_to_be_empty()
    assert page.evaluate("window.isSame")
    assert quantities(page, live_shop.url) == ["1"]


def test_an_answer_that_is_lost_adds_nothing_twice(live_shop, page):
    def lose(route: Any) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/basket/add/*/", lose)
    open_list(page, live_shop.url)
    with page.expect_navigation():
        page.locator(f"{ADD} [type=submit]").first.click()
    assert quantities(page, live_shop.url) == ["1"]


def test_who_leaves_at_once_keeps_what_was_added(live_shop, page):
    open_list(page, live_shop.url)
    with page.expect_request("**/basket/add/*/"):
        page.locator(f"{ADD} [type=submit]").first.click(no_wait_after=True)
    page.goto(f"{live_shop.url}/en/delivery/")
    page.wait_for_load_state("networkidle")
    assert quantities(page, live_shop.url) == ["1"]


def test_what_the_shop_refuses_is_told_by_its_own_page(live_shop, page):
    open_list(page, live_shop.url)
    page.context.clear_cookies()
    with page.expect_navigation():
        page.locator(f"{ADD} [type=submit]").first.click()
    assert page.locator("h1").count()

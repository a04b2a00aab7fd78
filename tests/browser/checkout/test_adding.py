"""Adding to the cart in place: once, whatever becomes of the answer."""

from typing import Any

from playwright.sync_api import Page, expect

ADD = "form[data-support-add]"
BUTTON = f"{ADD} [type=submit]"
BUSY = f"{ADD}[aria-busy]"


def open_list(page: Page, url: str) -> None:
    page.goto(f"{url}/en/catalogue/")
    expect(page.locator(ADD).first).to_be_visible()


def quantities(page: Page, url: str) -> list[str]:
    page.goto(f"{url}/en/basket/")
    return [each.input_value() for each in page.locator("[name$=-quantity]").all()]


def test_it_is_confirmed_in_place(live_shop, page):
    open_list(page, live_shop.url)
    page.evaluate("window.isSame = true")
    page.locator(BUTTON).first.click()
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
        page.locator(BUTTON).first.click()
    assert quantities(page, live_shop.url) == ["1"]


def test_who_leaves_at_once_keeps_what_was_added(live_shop, page):
    open_list(page, live_shop.url)
    with page.expect_request("**/basket/add/*/"):
        page.locator(BUTTON).first.click(no_wait_after=True)
    page.goto(f"{live_shop.url}/en/delivery/")
    page.wait_for_load_state("networkidle")
    assert quantities(page, live_shop.url) == ["1"]


def test_what_the_shop_refuses_is_shown_by_its_own_page(live_shop, page):
    open_list(page, live_shop.url)
    page.context.clear_cookies()
    with page.expect_navigation():
        page.locator(BUTTON).first.click()
    assert page.locator("h1").count()


def stay_after_a_refusal(page: Page, url: str) -> None:
    """Press a button; what it sends is refused, sent again the usual way, and leads nowhere."""
    statuses = [503, 204]
    page.route("**/basket/add/*/", lambda route: route.fulfill(status=statuses.pop(0)))
    open_list(page, url)
    with page.expect_response(lambda answer: answer.status == 204):
        page.locator(BUTTON).first.click()
    expect(page.locator(BUSY)).to_have_count(1)
    page.unroute_all()


def add_again(page: Page) -> None:
    page.locator(BUTTON).first.click()
    page.wait_for_function("document.querySelector('#messages').textContent.trim()")
    expect(page.locator(BUSY)).to_have_count(0)


def test_a_page_kept_for_back_adds_again(live_shop, page):
    stay_after_a_refusal(page, live_shop.url)
    # As the browser does; Playwright's keeps no pages.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    add_again(page)
    assert quantities(page, live_shop.url) == ["1"]


def test_a_page_that_does_not_leave_after_all_adds_again(live_shop, page):
    page.clock.install()
    stay_after_a_refusal(page, live_shop.url)
    page.clock.fast_forward("00:06")
    add_again(page)
    assert quantities(page, live_shop.url) == ["1"]


def test_an_answer_that_is_no_page_of_the_shop_shows_the_page_again(live_shop, page):
    def answer_in_json(route: Any) -> None:
        route.fetch(max_redirects=0)
        route.fulfill(json={"added": True})

    open_list(page, live_shop.url)
    page.route("**/basket/add/*/", answer_in_json)
    with page.expect_navigation():
        page.locator(BUTTON).first.click()
    assert quantities(page, live_shop.url) == ["1"]

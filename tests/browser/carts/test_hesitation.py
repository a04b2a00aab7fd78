"""Hesitation in a whole shop under a strict policy: nothing is sent before it happens, then once."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tools.buying.browser import put_in_basket

ELEMENT = "support-hesitation"
DETAILS = ".support-notice summary"
SCREENS = {
    "phone": {"viewport": PHONE, "has_touch": True},
    "desk": {"viewport": DESKTOP},
}
SHIFTS = """window.shifts = 0; new PerformanceObserver((list) => list.getEntries().forEach((shift) => {
    window.shifts += shift.sources.filter(({ node }) => node?.localName === "support-hesitation").length;
})).observe({ type: "layout-shift", buffered: true });"""


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_sent_until_somebody_hesitates_and_then_once(strict_shop, new_page, screen):
    page = new_page(**SCREENS[screen])
    page.add_init_script(SHIFTS)
    sent = []
    page.context.on("request", lambda request: "/hesitations/" in request.url and sent.append(request))
    put_in_basket(page, f"{strict_shop.url}/fa")
    for path in ("basket", "checkout", "basket"):
        page.goto(f"{strict_shop.url}/fa/{path}/")
        expect(page.locator(ELEMENT)).to_be_hidden()
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(1500)
        assert sent == []
    page.evaluate("scrollTo(0, 0)")
    with page.expect_response("**/hesitations/") as answer:
        for _time in range(5):
            page.locator(DETAILS).first.click()
    assert (answer.value.status, answer.value.json()) == (200, {"prompt": None})
    for _time in range(6):
        page.locator(DETAILS).first.click()
    page.wait_for_timeout(500)
    assert [request.post_data_json for request in sent] == [{"kind": "read_details", "page": "basket"}]
    assert page.evaluate("window.shifts") == 0


def test_under_global_privacy_control_no_page_has_it(strict_shop, new_page):
    page = new_page(extra_http_headers={"Sec-GPC": "1"})
    put_in_basket(page, f"{strict_shop.url}/fa")
    page.goto(f"{strict_shop.url}/fa/basket/")
    assert page.locator(ELEMENT).count() == 0
    assert page.locator("script[src*=hesitation]").count() == 0

"""An agent on a phone has their browser notified while they are on duty; the page stays usable."""

import json

from playwright.sync_api import expect

from tests.browser.carts.test_push import PERMISSION, PUSH_SERVICE, button
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.helpers.desks import ready
from tests.browser.helpers.faults import faults, no_sideways_scroll
from tests.helpers.push_service import BrowserKeys

CALLS = "/support/api/v1/duty/"


def test_an_agent_has_a_phone_notified_by_a_gesture_and_stops_it(push_shop, open_desk):
    shop = push_shop
    script = PUSH_SERVICE % json.dumps(BrowserKeys().json) + ";" + PERMISSION % json.dumps("granted")
    page = open_desk(shop, script=script)
    ready(page)
    offer = page.locator(".desk-duty-offer")
    expect(offer).to_be_visible()
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert no_sideways_scroll(page)
        assert faults(page, "#support-desk") == []
    with page.expect_response(f"**{CALLS}") as answer:
        button(page).click()
    assert answer.value.status == 201
    expect(offer.locator("[role=status]")).to_be_visible()
    scopes = "navigator.serviceWorker.getRegistrations().then((all) => all.map(({ scope }) => scope))"
    assert page.evaluate(scopes) == [f"{shop.url}/fa/support/duty/"]
    assert page.evaluate("navigator.serviceWorker.controller") is None
    page.reload()
    expect(offer.locator("[role=status]")).to_be_visible()
    with page.expect_response(f"**{CALLS}") as answer:
        button(page).click()
    assert (answer.value.request.method, answer.value.status) == ("DELETE", 204)
    expect(offer.locator("[role=status]")).to_be_hidden()

"""Notifications of the browser in a whole shop with a strict policy: asked for by a button, shown, ended."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from support_plugin.outbox.push.messages import notification
from tests.browser.helpers.faults import COUNT_VIOLATIONS, faults
from tests.helpers.push_service import BrowserKeys
from tools.buying.browser import put_in_basket

# A push service stands outside the shop: this browser has one that gives an address for each subscription.
PUSH_SERVICE = """(() => {
    const keys = %s;
    const read = () => JSON.parse(localStorage.pushed ?? "null");
    const made = (endpoint) => endpoint && {
        endpoint,
        toJSON: () => ({ endpoint, expirationTime: null, keys }),
        unsubscribe: async () => { delete localStorage.pushed; return true; },
    };
    PushManager.prototype.subscribe = async function (options) {
        window.options = { ...options, permission: Notification.permission };
        localStorage.pushed = JSON.stringify(`https://push.example/send/${Math.random()}`);
        return made(read());
    };
    PushManager.prototype.getSubscription = async () => made(read());
})()"""
# The headless shell denies all notifications, so this browser asks its reader by itself.
PERMISSION = """(() => {
    Object.defineProperty(Notification, "permission", { get: () => localStorage.allowed ?? "default" });
    Notification.requestPermission = async () => {
        window.asked = (window.asked ?? 0) + 1;
        return localStorage.allowed = %s;
    };
})()"""
NOTE = """() => {
    self.shown = [];
    self.registration.showNotification = async (...words) => { self.shown.push(words); };
}"""
OFFER = "support-push"
CALLS = "/support/api/v1/push/"


@pytest.fixture(scope="module")
def shop(push_shop):
    """A shop that offers to notify of carts that are left."""
    words = "SupportSettings.objects.update_or_create(pk=1, defaults={'reminders_enabled': True})"
    push_shop.manage("shell", "-c", f"from support_plugin.models import SupportSettings; {words}", quiet=True)
    return push_shop


@pytest.fixture
def open_basket(new_page, shop):
    """Return a function that opens the basket page in a browser which answers so when it asks its reader."""

    def go(answer="granted", **more):
        page = new_page(**more)
        page.add_init_script(COUNT_VIOLATIONS)
        page.add_init_script(PUSH_SERVICE % json.dumps(BrowserKeys().json))
        page.add_init_script(PERMISSION % json.dumps(answer))
        put_in_basket(page, f"{shop.url}/fa")
        page.goto(f"{shop.url}/fa/basket/")
        return page

    return go


def button(page):
    """Return the one button that the offer shows."""
    return page.locator(f"{OFFER} button:visible")


def deliver(page, shop, data):
    """Have the browser hand a message to the shop's worker, as a push service's does."""
    client, found = page.context.new_cdp_session(page), []
    client.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    client.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.getRegistrations().then((all) => all.length === 1)")
    assert [one["scopeURL"] for one in found] == [f"{shop.url}/fa/support/push/"]
    message = {"origin": shop.url, "registrationId": found[0]["registrationId"], "data": data}
    client.send("ServiceWorker.deliverPushMessage", message)


def switch_on(page):
    """Press the button; the browser asks its reader, and the shop stores the subscription."""
    with page.expect_response(f"**{CALLS}") as answer:
        button(page).click()
    assert answer.value.status == 201
    expect(page.locator(f"{OFFER} [role=status]")).to_be_visible()
    assert page.evaluate("window.options.permission") == "granted"
    assert page.evaluate("window.options.userVisibleOnly") is True
    expect(button(page)).to_be_focused()


def switch_off(page):
    """Press the button again; neither the shop nor the browser has the subscription then."""
    with page.expect_response(f"**{CALLS}") as answer:
        button(page).click()
    assert (answer.value.request.method, answer.value.status) == ("DELETE", 204)
    expect(button(page)).to_have_text("Tell me if I leave something in my cart")
    assert page.evaluate("localStorage.pushed ?? null") is None


def worker_of(page, shop):
    """Return the shop's one worker, which controls no page."""
    assert page.evaluate("navigator.serviceWorker.controller") is None
    (worker,) = page.context.service_workers
    assert worker.url == f"{shop.url}/fa/support/push/worker.js"
    assert worker.evaluate("() => clients.matchAll().then((all) => all.length)") == 0
    return worker


def notify(page, shop, worker):
    """Deliver a message; return title and options of what the worker shows."""
    # The headless shell has no notifications: what the worker would show is noted.
    worker.evaluate(NOTE)
    payload = notification("سبد شما", "کفش هنوز اینجاست", f"{shop.url}/fa/basket/", "fa")
    deliver(page, shop, json.dumps({**payload, "tag": "cart-1"}))
    shown: list[Any] = []
    while not shown:  # the test's own time ends it
        page.wait_for_timeout(50)
        shown = worker.evaluate("() => self.shown")
    ((title, options),) = shown
    return title, options


def test_a_shopper_is_notified_after_a_gesture_until_they_stop(open_basket, shop):
    page = open_basket()
    calls = []
    page.context.on("request", lambda asked: CALLS in asked.url and calls.append(asked.method))
    expect(button(page)).to_be_visible()
    # Nothing was asked of the reader, and nothing of the shop.
    assert page.evaluate("[window.asked ?? 0, navigator.serviceWorker.controller]") == [0, None]
    assert calls == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    switch_on(page)

    # The worker controls no page, on this page nor on the next.
    page.reload()
    expect(page.locator(f"{OFFER} [role=status]")).to_be_visible()
    title, options = notify(page, shop, worker_of(page, shop))
    assert (title, options["body"]) == ("سبد شما", "کفش هنوز اینجاست")
    assert (options["dir"], options["lang"], options["tag"]) == ("rtl", "fa", "cart-1")

    # In another language the same worker is found.
    page.goto(f"{shop.url}/en/basket/")
    expect(page.locator(f"{OFFER} [role=status]")).to_be_visible()
    switch_off(page)
    page.reload()
    expect(button(page)).to_have_text("Tell me if I leave something in my cart")
    assert page.evaluate("window.violations") == []
    assert faults(page, OFFER) == []


def test_a_shopper_who_says_no_is_not_asked_again(open_basket):
    page = open_basket("denied")
    button(page).click()
    expect(page.locator(f"{OFFER} [role=alert]:visible")).to_have_count(1)
    expect(button(page)).to_have_count(0)
    page.reload()
    page.wait_for_timeout(300)
    expect(page.locator(OFFER)).to_be_hidden()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_a_shopper_who_does_not_answer_may_try_again(open_basket):
    page = open_basket("default")
    button(page).click()
    expect(button(page)).to_be_visible()
    assert page.evaluate("window.asked") == 1


def test_a_call_that_fails_leaves_nothing_on(open_basket):
    page = open_basket()
    page.route(f"**{CALLS}", lambda route: route.fulfill(status=500, body="{}"))
    button(page).click()
    expect(page.locator(f"{OFFER} [role=alert]:visible")).to_have_count(1)
    assert page.evaluate("localStorage.pushed ?? null") is None
    page.unroute(f"**{CALLS}")
    button(page).click()
    expect(page.locator(f"{OFFER} [role=status]")).to_be_visible()


IMPOSSIBLE = {
    "blocked": "localStorage.allowed = 'denied'",
    "an iPhone's tab": "navigator.standalone = false;"
    "Object.defineProperty(navigator, 'maxTouchPoints', { value: 5 })",
    "without push": "delete window.PushManager",
    "without notifications": "delete window.Notification",
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_where_it_cannot_work_it_is_not_offered(name, open_basket, shop):
    page = open_basket()
    expect(button(page)).to_be_visible()
    page.add_init_script(IMPOSSIBLE[name])
    page.goto(f"{shop.url}/fa/basket/")
    page.wait_for_timeout(300)
    expect(page.locator(OFFER)).to_be_hidden()


def test_an_installed_app_of_an_iphone_offers_it(open_basket, shop):
    page = open_basket()
    page.add_init_script(IMPOSSIBLE["an iPhone's tab"].replace("false", "true"))
    page.goto(f"{shop.url}/fa/basket/")
    expect(button(page)).to_be_visible()

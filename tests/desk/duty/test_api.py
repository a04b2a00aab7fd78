"""An agent subscribes a browser for their own account; nobody else does, and a log-out ends it."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import translation

from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.queries import find_subscriptions
from tests.helpers.push_service import BrowserKeys, push_keys  # noqa: F401

pytestmark = pytest.mark.django_db
ORIGIN = "http://testserver"


class Browser:
    """A browser in the English shop, with the service workers of both purposes."""

    def __init__(self, user=None, name="browser"):
        self.client, self.keys = Client(), BrowserKeys()
        self.endpoint = f"https://push.example/send/{name}"
        if user:
            self.client.force_login(user)

    def call(self, method="POST", name="api-duty", origin=ORIGIN, **body):
        with translation.override("en"):
            url = reverse(f"support_plugin:{name}")
        headers = {"Origin": origin} if origin else {}
        data = {} if method == "GET" else {"data": body}
        call = getattr(self.client, method.lower())
        return call(url, **data, content_type="application/json", headers=headers)

    def subscribe(self, **change):
        return self.call(**{"endpoint": self.endpoint, "keys": self.keys.json, "language": "en", **change})


@pytest.fixture
def browser(push_keys, agent):  # noqa: F811
    return Browser(agent)


def test_an_agent_subscribes_asks_and_stops(browser, agent):
    assert browser.subscribe().status_code == 201
    row = PushSubscription.objects.get()
    assert (row.user, row.purpose, row.language) == (agent, "duty", "en")
    assert row.wording.startswith("Notify me in this browser")
    assert browser.call("GET").json() == {"browsers": [browser.keys.json["p256dh"]]}
    assert browser.call("DELETE", endpoint=browser.endpoint).status_code == 204
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("who", ["nobody", "shopper", "staff"])
def test_whoever_is_no_agent_is_refused_and_nothing_is_stored(who, push_keys, request):  # noqa: F811
    user = None if who == "nobody" else request.getfixturevalue(who)
    browser = Browser(user)
    for answer in (
        browser.subscribe(),
        browser.call("GET"),
        browser.call("DELETE", endpoint="https://a.b/c"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert not PushSubscription.objects.exists()


def test_a_right_that_is_lost_is_lost_here_too(browser, agent):
    agent.user_permissions.remove(Permission.objects.get(codename="answer_conversation"))
    assert browser.subscribe().status_code == 403


@pytest.mark.parametrize("origin", ["", "https://evil.example"])
def test_other_pages_subscribe_nobody(origin, browser):
    assert browser.subscribe(origin=origin).status_code == 403
    assert not PushSubscription.objects.exists()


def test_a_colleagues_browser_is_neither_seen_nor_forgotten_nor_renewed(browser, colleague):
    browser.subscribe()
    other = Browser(colleague, "other")
    assert other.call("GET").json() == {"browsers": []}
    other.call("DELETE", endpoint=browser.endpoint)
    assert other.subscribe(replaces=browser.endpoint).status_code == 400
    assert PushSubscription.objects.get().endpoint == browser.endpoint


def test_what_the_browser_has_in_its_place_keeps_the_leave_as_it_was_given(browser):
    browser.subscribe()
    wording = PushSubscription.objects.get().wording
    answer = browser.subscribe(
        endpoint="https://push.example/send/new", replaces=browser.endpoint, language="fa"
    )
    assert answer.status_code == 201
    row = PushSubscription.objects.get()
    assert (row.endpoint, row.wording, row.purpose) == ("https://push.example/send/new", wording, "duty")


def test_leave_for_duty_is_none_for_carts_and_the_other_way_round(browser, agent, prefer):
    prefer(reminders_enabled=True)
    browser.subscribe()
    assert not find_subscriptions(agent.pk, "").exists()
    assert browser.call("GET", "api-push").json() == {"browsers": []}
    browser.call("DELETE", "api-push", endpoint=browser.endpoint)
    assert browser.call("GET").json()["browsers"]
    answer = browser.subscribe(name="api-push", endpoint="https://push.example/send/cart")
    assert answer.status_code == 201
    assert find_subscriptions(agent.pk, "").get().purpose == "carts"
    assert PushSubscription.objects.count() == 2


def test_a_log_out_forgets_this_browser_for_both_and_no_other(browser, agent, prefer):
    prefer(reminders_enabled=True)
    phone = Browser(agent, "phone")
    for one in (browser, phone):
        one.subscribe()
    browser.subscribe(name="api-push", endpoint="https://push.example/send/cart")
    assert PushSubscription.objects.count() == 3
    with translation.override("en"):
        browser.client.post(reverse("customer:logout"))
    assert [row.endpoint for row in PushSubscription.objects.all()] == [phone.endpoint]


def test_a_browser_that_is_private_or_nonsense_is_refused(browser):
    for endpoint in ("http://push.example/a", "https://localhost/a", "https://10.0.0.1/a", 5, None):
        assert browser.subscribe(endpoint=endpoint).status_code == 400
    assert not PushSubscription.objects.exists()


def test_the_desk_offers_it_where_push_is_configured(browser, settings):
    with translation.override("en"):
        desk, worker = reverse("support_plugin:desk"), reverse("support_plugin:duty-worker")
    assert worker == "/en/support/duty/worker.js"
    html = browser.client.get(desk).content.decode()
    assert f'data-worker="{worker}"' in html
    assert "push/offer.js" in html
    answer = browser.client.get(worker)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    settings.SUPPORT_PLUGIN = {}
    assert "support-push" not in browser.client.get(desk).content.decode()
    assert browser.client.get(worker).status_code == 404
    assert browser.subscribe().status_code == 404

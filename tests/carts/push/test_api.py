"""The browser's calls: from the shop's own pages alone, each about its own caller alone."""

import pytest
from django.urls import reverse

from support_plugin import limits
from support_plugin.carts.models import CartActivity
from support_plugin.conf import get_config
from support_plugin.visitors.cookies import hash_key, read_key
from support_plugin.visitors.subscriptions.flows import join_guest
from support_plugin.visitors.subscriptions.models import PushSubscription
from tests.carts.push.conftest import Browser
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _commits(commits):
    """Carts are followed after the commit."""


def key_of(browser):
    return read_key({name: cookie.value for name, cookie in browser.client.cookies.items()})


def logged_in(name, email="sara@example.com"):
    made = Browser(name=name)
    assert made.client.login(username=make_user(email).email, password=PASSWORD)
    return made


def test_a_guest_subscribes_and_the_cart_is_known_as_theirs(browser, push_keys):
    answer = browser.subscribe()
    assert answer.status_code == 201
    row = PushSubscription.objects.get()
    assert row.visitor_hash == hash_key(key_of(browser)) == CartActivity.objects.get().visitor_hash
    assert (row.user, row.endpoint, row.key_id) == (None, browser.endpoint, push_keys.key_id)
    assert (row.p256dh, row.auth) == tuple(browser.keys.json.values())
    assert (row.language, row.wording.splitlines()[0]) == ("en", "Tell me if I leave something in my cart")
    assert answer["Cache-Control"] == "private, no-store"


def test_a_guest_has_the_key_of_before(browser):
    browser.subscribe()
    key = key_of(browser)
    browser.subscribe()
    assert key_of(browser) == key
    assert PushSubscription.objects.count() == 1


def test_an_account_subscribes_without_a_key(offered):
    browser = logged_in("mine")
    assert browser.subscribe().status_code == 201
    row = PushSubscription.objects.get()
    assert (row.user.email, row.visitor_hash) == ("sara@example.com", "")
    assert key_of(browser) is None


def test_a_browser_knows_itself_and_no_other(browser):
    assert browser.known == []
    browser.subscribe()
    assert browser.known == [browser.keys.json["p256dh"]]
    other = Browser(name="other")
    other.subscribe()
    assert other.known == [other.keys.json["p256dh"]]
    assert Browser().known == []


def test_an_outsider_unsubscribes_nobody(browser):
    browser.subscribe()
    account = logged_in("other")
    for outsider in (Browser(), account):
        # The same as for what nobody knows.
        assert outsider.unsubscribe(browser.endpoint).status_code == 204
        assert outsider.unsubscribe("https://push.example/send/unknown").status_code == 204
    assert browser.known
    assert browser.unsubscribe().status_code == 204
    assert browser.known == []


def test_an_outsider_renews_no_browser(browser):
    browser.subscribe()
    stranger = Browser(name="stranger")
    assert stranger.subscribe(replaces=browser.endpoint).status_code == 403
    assert logged_in("other").subscribe(replaces=browser.endpoint).status_code == 400
    assert browser.known


def test_a_browser_renews_its_own(browser):
    browser.subscribe()
    old = browser.endpoint
    browser.endpoint += "-new"
    assert browser.subscribe(replaces=old).status_code == 201
    assert [row.endpoint for row in PushSubscription.objects.all()] == [browser.endpoint]


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://testserver.evil.example"])
def test_another_sites_page_changes_nothing(origin, browser):
    assert browser.call(origin=origin, endpoint=browser.endpoint, keys=browser.keys.json).status_code == 403
    assert not PushSubscription.objects.exists()
    browser.subscribe()
    assert browser.call("DELETE", origin=origin, endpoint=browser.endpoint).status_code == 403
    assert PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "https://127.0.0.1/send"},
        {"endpoint": "https://10.0.0.1/"},
        {"endpoint": "https://[::ffff:169.254.169.254]/"},
        {"endpoint": "https://2130706433/"},
        {"endpoint": "https://redis:6379/"},
        {"endpoint": "http://push.example/"},
        {"endpoint": None},
        {"keys": {}},
        {"replaces": "https://127.0.0.1/"},
        {"replaces": 5},
    ],
)
def test_what_no_browser_sends_is_refused(change, browser):
    browser.subscribe()
    browser.endpoint += "-new"
    assert browser.subscribe(**change).json()["code"] == "invalid"
    assert PushSubscription.objects.count() == 1


@pytest.mark.parametrize("language", ["xx", None, 5, ["en"], "en\0"])
def test_an_unknown_language_is_that_of_the_page(language, browser):
    assert browser.subscribe(language=language).status_code == 201
    assert PushSubscription.objects.get().language == "en"


def test_the_words_are_those_of_the_page(browser):
    browser.subscribe(language="fa")
    assert PushSubscription.objects.get().language == "fa"


@pytest.mark.parametrize("choice", [{"reminders_enabled": False}, {"carts_enabled": False}])
def test_switched_off_nobody_subscribes_and_everybody_may_stop(choice, browser, prefer):
    browser.subscribe()
    prefer(**{"reminders_enabled": True, **choice})
    assert browser.subscribe().status_code == 404
    assert browser.unsubscribe().status_code == 204
    assert not PushSubscription.objects.exists()


def test_unconfigured_nobody_subscribes(browser, settings):
    settings.SUPPORT_PLUGIN = {}
    assert browser.subscribe().status_code == 404


@pytest.mark.parametrize(("name", "number"), [("PUSH_CALLS_PER_MINUTE", 3), ("SUBSCRIPTIONS_PER_DAY", 2)])
def test_calls_have_limits(name, number, browser, settings):
    browser.subscribe()
    limits.reset()
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, name: number}
    assert get_config()[name] == number
    answers = [browser.subscribe().status_code for _time in range(number + 1)]
    assert answers == [201] * number + [429]


def test_an_address_without_keys_has_limits_too(offered, settings):
    settings.SUPPORT_PLUGIN = {**settings.SUPPORT_PLUGIN, "SUBSCRIPTIONS_PER_DAY": 1, "PEOPLE_PER_ADDRESS": 2}
    answers = [Browser(name=str(number)).subscribe().status_code for number in range(3)]
    assert answers == [201, 201, 429]


def test_the_next_person_at_this_computer_is_notified_of_nothing(browser):
    browser.subscribe()
    user = make_user("sara@example.com")
    browser.client.login(username=user.email, password=PASSWORD)
    # Django's test client logs in without the browser's cookies.
    join_guest(hash_key(key_of(browser)), user.pk)
    assert browser.known
    browser.client.post(reverse("customer:logout"))
    assert not PushSubscription.objects.exists()


def test_what_a_browser_notes_of_itself_no_script_reads(browser, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = browser.subscribe().cookies["support_push"]
    assert cookie.value == PushSubscription.objects.get().endpoint_hash
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert browser.unsubscribe().cookies["support_push"].value == ""

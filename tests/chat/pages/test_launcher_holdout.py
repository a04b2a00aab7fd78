"""Who is held out of the launcher loses the launcher alone, and only while the admin compares."""

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from support_plugin.chat.flows import start_conversation
from support_plugin.visitors.arms.cookies import COOKIE
from support_plugin.visitors.arms.models import Capability, Exposure, HoldoutArm
from support_plugin.visitors.arms.rules import is_drawn
from support_plugin.visitors.cookies import hash_key, new_key, set_key
from support_plugin.visitors.models import Visitor
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db
LAUNCHER, BEACON, KEY = b'class="support-launcher"', b"<support-exposure", "support_visitor"
ORIGIN = {"Origin": "http://testserver"}


class Jar:
    """What a response would set."""

    def __init__(self):
        self.cookies = {}

    def set_cookie(self, name, value, **options):
        self.cookies[name] = value


def guest(is_out, percent=50):
    """Return a browser whose key the hash holds out of the launcher, or does not."""
    client = Client()
    for _try in range(200):
        key = new_key()
        if is_drawn(Capability.LAUNCHER, f"visitor:{hash_key(key)}", percent) is is_out:
            jar = Jar()
            set_key(jar, key)
            [(name, value)] = jar.cookies.items()
            client.cookies[name] = value
            client.key = key
            return client
    raise AssertionError


def page(client, path="basket:summary"):
    with translation.override("en"):
        return client.get(reverse(path))


def send_beacon(client, **headers):
    url = reverse("support_plugin:api-launcher-exposures")
    return client.post(url, {}, "application/json", headers={**ORIGIN, **headers})


def account(is_out):
    """Return an account whose key the hash holds out, or does not."""
    for number in range(200):
        user = get_user_model().objects.create_user(f"a{number}", f"a{number}@example.com", "x")
        if is_drawn(Capability.LAUNCHER, f"user:{user.pk}", 50) is is_out:
            return user
    raise AssertionError


@pytest.mark.any_database
@pytest.mark.parametrize("is_out", [True, False])
def test_the_launcher_stands_for_one_arm_alone_and_both_are_reported_once(prefer, is_out):
    prefer(launcher_holdout_percent=50)
    client = guest(is_out)
    for _again in range(2):
        html = page(client).content
        assert ((LAUNCHER in html), (BEACON in html)) == (not is_out, True)
    assert send_beacon(client).status_code == 204
    html = page(client).content
    assert ((LAUNCHER in html), (BEACON in html)) == (not is_out, False)
    exposure = Exposure.objects.get()
    assert (exposure.visitor_hash, exposure.is_held_out) == (hash_key(client.key), is_out)
    assert (exposure.capability, exposure.percent) == ("launcher", 50)
    send_beacon(client)
    assert Exposure.objects.count() == HoldoutArm.objects.count() == 1


def test_a_new_browser_gets_a_key_with_the_page_and_keeps_its_arm(prefer):
    prefer(launcher_holdout_percent=50)
    client = Client()
    first = page(client)
    assert "Cookie" in first["Vary"]
    keys = set(first.cookies)
    assert len(keys - {"csrftoken", "sessionid"}) == 1
    seen = {LAUNCHER in first.content} | {LAUNCHER in page(client).content for _again in range(3)}
    assert len(seen) == 1
    send_beacon(client)
    assert seen == {not Exposure.objects.get().is_held_out}


def test_with_a_share_of_0_a_page_has_nothing_of_it(prefer):
    prefer(launcher_holdout_percent=0)
    client = Client()
    plain = page(client)
    assert LAUNCHER in plain.content
    assert BEACON not in plain.content
    assert not set(plain.cookies) - {"csrftoken", "sessionid"}
    send_beacon(client)
    assert not Exposure.objects.exists()
    assert not HoldoutArm.objects.exists()


def test_the_page_of_a_comparison_costs_no_query_more(prefer):
    counts = []
    for percent in (0, 50):
        prefer(launcher_holdout_percent=percent)
        client = guest(False)
        page(client)
        with CaptureQueriesContext(connection) as asked:
            page(client)
        counts.append(len(asked))
        assert not [one for one in asked if "holdoutarm" in one["sql"] or "exposure" in one["sql"]]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("is_out", [True, False])
def test_a_stored_arm_counts_whatever_the_hash_says_later(prefer, is_out):
    prefer(launcher_holdout_percent=50)
    client = guest(not is_out)
    HoldoutArm.objects.create(
        capability="launcher",
        person=f"visitor:{hash_key(client.key)}",
        is_held_out=is_out,
        percent=7,
        drawn_at="2026-01-01T00:00Z",
    )
    send_beacon(client)
    assert (LAUNCHER in page(client).content) is not is_out
    assert list(Exposure.objects.values_list("is_held_out", "percent")) == [(is_out, 7)]
    prefer(launcher_holdout_percent=1)
    assert (LAUNCHER in page(client).content) is not is_out


def test_help_links_and_the_page_of_the_chat_stay_for_those_held_out(prefer):
    prefer(launcher_holdout_percent=50, help_enabled=True)
    client, other = guest(True), guest(False)
    for one in (client, other):
        put_into_cart(one, make_product())
        assert page(one, "support_plugin:chat").status_code == 200
    chat = reverse("support_plugin:chat").encode()
    links = [page(one, "checkout:index").content.count(b'href="%s' % chat) for one in (client, other)]
    assert links[0] in (links[1], links[1] - 1)


def test_an_open_conversation_brings_the_launcher_to_those_held_out(prefer):
    prefer(launcher_holdout_percent=50)
    client = guest(True)
    visitor = Visitor.objects.create(key_hash=hash_key(client.key))
    start_conversation(visitor, uuid4(), "hello")
    assert LAUNCHER not in page(client).content
    send_beacon(client)
    assert LAUNCHER in page(client).content
    assert Exposure.objects.get().is_held_out


@pytest.mark.parametrize("is_out", [True, False])
def test_the_earlier_arm_of_the_browser_is_the_accounts_from_the_log_in(prefer, is_out, commits):
    prefer(launcher_holdout_percent=50)
    client, user = guest(is_out), account(not is_out)
    send_beacon(client)
    with translation.override("en"):
        answer = client.post(
            reverse("customer:login"),
            {"login-username": user.email, "login-password": "x", "login_submit": "Log In"},
        )
    assert answer.status_code == 302
    html = page(client).content
    assert ((LAUNCHER in html), (BEACON in html)) == (not is_out, True)
    send_beacon(client)
    assert BEACON not in page(client).content
    assert Exposure.objects.get().user == user
    # So it is in another browser, once that has sent its beacon or logged in.
    other = Client()
    other.force_login(user)
    send_beacon(other)
    assert (LAUNCHER in page(other).content) is not is_out


def test_another_persons_arm_cookie_says_nothing(prefer):
    prefer(launcher_holdout_percent=50)
    client, other = guest(True), guest(False)
    send_beacon(client)
    other.cookies[COOKIE] = client.cookies[COOKIE].value
    html = page(other).content
    assert LAUNCHER in html
    assert BEACON in html
    other.cookies[COOKIE] = "x.10:forged"
    assert LAUNCHER in page(other).content


def test_who_says_no_to_measuring_is_not_compared(prefer):
    prefer(launcher_holdout_percent=50)
    client = guest(True)
    with translation.override("en"):
        html = client.get(reverse("basket:summary"), headers={"Sec-GPC": "1"}).content
    assert LAUNCHER in html
    assert BEACON not in html
    send_beacon(client, **{"Sec-GPC": "1"})
    assert not Exposure.objects.exists()


@pytest.mark.parametrize("fields", [{"launcher_holdout_percent": 0}, {"chat_enabled": False}])
def test_switched_off_nothing_is_stored(prefer, fields):
    prefer(**{"launcher_holdout_percent": 50, **fields})
    assert send_beacon(guest(True)).status_code == 204
    assert not Exposure.objects.exists()


def test_other_sites_strangers_and_readers_store_nothing(prefer):
    prefer(launcher_holdout_percent=50)
    assert send_beacon(guest(True), Origin="https://evil.example").status_code == 403
    assert send_beacon(Client()).status_code == 204  # without a key
    assert guest(True).get(reverse("support_plugin:api-launcher-exposures")).status_code == 405
    assert not Exposure.objects.exists()
    assert not HoldoutArm.objects.exists()


def test_one_browser_and_one_address_report_only_so_often(prefer, settings):
    settings.SUPPORT_PLUGIN = {"EXPOSURES_PER_MINUTE": 2, "PEOPLE_PER_ADDRESS": 2}
    prefer(launcher_holdout_percent=50)
    client = guest(True)
    assert [send_beacon(client).status_code for _time in range(3)] == [204, 204, 429]
    assert [send_beacon(guest(True)).status_code for _time in range(3)] == [204, 204, 429]
    assert Exposure.objects.count() == 3

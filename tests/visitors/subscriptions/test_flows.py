"""Whose browsers are notified, and which are forgotten."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from support_plugin import clock
from support_plugin.errors import Refused
from support_plugin.outbox.push.keys import new_private_key
from support_plugin.visitors.subscriptions import flows
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.queries import Subscriber, find_subscriptions
from support_plugin.visitors.subscriptions.rules import MOST, Browser
from tests.factories import make_user
from tests.helpers.push_service import BrowserKeys
from tests.helpers.threads import at_once, errors_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return Subscriber(make_user("sara@example.com").pk)


def names(rows):
    return [row.endpoint.rpartition("/")[2] for row in rows]


def test_the_words_that_were_agreed_to_are_stored_in_their_language(agree, guest):
    row = agree(guest, language="en")
    assert row.wording.startswith("Tell me if I leave something in my cart\n")
    assert row.language == "en"
    assert abs(row.given_at - clock.now()) < timedelta(minutes=1)


def test_a_carts_person_has_the_browsers_of_account_and_guest_the_newest_first(agree, guest, account):
    for who, name in ((guest, "a"), (account, "b"), (guest, "c"), (Subscriber(visitor_hash="b" * 64), "d")):
        agree(who, name)
    assert names(find_subscriptions(account.user_id, guest.visitor_hash)) == ["c", "b", "a"]
    assert names(find_subscriptions(account.user_id, "")) == ["b"]
    assert names(find_subscriptions(None, guest.visitor_hash)) == ["c", "a"]
    assert names(find_subscriptions(None, "")) == []


def test_a_browser_is_stored_once_and_belongs_to_whoever_agreed_last(agree, guest, account):
    agree(guest, "a")
    agree(guest, "a", language="fa")
    agree(account, "a")
    (row,) = PushSubscription.objects.all()
    assert (row.user_id, row.visitor_hash, row.language) == (account.user_id, "", "en")


def test_of_more_than_ten_browsers_the_oldest_are_forgotten(agree, guest, account):
    agree(account, "mine")
    for number in range(MOST + 2):
        agree(guest, str(number))
    assert names(guest.rows.order_by("pk")) == [str(number) for number in range(2, MOST + 2)]
    agree(guest, "5")
    assert guest.rows.count() == MOST
    assert account.rows.count() == 1


def test_only_ones_own_browser_is_unsubscribed(agree, guest, account):
    row = agree(guest, "a")
    assert not flows.unsubscribe(account, row.endpoint)
    assert not flows.unsubscribe(Subscriber(), row.endpoint)
    assert not flows.unsubscribe(Subscriber.of(AnonymousUser(), None), row.endpoint)
    assert guest.rows.exists()
    assert flows.unsubscribe(guest, row.endpoint)
    assert not flows.unsubscribe(guest, row.endpoint)
    assert not guest.rows.exists()


def test_nobody_has_no_browsers(agree, guest):
    agree(guest)
    assert not Subscriber().rows.exists()


def test_a_renewed_browser_keeps_the_leave_as_it_was_given(agree, guest, push_keys):
    old = agree(guest, "old", language="en")
    PushSubscription.objects.update(given_at=clock.now() - timedelta(days=9), wording="As it was then")
    browser = Browser("https://push.example/send/new", **BrowserKeys().json)
    flows.renew(guest, browser, push_keys.key_id, old.endpoint)
    (row,) = PushSubscription.objects.all()
    assert (row.endpoint, row.wording, row.language) == (browser.endpoint, "As it was then", "en")
    assert clock.now() - row.given_at > timedelta(days=8)
    assert clock.now() - row.created_at < timedelta(minutes=1)


def test_nobody_renews_anothers_browser(agree, guest, account, push_keys):
    old = agree(guest, "old")
    browser = Browser("https://push.example/send/new", **BrowserKeys().json)
    with pytest.raises(Refused):
        flows.renew(account, browser, push_keys.key_id, old.endpoint)
    assert names(PushSubscription.objects.all()) == ["old"]


def test_with_another_key_nothing_is_found_and_all_are_forgotten(agree, guest, settings):
    agree(guest)
    chosen = settings.SUPPORT_PLUGIN["PUSH"]
    settings.SUPPORT_PLUGIN = {"PUSH": {**chosen, "PRIVATE_KEY": new_private_key()}}
    assert not find_subscriptions(None, guest.visitor_hash)
    assert flows.forget_useless() == 1
    assert not PushSubscription.objects.exists()


def test_while_push_is_off_nothing_is_found_and_nothing_forgotten(agree, guest, settings):
    agree(guest)
    settings.SUPPORT_PLUGIN = {}
    assert not find_subscriptions(None, guest.visitor_hash)
    assert flows.forget_useless() == 0
    assert guest.rows.exists()


def test_guests_are_forgotten_when_their_cookie_has_ended_and_accounts_are_not(agree, guest, account):
    agree(guest, "a")
    agree(account, "b")
    assert flows.forget_useless(clock.now() + timedelta(days=179)) == 0
    assert flows.forget_useless(clock.now() + timedelta(days=181)) == 1
    assert names(PushSubscription.objects.all()) == ["b"]


def test_a_deleted_account_is_not_notified(agree, account, django_user_model):
    agree(account)
    django_user_model.objects.get(pk=account.user_id).delete()
    assert not PushSubscription.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_calls_at_the_same_time_store_one_browser_once_and_ten_at_most(agree, guest, push_keys):

    def run(number):
        for name in ("same", f"own-{number}", f"more-{number}"):
            agree(guest, name)

    assert errors_in(at_once(*[lambda number=number: run(number) for number in range(6)])) == []
    assert guest.rows.count() <= MOST
    assert PushSubscription.objects.filter(endpoint__endswith="same").count() <= 1

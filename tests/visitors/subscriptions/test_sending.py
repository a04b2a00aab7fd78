"""A notification to a stored browser."""

import json

import pytest

from support_plugin.outbox.channels.base import Rejected, TryLater
from support_plugin.outbox.push.keys import new_private_key
from support_plugin.outbox.push.messages import notification
from support_plugin.visitors.subscriptions.flows import subscribe
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.rules import Browser
from support_plugin.visitors.subscriptions.sending import send_push
from support_plugin.web.private_addresses import NoAnswer
from tests.helpers.push_service import BrowserKeys

pytestmark = pytest.mark.django_db
PAYLOAD = notification("Your cart", "Shoes", "/basket/", "en")


@pytest.fixture
def keys():
    return BrowserKeys()


@pytest.fixture
def row(push_service, push_keys, guest, keys):
    browser = Browser(push_service.endpoint(), **keys.json)
    return subscribe(guest, browser, push_keys.key_id, "en")


def test_a_stored_browser_reads_its_notification(row, keys, push_service):
    send_push(row, PAYLOAD, topic="cart-1")
    _path, headers, body = push_service.got[0]
    assert json.loads(keys.decrypt(body)) == {**PAYLOAD, "tag": "cart-1"}
    assert (headers["topic"], headers["ttl"]) == ("cart-1", "14400")


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(status, row, push_service):
    push_service.answer = (status, {}, b"")
    with pytest.raises(Rejected):
        send_push(row, PAYLOAD)
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    ("status", "error"), [(400, Rejected), (403, Rejected), (413, Rejected), (429, TryLater), (502, TryLater)]
)
def test_all_else_forgets_no_browser(status, error, row, push_service):
    push_service.answer = (status, {}, b"")
    with pytest.raises(error):
        send_push(row, PAYLOAD)
    assert PushSubscription.objects.exists()


def test_a_service_that_hangs_up_forgets_no_browser(row, push_service):
    push_service.hangs_up = True
    with pytest.raises(NoAnswer):
        send_push(row, PAYLOAD)
    assert PushSubscription.objects.exists()


def test_a_browser_that_agreed_again_meanwhile_stays(row, push_service, push_keys, guest, keys):
    stale = PushSubscription.objects.get()
    subscribe(guest, Browser(push_service.endpoint(), **keys.json), push_keys.key_id, "en")
    push_service.answer = (410, {}, b"")
    with pytest.raises(Rejected):
        send_push(stale, PAYLOAD)
    assert PushSubscription.objects.exists()


def test_a_browser_of_another_key_is_forgotten_and_its_service_not_asked(row, push_service, settings):
    chosen = settings.SUPPORT_PLUGIN["PUSH"]
    settings.SUPPORT_PLUGIN = {"PUSH": {**chosen, "PRIVATE_KEY": new_private_key()}}
    with pytest.raises(Rejected, match="another key") as raised:
        send_push(row, PAYLOAD)
    assert raised.value.is_contact_dead
    assert not PushSubscription.objects.exists()
    assert push_service.spoken_to == []


def test_a_browser_whose_service_turned_out_to_be_private_is_forgotten(row, push_service):
    push_service.addresses = ["10.0.0.1"]
    with pytest.raises(Rejected):
        send_push(row, PAYLOAD)
    assert not PushSubscription.objects.exists()
    assert push_service.spoken_to == []

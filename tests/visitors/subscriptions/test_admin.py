"""Browsers that are notified, as an admin sees and forgets them."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from support_plugin.outbox.channels.base import TryLater
from support_plugin.outbox.push.messages import notification
from support_plugin.visitors.subscriptions.flows import subscribe
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.queries import Subscriber
from support_plugin.visitors.subscriptions.rules import Browser
from support_plugin.visitors.subscriptions.sending import send_push
from tests.factories import make_user
from tests.helpers.push_service import BrowserKeys

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"admin:support_plugin_pushsubscription_{name}", args=args)


@pytest.fixture
def rows(agree, guest):
    """An account's browser, another account's, and a guest's."""
    users = [make_user(f"{name}@example.com") for name in ("negar", "other")]
    made = [agree(Subscriber(user.pk), f"browser-{user.pk}") for user in users]
    return [*made, agree(guest, "guests", "fa")]


def test_a_row_shows_whose_it_is_and_what_was_agreed_to_without_the_browsers_address(admin_client, rows):
    page = admin_client.get(url("changelist")).content.decode()
    assert "negar" in page
    assert "push.example" in page
    page += admin_client.get(url("change", rows[0].pk)).content.decode()
    assert "Tell me if I leave something in my cart" in page
    for secret in (rows[0].endpoint, rows[0].p256dh, rows[0].auth, rows[0].endpoint_hash):
        assert secret not in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [("negar", [0]), ("NEGAR@example.com", [0]), ("example.com", [0, 1]), ("nobody", []), (" ", [0, 1, 2])],
)
def test_an_accounts_browsers_are_found(admin_client, rows, typed, found):
    page = admin_client.get(url("changelist"), {"q": typed})
    assert {row.pk for row in page.context["cl"].result_list} == {rows[one].pk for one in found}


def test_nobody_adds_or_changes_one(admin_client, rows):
    assert admin_client.get(reverse("admin:support_plugin_pushsubscription_add")).status_code == 403
    admin_client.post(url("change", rows[0].pk), {"wording": "x"})
    assert PushSubscription.objects.get(pk=rows[0].pk).wording != "x"


def test_deleting_a_row_forgets_the_browser_and_the_log_names_nobody(admin_client, rows):
    admin_client.post(url("delete", rows[0].pk), {"post": "yes"})
    assert set(PushSubscription.objects.values_list("pk", flat=True)) == {rows[1].pk, rows[2].pk}
    entry = LogEntry.objects.get()
    assert "negar" not in entry.object_repr + entry.change_message


@pytest.mark.parametrize(
    ("rights", "sees", "forgets"),
    [
        ((), 403, False),
        (("view_visitor", "view_consent"), 403, False),
        (("view_pushsubscription",), 200, False),
        (("view_pushsubscription", "delete_pushsubscription"), 200, True),
    ],
)
def test_it_has_rights_of_its_own(client, rows, rights, sees, forgets):
    client.force_login(make_user("staff@example.com", rights, is_staff=True))
    assert client.get(url("changelist")).status_code == sees
    client.post(url("delete", rows[0].pk), {"post": "yes"})
    assert PushSubscription.objects.filter(pk=rows[0].pk).exists() is not forgets


def test_how_the_last_notification_went_is_shown(admin_client, push_service, push_keys, guest):
    browser = Browser(push_service.endpoint(), **BrowserKeys().json)
    row = subscribe(guest, browser, push_keys.key_id, "en")
    payload = notification("Your cart", "Shoes", "/basket/", "en")

    def shown():
        return admin_client.get(url("change", row.pk)).content.decode()

    assert "هنوز اعلانی فرستاده نشده است" in shown()
    push_service.answer = (502, {}, b"tired")
    with pytest.raises(TryLater):
        send_push(row, payload)
    assert "HTTP 502 tired" in shown()
    push_service.answer = (201, {}, b"")
    send_push(row, payload)
    assert "سرویس اعلان آن را پذیرفت" in shown()
    assert "tired" not in shown()

"""Events and deliveries in Django admin: to read, to filter, to send again; by those with the right."""

import pytest
from django.urls import reverse
from django.utils import translation

from support_plugin.models import Delivery, Event
from support_plugin.outbox.flows import deliver_due
from tests.factories import make_user
from tests.outbox.test_flows import states, store

pytestmark = pytest.mark.django_db
DELIVERIES, EVENTS = "admin:support_plugin_delivery_changelist", "admin:support_plugin_event_changelist"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def story(connect, clock):
    """One given up, one that fails, one delivered; return their receiver."""
    receiver = connect("crm")
    receiver.fails = True
    store(1, stream="cart:1")
    clock.move(days=4)
    deliver_due()
    store(2, stream="cart:2")
    deliver_due()
    receiver.fails = False
    store(3, stream="cart:3")
    deliver_due()
    return receiver


def again(client, *deliveries):
    data = {"action": "send_again", "_selected_action": [delivery.pk for delivery in deliveries]}
    return client.post(reverse(DELIVERIES), data, follow=True)


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("given_up", ["cart:1"]),
        ("failing", ["cart:2"]),
        ("waiting", ["cart:2"]),
        ("delivered", ["cart:3"]),
        ("repeated", []),
    ],
)
def test_deliveries_are_found_by_what_became_of_them(admin_client, story, state, found):
    page = admin_client.get(reverse(DELIVERIES), {"state": state})
    assert [row.stream for row in page.context["cl"].queryset] == found


def test_what_was_given_up_is_sent_again_with_the_same_id(admin_client, story, clock):
    first = Delivery.objects.get(stream="cart:1")
    again(admin_client, first)
    assert deliver_due() == 1
    assert story.got[-1] == story.got[0]
    assert states() == ["delivered", "waiting", "delivered"]


def test_what_waits_is_left_as_it_is(admin_client, story, clock):
    waiting = Delivery.objects.get(stream="cart:2")
    again(admin_client, waiting)
    assert Delivery.objects.get(pk=waiting.pk).attempts == waiting.attempts == 1


def test_who_may_only_look_can_send_nothing_again(client, story):
    client.force_login(make_user("viewer@example.com", ("view_delivery", "view_event"), is_staff=True))
    delivery = Delivery.objects.get(stream="cart:1")
    assert client.get(reverse(DELIVERIES)).status_code == 200
    again(client, delivery)
    assert Delivery.objects.get(pk=delivery.pk).state == "given_up"


def test_nobody_adds_changes_or_deletes(admin_client, story):
    event, delivery = Event.objects.first(), Delivery.objects.first()
    for name, pk in (("event", event.pk), ("delivery", delivery.pk)):
        assert admin_client.get(reverse(f"admin:support_plugin_{name}_add")).status_code == 403
        change = reverse(f"admin:support_plugin_{name}_change", args=[pk])
        assert admin_client.get(change).status_code == 200
        assert admin_client.post(change, {}).status_code == 403
        delete = reverse(f"admin:support_plugin_{name}_delete", args=[pk])
        assert admin_client.post(delete, {"post": "yes"}).status_code == 403


def test_outsiders_see_no_event(client, story, staff, shopper):
    for who in (None, staff, shopper):
        if who is not None:
            client.force_login(who)
        for url in (EVENTS, DELIVERIES):
            assert client.get(reverse(url)).status_code in (302, 403)


def test_what_came_from_outside_is_shown_as_text(admin_client, story):
    Delivery.objects.filter(stream="cart:1").update(error="<script>x</script>")
    Event.objects.filter(stream="cart:1").update(data={"source": "<script>y</script>"})
    delivery = Delivery.objects.get(stream="cart:1")
    for name, pk in (("delivery", delivery.pk), ("event", delivery.event_id)):
        page = admin_client.get(reverse(f"admin:support_plugin_{name}_change", args=[pk])).content.decode()
        assert "<script>x" not in page
        assert "<script>y" not in page
        assert "&lt;script&gt;" in page

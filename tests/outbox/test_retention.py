"""Events of long ago go, and those about a person with the person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_plugin.models import Delivery, DeliveryQueue, Event
from support_plugin.outbox.flows import deliver_due
from support_plugin.outbox.retention import delete_old_events, delete_streams
from tests.outbox.test_flows import states, store

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_what_is_older_than_a_month_goes_unless_it_waits(connect, clock):
    receiver = connect("crm")
    store(1)
    deliver_due()
    receiver.fails = True
    store(2, stream="cart:2")
    deliver_due()
    clock.move(days=29)
    assert delete_old_events() == 0
    clock.move(days=2)
    store(3, stream="cart:3")
    assert delete_old_events() == 1
    assert states() == ["waiting", "waiting"]
    receiver.fails = False
    deliver_due()
    assert delete_old_events() == 1
    assert Event.objects.get().stream == "cart:3"


def test_many_go_in_batches(signal, clock, monkeypatch):
    monkeypatch.setattr("support_plugin.outbox.retention.BATCH", 2)
    store(1, 2, 3, 4, 5)
    clock.move(days=31)
    assert delete_old_events() == 5


def test_where_nothing_is_old_one_question_is_asked(signal, clock):
    store(1)
    with CaptureQueriesContext(connection) as asked:
        delete_old_events()
    assert len(asked) == 1


def test_a_stream_goes_with_what_waits_of_it(connect, clock):
    receiver = connect("crm")
    store(1, stream="cart:1")
    store(2, stream="cart:2")
    assert delete_streams(["cart:1"]) == 1
    deliver_due()
    assert receiver.numbers == [2]
    assert not DeliveryQueue.objects.exists()
    assert Delivery.objects.count() == 1


def test_a_stream_that_goes_during_a_call_is_not_called_again(connect, clock):
    receiver = connect("crm")
    receiver.on_call = lambda event_id: delete_streams(["cart:1"])
    store(1, 2, stream="cart:1")
    deliver_due()
    assert receiver.numbers == [1]
    assert not Event.objects.exists()

"""What is stored is delivered to each receiver, in order, at least once, with one id."""

import pytest
from django.db import connection, transaction
from django.dispatch import Signal

from support_plugin.models import Delivery, DeliveryQueue, Event
from support_plugin.outbox import kinds
from support_plugin.outbox.claims import claim_due
from support_plugin.outbox.flows import NewEvent, deliver_due, store_events
from support_plugin.outbox.next_delivery import advance
from support_plugin.outbox.retries import CLAIM, RESERVATION
from tests.outbox.conftest import KIND, MORNING

pytestmark = pytest.mark.django_db


def store(*numbers, stream="cart:1"):
    return store_events(
        [NewEvent(KIND, stream, f"{stream}:{number}", {"number": number}) for number in numbers]
    )


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_without_receivers_there_is_nothing_to_deliver(signal, clock):
    assert len(store(1)) == 1
    assert not Delivery.objects.exists()
    assert not DeliveryQueue.objects.exists()


def test_each_receiver_gets_each_event_once_in_order(connect, clock):
    crm, mail = connect("crm"), connect("mail")
    ids = store(1, 2, 3)
    assert deliver_due() == 6
    assert deliver_due() == 0
    assert crm.got == mail.got == list(zip(ids, [1, 2, 3], strict=True))
    assert set(states()) == {"delivered"}
    assert not DeliveryQueue.objects.exists()


def test_the_same_key_is_no_new_event(connect, clock):
    receiver = connect("crm")
    [first] = store(1)
    assert store(1) == [first]
    assert store(1, 2, 2)[0] == first
    deliver_due()
    assert receiver.numbers == [1, 2]
    assert store(2, 1)[1] == first
    assert deliver_due() == 0


def test_a_key_twice_in_one_call_is_one_event(connect, clock):
    one, other = store_events([NewEvent(KIND, "cart:1", "k", {"number": n}) for n in (1, 2)])
    assert one == other
    assert Event.objects.get().data == {"number": 1}


def test_an_event_goes_with_the_transaction_that_stored_it(connect, clock):
    receiver = connect("crm")
    with transaction.atomic():
        store(1)
        transaction.set_rollback(True)
    assert deliver_due() == 0
    assert receiver.got == []


def test_an_unknown_kind_is_refused(signal, clock):
    with pytest.raises(ValueError, match="not registered"):
        store_events([NewEvent("nobody.knows", "cart:1", "k", {})])


def test_a_kind_belongs_to_one_signal(signal):
    with pytest.raises(ValueError, match="another signal"):
        kinds.register(KIND, Signal(), lambda event_id, data: data)


def test_one_receivers_failure_repeats_nothing_for_the_others(connect, clock):
    failing, other = connect("failing"), connect("other")
    failing.fails = True
    ids = store(1, 2)
    deliver_due()
    assert other.numbers == [1, 2]
    assert failing.numbers == [1]
    failing.fails = False
    clock.move(minutes=5)
    deliver_due()
    assert failing.got == [(ids[0], 1), (ids[0], 1), (ids[1], 2)]
    assert other.numbers == [1, 2]


def test_a_later_event_waits_for_the_earlier_of_its_stream_only(connect, clock):
    receiver = connect("crm")
    receiver.fails = True
    store(1, stream="cart:1")
    deliver_due()
    receiver.fails = False
    store(2, stream="cart:1")
    store(3, stream="cart:2")
    deliver_due()
    assert receiver.numbers == [1, 3]
    clock.move(minutes=5)
    deliver_due()
    assert receiver.numbers == [1, 3, 1, 2]


def test_after_three_days_an_event_is_given_up_and_the_next_one_goes(connect, clock):
    receiver = connect("crm")
    receiver.fails = True
    store(1)
    deliver_due()
    clock.move(days=3, hours=7)
    store(2)
    receiver.on_call = lambda event_id: setattr(receiver, "fails", receiver.numbers[-1] == 1)
    deliver_due()
    assert states() == ["given_up", "delivered"]
    assert Delivery.objects.order_by("pk").first().error == "RuntimeError: away"


def test_a_receiver_that_is_not_connected_any_more_is_tried_and_given_up(connect, signal, clock):
    connect("crm")
    store(1)
    signal.disconnect(dispatch_uid="crm")
    deliver_due()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error) == ("waiting", "No such receiver is connected.")
    clock.move(days=4)
    deliver_due()
    assert states() == ["given_up"]


def test_a_kind_that_is_switched_off_stops_what_waits(connect, signal, clock):
    receiver = connect("crm")
    store(1, 2)
    kinds.register(KIND, signal, lambda event_id, data: data, is_enabled=lambda: False)
    assert deliver_due() == 0
    assert receiver.got == []
    assert states() == ["given_up", "given_up"]


def test_five_hundred_events_take_a_few_statements(connect, clock, django_assert_max_num_queries):
    connect("crm")
    connect("mail")
    # SQLite takes fewer values in a statement.
    most = 8 if connection.vendor == "postgresql" else 40
    with django_assert_max_num_queries(most):
        store_events([NewEvent(KIND, f"cart:{n}", f"key:{n}", {"number": n}) for n in range(500)])
    assert Delivery.objects.count() == 1000


def test_an_idle_round_asks_one_question(signal, clock, django_assert_num_queries):
    with django_assert_num_queries(1):
        deliver_due()


def test_a_round_ends_when_it_is_stopped_and_leaves_nothing_claimed(connect, clock):
    receiver = connect("crm")
    for number in range(5):
        store(number, stream=f"cart:{number}")
    deliver_due(is_stopped=lambda: len(receiver.got) >= 2)
    assert len(receiver.got) == 2
    assert set(DeliveryQueue.objects.values_list("claim", flat=True)) == {None}
    deliver_due()
    assert sorted(receiver.numbers) == [0, 1, 2, 3, 4]


def test_no_transaction_is_open_while_a_receiver_runs(connect, clock):
    receiver, depths = connect("crm"), []
    outside = len(transaction.get_connection().savepoint_ids)
    receiver.on_call = lambda event_id: depths.append(len(transaction.get_connection().savepoint_ids))
    store(1)
    deliver_due()
    assert depths == [outside]


def test_of_a_killed_process_only_the_stream_that_it_was_at_waits_for_long(connect, clock):
    receiver = connect("crm")
    for number in (1, 2, 3):
        store(number, stream=f"cart:{number}")
    claims = claim_due("receiver:crm", MORNING, 20)
    assert advance(claims[0], MORNING).event.data == {"number": 1}
    assert deliver_due(MORNING) == 0
    assert deliver_due(MORNING + RESERVATION) == 2
    assert receiver.numbers == [2, 3]
    assert deliver_due(MORNING + CLAIM) == 1
    assert [delivery.repeats for delivery in Delivery.objects.order_by("pk")] == [1, 0, 0]

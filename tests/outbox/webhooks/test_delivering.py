"""What follows from an endpoint's answer."""

import threading

import pytest

from support_plugin.models import Delivery, WebhookEndpoint
from support_plugin.outbox.flows import deliver_due
from support_plugin.outbox.webhooks import sending
from support_plugin.outbox.webhooks.managing import pause_by_hand, resume, send_test
from tests.outbox.test_flows import states, store

pytestmark = pytest.mark.django_db


def reload(endpoint):
    return WebhookEndpoint.objects.get(pk=endpoint.pk)


def test_an_endpoint_that_wants_other_kinds_or_is_off_gets_nothing(make_endpoint, server):
    make_endpoint(server.url, is_enabled=False)
    other = make_endpoint(server.url)
    other.kinds = ["another.kind"]
    other.save()
    store(1)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_any_success_is_delivered(endpoint, server, status):
    server.answer = status, {}, b""
    store(1)
    assert deliver_due() == 1
    assert states() == ["delivered"]


@pytest.mark.parametrize("status", [302, 400, 401, 404, 500, 503])
def test_anything_else_is_tried_again_with_the_same_id_and_in_order(endpoint, server, clock, status):
    server.answer = status, {"Location": "http://127.0.0.1:1/"}, "نه\0\n".encode() + b"x" * 5000
    first, second = store(1, 2)
    deliver_due()
    error = Delivery.objects.order_by("pk")[0].error
    assert error.startswith(f"HTTP {status} نه x")
    assert len(error) <= 500
    server.answer = 204, {}, b""
    clock.move(minutes=5)
    assert deliver_due() == 2
    assert server.ids == [str(first), str(first), str(second)]
    assert server.got[0][1] == server.got[1][1]


@pytest.mark.parametrize("value", ["3600", "Sat, 28 Nov 2026 10:00:00 GMT"])
@pytest.mark.parametrize("status", [429, 503])
def test_an_endpoint_that_asks_for_patience_gets_it_for_all_streams(endpoint, server, clock, status, value):
    server.answer = status, {"Retry-After": value}, b""
    for number in range(5):
        store(number, stream=f"cart:{number}")
    deliver_due()
    clock.move(minutes=59)
    deliver_due()
    assert len(server.got) == 1
    server.answer = 204, {}, b""
    clock.move(minutes=2)
    assert deliver_due() == 5


def test_an_endpoint_that_is_gone_is_paused(endpoint, server):
    server.answer = 410, {}, b""
    store(1, 2)
    store(3, stream="cart:2")
    deliver_due()
    assert len(server.got) == 1
    assert reload(endpoint).pause_reason == "gone"
    assert states() == ["waiting"] * 3


def test_one_that_fails_is_left_alone_more_and_more(endpoint, server, clock):
    server.answer = 500, {}, b""
    for number in range(30):
        store(number, stream=f"cart:{number}")
    deliver_due()
    assert len(server.got) == 3
    for _second in range(30):
        clock.move(seconds=10)
        deliver_due()
    assert len(server.got) < 12
    server.answer = 204, {}, b""
    clock.move(minutes=6)
    deliver_due()
    clock.move(minutes=6)
    deliver_due()
    assert states() == ["delivered"] * 30
    assert reload(endpoint).failures == 0


def test_one_that_fails_for_days_is_paused_and_what_waits_goes_on_when_resumed(endpoint, server, clock):
    server.answer = 500, {}, b""
    store(1)
    deliver_due()
    clock.move(days=2)
    store(2)
    clock.move(days=1, minutes=1)
    deliver_due()
    assert states() == ["given_up", "waiting"]
    assert reload(endpoint).pause_reason == "failing"
    server.answer = 204, {}, b""
    resume(endpoint)
    assert deliver_due() == 1
    assert states() == ["given_up", "delivered"]


def test_what_waits_for_a_paused_endpoint_is_given_up_in_time_and_costs_no_look_before(
    endpoint, server, clock, django_assert_max_num_queries
):
    pause_by_hand(endpoint)
    for number in range(40):
        store(number, stream=f"cart:{number}")
    deliver_due()
    with django_assert_max_num_queries(8):
        deliver_due()
    clock.move(days=3, minutes=1)
    deliver_due()
    assert states() == ["given_up"] * 40
    assert server.got == []


def test_a_deleted_endpoint_gets_nothing_and_keeps_nothing_waiting(endpoint, server):
    store(1)
    endpoint.delete()
    deliver_due()
    assert (states(), server.got) == (["given_up"], [])


def test_a_server_that_is_silent_is_left_after_the_deadline(endpoint, server, monkeypatch):
    end = threading.Event()
    server.before = lambda: end.wait(30)
    monkeypatch.setattr(sending, "DEADLINE", 0.3)
    store(1)
    deliver_due()
    end.set()
    assert states() == ["waiting"]
    assert Delivery.objects.get().error


def test_a_slow_endpoint_does_not_keep_another_one_waiting(make_endpoint, server, monkeypatch):
    """Each has its turn: after its share of the round, the slow one's events wait for the next."""
    slow, quick = make_endpoint(server.url), make_endpoint(server.url)
    order, clock = [], [0.0]
    monkeypatch.setattr("support_plugin.outbox.rounds.time.monotonic", lambda: clock[0])

    def send(endpoint, *args):
        order.append(endpoint.pk)
        clock[0] += 10 if endpoint.pk == slow.pk else 0.01
        return sending.Answer()

    monkeypatch.setattr("support_plugin.outbox.webhooks.delivering.send", send)
    for number in range(50):
        store(number, stream=f"cart:{number}")
    deliver_due()
    assert order.count(quick.pk) == 50
    assert order.count(slow.pk) == 3
    assert order.index(quick.pk) == 1


def test_a_test_event_is_sent_at_once_and_not_stored(endpoint, server):
    assert send_test(endpoint).problem == ""
    assert server.bodies[0]["type"] == "webhook.test"
    assert not Delivery.objects.exists()
    server.answer = 500, {}, b"no"
    assert send_test(endpoint).problem == "HTTP 500 no"


def test_a_clock_that_was_far_ahead_does_not_hold_an_endpoint(endpoint, server, clock):
    server.answer = 500, {}, b""
    clock.move(days=900)
    for number in range(5):
        store(number, stream=f"cart:{number}")
    deliver_due()
    clock.move(days=-900)
    server.answer = 204, {}, b""
    assert deliver_due() == 5

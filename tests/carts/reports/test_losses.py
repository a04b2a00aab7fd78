"""What was left adds up, whatever became of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from support_plugin.carts.models import Abandonment, Step
from support_plugin.carts.reports.losses import balances, by_obstacle, by_step, count_states, read_groups
from support_plugin.carts.reports.queries import State, state_of

pytestmark = pytest.mark.django_db

NOW = timezone.now()
# Columns of each state; the last two hold two times, of which the stronger counts.
BECAME = {
    State.OPEN: {},
    State.RETURNED: {"returned_at": NOW},
    State.EXPIRED: {"returned_at": NOW, "expired_at": NOW},
    State.RECOVERED: {"returned_at": NOW, "recovered_at": NOW, "expired_at": NOW},
}


def leave(state=State.OPEN, value=100, currency="IRR", step=Step.BASKET, obstacle=""):
    return Abandonment.objects.create(
        period=1, idle_since=NOW - timedelta(hours=1), abandoned_at=NOW, value=value, currency=currency,
        step=step, obstacle=obstacle, **BECAME[state],
    )  # fmt: skip


def groups():
    return read_groups(Abandonment.objects.all())


def test_what_became_of_it_adds_up_to_what_was_left_in_each_currency():
    for number, state in enumerate(BECAME, 1):
        assert state_of(leave(state, value=number)) == state
        leave(state, value=number * 10, currency="EUR")
    leave(value=0, currency="")
    found = {one.currency: one for one in balances(groups())}
    assert set(found) == {"IRR", "EUR"}
    for one in found.values():
        assert one.total.value == sum(part.value for part in one.parts.values())
        assert one.total.number == 4
    assert found["IRR"].parts[State.EXPIRED].value == 3
    assert found["EUR"].parts[State.RECOVERED].value == 40
    assert sum(count_states(groups()).values()) == Abandonment.objects.count()


def test_a_step_counts_who_came_further_too_and_its_value_is_what_was_not_bought():
    leave(State.RECOVERED, value=5, step=Step.ADDRESS)
    leave(value=7, step=Step.ADDRESS)
    leave(value=11, step=Step.PAYMENT, currency="EUR")
    found = by_step(groups())
    assert [one.reached for one in found] == [3 if step <= Step.ADDRESS else 1 if step <= Step.PAYMENT else 0
                                              for step in Step]  # fmt: skip
    address, payment = (found[list(Step).index(step)] for step in (Step.ADDRESS, Step.PAYMENT))
    assert (address.left, address.bought, address.value) == (2, 1, {"IRR": Decimal(7)})
    assert (payment.left, payment.bought, payment.value) == (1, 0, {"EUR": Decimal(11)})


def test_obstacles_come_by_their_number_and_without_the_unknown():
    leave(obstacle="unanswered")
    for state in (State.OPEN, State.RECOVERED):
        leave(state, obstacle="payment_failed")
    leave()
    found = by_obstacle(groups())
    assert [(one.left, one.bought, one.value) for one in found] == [
        (2, 1, {"IRR": Decimal(100)}),
        (1, 0, {"IRR": Decimal(100)}),
    ]


def test_many_carts_are_one_statement(django_assert_num_queries):
    for number in range(20):
        leave(list(BECAME)[number % 4], step=list(Step)[number % 7])
    with django_assert_num_queries(1):
        groups()

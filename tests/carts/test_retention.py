"""Old carts lead to nobody; the reports count them still."""

from datetime import timedelta

import pytest
from django.utils import timezone

from support_plugin.carts.abandoning import announce_abandoned, expire_abandoned
from support_plugin.carts.flows import note_changes
from support_plugin.carts.hesitation.flows import note_hesitation
from support_plugin.carts.hesitation.models import Hesitation, Kind, Page
from support_plugin.carts.hesitation.rules import Occasion
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.reports.losses import count_states, read_groups
from support_plugin.carts.reports.queries import State
from support_plugin.carts.retention import forget_old_carts
from support_plugin.database import batches
from support_plugin.tasks.flows import make_task
from support_plugin.tasks.models import Task
from tests.helpers.shopping import make_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def left(shopper, prefer):
    """A cart that was left, given up after thirty days, and hesitated at before."""
    prefer(cart_retention_days=100)
    cart = make_cart(idle=timedelta(hours=2), owner=shopper)
    note_hesitation(cart.pk, Occasion(Kind.PAUSED, Page.PAYMENT))
    announce_abandoned()
    row = Abandonment.objects.get()
    make_task("a", "call", timezone.now(), "راز", abandonment=row)
    expire_abandoned(now=days(31))
    return row


def days(number):
    return timezone.now() + timedelta(days=number)


def traces():
    return (
        Abandonment.objects.exclude(user=None, cart=None).count(),
        Hesitation.objects.exclude(cart=None).count(),
        CartActivity.objects.count(),
        Task.objects.count(),
    )


def test_nothing_is_forgotten_before_its_day_or_without_a_number(left, prefer):
    forget_old_carts(now=days(99))
    prefer(cart_retention_days=None)
    forget_old_carts(now=days(4000))
    assert traces() == (1, 1, 1, 1)


def test_whose_it_was_goes_and_what_it_was_stays(left):
    before = count_states(read_groups(Abandonment.objects.all()))
    assert forget_old_carts(now=days(101)) == 3
    assert traces() == (0, 0, 0, 0)
    assert count_states(read_groups(Abandonment.objects.all())) == before
    assert before[State.EXPIRED] == 1
    assert (Hesitation.objects.count(), len(Abandonment.objects.get().lines)) == (1, 1)
    assert forget_old_carts(now=days(101)) == 0


def test_what_may_be_recovered_still_is_kept_however_few_the_days(left, prefer):
    prefer(cart_retention_days=1)
    forget_old_carts(now=days(29))
    assert traces()[0] == 1


def test_a_forgotten_cart_that_comes_back_can_be_left_again(left, prefer):
    cart = left.cart
    forget_old_carts(now=days(101))
    note_changes([cart.pk])
    announce_abandoned(now=timezone.now() + timedelta(hours=2))
    assert Abandonment.objects.filter(cart=cart).count() == 1


def test_it_goes_in_batches_until_somebody_stops_it(left, monkeypatch):
    make_cart(idle=timedelta(hours=2))
    announce_abandoned()
    monkeypatch.setattr(batches, "BATCH", 1)
    assert forget_old_carts(now=days(101), is_stopped=lambda: True) == 0
    forget_old_carts(now=days(101))
    assert traces()[:2] == (0, 0)

"""What no signal announced is found, and looking for it costs what is new."""

from datetime import timedelta

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts import sweeps
from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import CartActivity, CartCursor
from support_plugin.carts.sweeps import sweep
from tests.helpers.shopping import make_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

HOUR = timedelta(hours=1)


def lines():
    return get_model("basket", "Line").objects


def test_carts_older_than_the_app_are_judged_by_their_lines(stored):
    old, new = make_cart(idle=2 * HOUR), make_cart()
    CartActivity.objects.all().delete()
    sweep()
    assert announce_abandoned() == 1
    assert stored() == [("abandoned", old.pk)]
    assert CartActivity.objects.filter(pk=new.pk, abandonment=None).exists()


def test_those_that_would_be_given_up_at_once_are_not_begun_with(prefer):
    prefer(cart_expiry_days=7)
    make_cart(idle=timedelta(days=8))
    CartActivity.objects.all().delete()
    assert sweep() == 0
    assert not CartActivity.objects.exists()


def test_ordered_and_merged_carts_are_not_begun_with():
    make_cart(status="Submitted"), make_cart(status="Merged")
    CartActivity.objects.all().delete()
    sweep()
    assert not CartActivity.objects.exists()


def test_many_old_carts_are_taken_in_portions_and_a_stop_is_resumed(monkeypatch):
    same = timezone.now() - HOUR
    carts = [make_cart(idle=n * HOUR) for n in range(1, 6)]
    lines().filter(basket__in=[cart.pk for cart in carts[:3]]).update(date_updated=same)
    CartActivity.objects.all().delete()
    CartCursor.objects.create(pk=1, lines_until=timezone.now(), orders_until=timezone.now())
    CartCursor.objects.update(backfill_before=timezone.now())
    monkeypatch.setattr(sweeps, "BATCH", 2)
    rounds = iter([False, True, False, False, False, False])
    sweep(is_stopped=lambda: next(rounds))
    assert CartActivity.objects.count() == 3
    sweep()
    assert CartActivity.objects.count() == 5
    assert CartCursor.objects.get().backfill_before is None


def test_a_change_without_a_signal_is_a_return(stored):
    cart = make_cart(idle=2 * HOUR)
    sweep(), announce_abandoned()
    moment = timezone.now()
    lines().filter(basket=cart).update(date_updated=moment, quantity=2)
    assert sweep() == 1
    assert stored() == [("abandoned", cart.pk), ("returned", cart.pk)]
    assert CartActivity.objects.get().last_active_at == moment
    assert sweep() == 0


def test_a_new_cart_without_a_signal_is_followed():
    sweep()
    make_cart()
    CartActivity.objects.all().delete()
    assert sweep() == 1


def test_a_clock_set_back_leaves_nothing_unseen(stored):
    sweep(now=timezone.now() + timedelta(days=400))
    # Active, and its line changed, while the clock was ahead.
    cart = make_cart(idle=timedelta(days=-400))
    for hours in range(3):
        moment = timezone.now() + hours * HOUR
        sweep(now=moment), announce_abandoned(now=moment)
    assert stored() == [("abandoned", cart.pk)]


def test_where_nothing_happened_a_look_costs_a_handful_of_statements(django_assert_max_num_queries):
    sweep()
    with django_assert_max_num_queries(4) as asked:
        sweep()
    assert not any("UPDATE" in query["sql"] and "cursor" in query["sql"] for query in asked)


def test_after_a_quiet_hour_it_looks_back_for_minutes_and_misses_nothing():
    for minutes in range(60, 0, -1):
        sweep(now=timezone.now() - timedelta(minutes=minutes))
    assert CartCursor.objects.get().lines_until > timezone.now() - sweeps.OVERLAP - timedelta(minutes=2)
    cart = make_cart(idle=timedelta(minutes=11))
    CartActivity.objects.all().delete()
    sweep()
    assert CartActivity.objects.get().pk == cart.pk


def test_switched_off_it_looks_at_nothing(prefer, django_assert_num_queries):
    prefer(carts_enabled=False)
    sweep()
    with django_assert_num_queries(0):
        sweep()

"""An abandoned cart that is bought after all, by whichever way."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.carts.abandoning import announce_abandoned, expire_abandoned
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.recovering import note_orders
from support_plugin.carts.sweeps import sweep
from support_plugin.outbox.models import Event
from tests.carts.orders import staff_order
from tests.helpers.shopping import make_address, make_cart, make_product, order, put_into_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

IDLE = timedelta(hours=2)


@pytest.fixture
def left(shopper):
    """The shopper's cart, abandoned."""
    cart = make_cart(idle=IDLE, owner=shopper)
    announce_abandoned()
    return cart


def recoveries():
    return [(event.data["by"], event.data["order"]) for event in Event.objects.filter(kind="cart.recovered")]


def test_the_cart_itself_is_ordered(left, client, shopper):
    client.force_login(shopper)
    client.get("/")
    placed = order(client, make_address(shopper))
    assert recoveries() == [("this_cart", str(placed.number))]
    assert not CartActivity.objects.exists()


def test_staff_make_an_order_of_the_cart(left):
    placed = staff_order(cart=left)
    assert recoveries() == [("this_cart", str(placed.number))]


def test_the_same_account_orders_the_same_thing_from_another_cart(left, shopper):
    placed = staff_order(user=shopper, product=left.lines.get().product)
    assert recoveries() == [("another_cart", placed.number)]
    assert Abandonment.objects.get().order_number == placed.number


def test_a_guest_with_the_same_address_orders_the_same_thing(left):
    Abandonment.objects.update(user=None, email="guest@example.com")
    placed = staff_order(guest_email="Guest@Example.com", product=left.lines.get().product)
    assert recoveries() == [("another_cart", placed.number)]


def test_somebody_else_who_buys_the_same_recovers_nothing(left, other_shopper):
    staff_order(user=other_shopper, product=left.lines.get().product)
    assert recoveries() == []


def test_another_thing_bought_by_the_same_person_recovers_nothing(left, shopper):
    staff_order(user=shopper, product=make_product())
    assert recoveries() == []


def test_an_older_order_recovers_nothing(left, shopper):
    staff_order(
        user=shopper, product=left.lines.get().product, date_placed=timezone.now() - timedelta(days=3)
    )
    assert recoveries() == []


def test_an_order_signalled_twice_recovers_once(left):
    placed = staff_order(cart=left)
    assert note_orders([placed.pk]) == 0
    sweep()
    assert len(recoveries()) == 1


def test_an_order_without_a_signal_is_found_by_the_sweep(left):
    model = get_model("order", "Order")
    model.objects.bulk_create(
        [
            model(
                number="B1",
                currency="IRR",
                total_incl_tax=1,
                total_excl_tax=1,
                basket=left,
                date_placed=timezone.now(),
            )
        ]
    )
    sweep()
    assert recoveries() == [("this_cart", "B1")]


def test_only_the_last_time_it_was_left_is_recovered(left, stored):
    for _time in range(2):
        left.lines.get().save()
        announce_abandoned(now=timezone.now() + IDLE)
        CartActivity.objects.update(last_active_at=timezone.now() - IDLE)
    staff_order(cart=left)
    assert [row.recovered_at is not None for row in Abandonment.objects.order_by("period")] == [
        False,
        False,
        True,
    ]


def test_two_orders_recover_a_cart_that_was_left_twice_only_once(left, shopper):
    left.lines.get().save()
    CartActivity.objects.update(last_active_at=timezone.now() - IDLE, idle_from=timezone.now() - IDLE)
    get_model("basket", "Line").objects.update(date_updated=timezone.now() - IDLE)
    assert announce_abandoned() == 1
    for _order in range(2):
        staff_order(user=shopper, product=left.lines.get().product)
    assert len(recoveries()) == 1


def test_what_was_given_up_is_recovered_no_more(left, prefer):
    prefer(cart_expiry_days=1)
    expire_abandoned(now=timezone.now() + timedelta(days=2))
    staff_order(cart=left)
    assert recoveries() == []


def test_a_cart_merged_at_log_in_is_a_return_and_what_is_known_of_it_goes_on(client, shopper, stored):
    put_into_cart(client, make_product())
    guest = get_model("basket", "Basket").objects.get()
    CartActivity.objects.update(source="google.com", step=30)
    announce_abandoned(now=timezone.now() + IDLE)
    kept = factories.create_basket(empty=True)
    get_model("basket", "Basket").objects.filter(pk=kept.pk).update(owner=shopper)
    client.force_login(shopper)
    client.get(reverse("basket:summary"))
    guest.refresh_from_db()
    assert guest.status == "Merged"
    assert stored() == [("abandoned", guest.pk), ("returned", guest.pk)]
    going_on = CartActivity.objects.get()
    assert (going_on.pk, going_on.source, going_on.step) == (kept.pk, "google.com", 30)


def test_a_merge_without_a_signal_is_found_when_the_cart_would_be_given_up(left, stored, prefer):
    prefer(cart_expiry_days=1)
    get_model("basket", "Basket").objects.filter(pk=left.pk).update(status="Merged")
    expire_abandoned(now=timezone.now() + timedelta(days=2))
    assert stored() == [("abandoned", left.pk), ("returned", left.pk)]

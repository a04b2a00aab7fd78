import logging
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test import factories

from support_plugin.carts import handlers
from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment, CartActivity
from tests.helpers.shopping import make_cart, make_product, put_into_cart

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def was_just_changed(cart):
    return timezone.now() - CartActivity.objects.get(pk=cart.pk).last_active_at < timedelta(minutes=1)


def test_putting_something_into_a_cart_begins_to_follow_it(client):
    put_into_cart(client, make_product())
    assert was_just_changed(get_model("basket", "Basket").objects.get())


def test_looking_at_pages_is_no_change(client, django_assert_num_queries):
    cart = make_cart(idle=DAY)
    cart.save()
    assert not was_just_changed(cart)


@pytest.mark.parametrize("change", ["add", "quantity", "remove", "flush"])
def test_every_change_of_what_is_in_the_cart_counts(change):
    cart = make_cart(idle=DAY)
    announce_abandoned()
    line = cart.lines.get()
    if change == "add":
        cart.add_product(make_product())
    elif change == "quantity":
        line.quantity = 3
        line.save()
    elif change == "remove":
        line.delete()
    else:
        cart.flush()
    assert was_just_changed(cart)
    assert CartActivity.objects.get(pk=cart.pk).abandonment is None
    assert Abandonment.objects.get().returned_at is not None


def test_taking_something_out_of_a_cart_older_than_the_app_is_followed():
    cart = make_cart()
    CartActivity.objects.all().delete()
    cart.add_product(make_product())
    CartActivity.objects.all().delete()
    cart.lines.first().delete()
    assert was_just_changed(cart)


@pytest.mark.parametrize("is_followed", [True, False])
def test_a_cart_can_be_deleted_with_its_lines_or_its_owner(shopper, is_followed):
    for victim in (lambda cart: cart, lambda cart: shopper):
        cart = make_cart(owner=shopper)
        if not is_followed:
            CartActivity.objects.all().delete()
        victim(cart).delete()
        assert not CartActivity.objects.exists()


def test_a_product_that_the_shop_drops_is_no_change_by_the_shopper():
    cart = make_cart(idle=DAY)
    get_model("catalogue", "Product").objects.all().delete()
    assert cart.lines.count() == 0
    assert not was_just_changed(cart)


def test_merging_follows_the_cart_that_goes_on():
    kept, merged = make_cart(idle=DAY), make_cart(idle=DAY)
    kept.merge(merged)
    assert was_just_changed(kept)


def test_a_change_costs_one_query_more_and_many_cost_no_more(django_assert_num_queries):
    cart = make_cart()
    line = cart.lines.get()
    with django_assert_num_queries(2):  # the line's own update, and ours
        line.save()
    with django_assert_num_queries(3 + 3), transaction.atomic():  # a savepoint, its release, one of ours
        for _time in range(3):
            line.save()


def test_a_cart_that_is_gone_at_the_commit_keeps_no_other_back():
    cart, other = make_cart(), make_cart()
    CartActivity.objects.all().delete()
    with transaction.atomic():
        cart.lines.get().save()
        other.lines.get().save()
        cart.delete()
    assert list(CartActivity.objects.values_list("pk", flat=True)) == [other.pk]


def test_what_goes_wrong_is_logged_and_the_shopper_goes_on(monkeypatch, caplog):
    def fail(cart_ids, seen):
        raise DatabaseError("no such table")

    monkeypatch.setattr(handlers.flows, "note_changes", fail)
    cart = factories.create_basket(empty=True)
    with caplog.at_level(logging.ERROR):
        cart.add_product(make_product())
    assert cart.num_lines == 1
    assert "no such table" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_request_writes_once_what_it_changed_however_many_lines_it_saves(client, monkeypatch):
    noted = []
    monkeypatch.setattr(handlers, "note_changes", noted.append)
    put_into_cart(client, make_product())
    cart = get_model("basket", "Basket").objects.get()
    assert noted == [{cart.pk}]

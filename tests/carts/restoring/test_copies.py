"""Carts that go on with one that was left: what an order of theirs ends, and whose they are."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts.abandoning import announce_abandoned, expire_abandoned
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.restoring.models import CartCopy, RestoreLink
from support_plugin.carts.retention import forget_old_carts
from support_plugin.outbox.models import Event
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import count_held, find_person
from tests.carts.orders import staff_order
from tests.helpers.shopping import make_address, order

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

Basket = get_model("basket", "Basket")


def recoveries():
    return [(event.data["by"], event.data["order"]) for event in Event.objects.filter(kind="cart.recovered")]


@pytest.fixture
def copy(path, elsewhere):
    """The cart made by the link in another browser."""
    elsewhere.post(path)
    return CartCopy.objects.get().cart


def test_an_order_of_the_copy_recovers_the_cart_that_was_left(copy, left):
    placed = staff_order(cart=copy)
    assert recoveries() == [("copy", placed.number)]
    left.refresh_from_db()
    assert (left.order_number, left.recovered_at is not None) == (placed.number, True)


def test_a_copy_bought_page_by_page_by_another_account_recovers_the_cart(copy, elsewhere, other_shopper):
    elsewhere.force_login(other_shopper)
    elsewhere.get("/")
    placed = order(elsewhere, make_address(other_shopper))
    assert recoveries() == [("copy", str(placed.number))]


def test_a_copy_that_became_a_part_of_an_accounts_cart(copy, elsewhere, other_shopper, tea):
    own = Basket.open.create(owner=other_shopper)
    elsewhere.force_login(other_shopper)
    elsewhere.get("/fa/basket/")
    copy.refresh_from_db()
    assert copy.status == Basket.MERGED
    assert [one.cart_id for one in CartCopy.objects.all()] == [own.pk]
    placed = staff_order(cart=own)
    assert recoveries() == [("copy", placed.number)]


def test_a_linked_cart_that_became_a_part_of_an_accounts_cart(path, left_browser, shopper):
    own = Basket.open.create(owner=shopper)
    left_browser.force_login(shopper)
    left_browser.get("/fa/basket/")
    placed = staff_order(cart=own)
    assert recoveries() == [("copy", placed.number)]


def test_without_a_link_a_merged_cart_is_no_copy(left, left_browser, shopper):
    Basket.open.create(owner=shopper)
    left_browser.force_login(shopper)
    left_browser.get("/fa/basket/")
    assert not CartCopy.objects.exists()


def test_an_order_of_the_cart_itself_is_no_copys(copy, left):
    placed = staff_order(cart=Basket.objects.get(pk=left.cart_id))
    assert recoveries() == [("this_cart", placed.number)]
    # Once: what is ordered then is another purchase.
    staff_order(cart=copy)
    assert len(recoveries()) == 1


def test_the_order_of_another_cart_recovers_nothing(copy, tea):
    staff_order(cart=Basket.objects.create())
    assert recoveries() == []


def test_a_cart_that_was_left_again_since_is_recovered_the_last_time(copy, left, left_browser, saffron):
    left_browser.get("/fa/basket/")
    announce_abandoned(now=timezone.now() + timedelta(hours=5))
    again = Abandonment.objects.exclude(pk=left.pk).get(cart=left.cart_id)
    Abandonment.objects.exclude(cart=left.cart_id).delete()
    staff_order(cart=copy, date_placed=timezone.now() + timedelta(hours=6))
    assert list(Abandonment.objects.exclude(recovered_at=None)) == [again]


def test_one_that_was_given_up_is_not_recovered(copy, left):
    Abandonment.objects.filter(pk=left.pk).update(returned_at=None)
    expire_abandoned(now=timezone.now() + timedelta(days=40))
    staff_order(cart=copy)
    assert recoveries() == []


def test_a_copy_is_a_cart_like_others_and_may_be_left_itself(copy):
    assert CartActivity.objects.get(pk=copy.pk).idle_from is not None


class TestPeople:
    def test_links_and_copies_go_with_the_person_who_left_the_cart(self, left, shopper, elsewhere, path):
        Abandonment.objects.update(user=shopper)
        elsewhere.post(path)
        person = find_person(shopper.email)
        assert RestoreLink._meta.verbose_name_plural in count_held(person)
        delete_person(person)
        assert not RestoreLink.objects.exists()
        assert not CartCopy.objects.exists()

    def test_a_copy_goes_with_the_person_who_took_it(self, path, other_shopper):
        browser = Client()
        browser.force_login(other_shopper)
        browser.post(path)
        delete_person(find_person(other_shopper.email))
        assert not CartCopy.objects.exists()
        assert RestoreLink.objects.exists()

    def test_an_export_has_both_and_no_token(self, left, shopper, path, elsewhere):
        Abandonment.objects.update(user=shopper)
        elsewhere.post(path)
        found = export_person(find_person(shopper.email))
        assert found["abandoned_carts"][0]["links"][0].keys() == {"made_at", "expires_at", "used_at"}
        assert len(found["copied_carts"]) == 1
        assert RestoreLink.objects.get().token_hash not in json.dumps(found)

    def test_old_carts_that_lead_to_nobody_have_no_link(self, copy, prefer):
        prefer(cart_retention_days=60)
        Abandonment.objects.update(expired_at=timezone.now())
        forget_old_carts(now=timezone.now() + timedelta(days=90))
        assert not RestoreLink.objects.exists()
        assert not CartCopy.objects.exists()

    def test_no_link_outlives_the_account(self, left, shopper, path, elsewhere):
        Basket.objects.update(owner=shopper)
        shopper.delete()
        assert elsewhere.get(path).status_code == 410

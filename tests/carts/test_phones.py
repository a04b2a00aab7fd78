"""A guest's mobile number goes with the cart as an e-mail address does, and is cut off with it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.circumstances import take_over
from support_plugin.carts.models import ANONYMOUS_ABANDONMENT, Abandonment, CartActivity
from support_plugin.carts.personal import forget_guests
from support_plugin.carts.retention import forget_old_carts
from tests.guests import test_phones
from tests.guests.buying import make_country
from tests.helpers.shopping import make_cart, make_product, put_into_cart

pytestmark = pytest.mark.django_db
NUMBER = "+989123456789"
by_message = test_phones.by_message


@pytest.fixture
def left(db):
    """A guest's cart that was left, known by a number alone."""
    cart = make_cart(idle=timedelta(hours=2))
    CartActivity.objects.filter(pk=cart.pk).update(phone=NUMBER)
    announce_abandoned()
    return Abandonment.objects.get()


def test_the_number_that_a_guest_gives_is_noted_with_the_cart(client, by_message, prefer):
    prefer(guest_contact="phone")
    make_country("IR")
    put_into_cart(client, make_product())
    client.get(reverse("checkout:index"))
    assert CartActivity.objects.get().phone == ""
    test_phones.send(client, "۰۹۱۲۳۴۵۶۷۸۹")
    client.get(reverse("checkout:shipping-address"))
    assert CartActivity.objects.get().phone == NUMBER


def test_a_number_of_an_earlier_checkout_is_not_taken_for_this_one(client, by_message, prefer):
    prefer(guest_contact="phone")
    put_into_cart(client, make_product())
    session = client.session
    session["support_guest_phone"] = NUMBER
    session.save()
    client.get(reverse("checkout:index"))
    assert CartActivity.objects.get().phone == ""


def test_an_abandonment_has_it_and_a_merged_cart_hands_it_on(left):
    assert left.phone == NUMBER
    kept, merged = CartActivity(), CartActivity(phone=NUMBER)
    assert "phone" in take_over(merged, kept)
    assert kept.phone == NUMBER


def test_it_is_forgotten_when_the_cart_can_no_longer_be_recovered(left):
    assert forget_guests(now=timezone.now() + timedelta(days=31)) == 1
    assert Abandonment.objects.get().phone == ""


def test_it_is_forgotten_with_all_else_that_leads_to_somebody(left, prefer):
    prefer(cart_retention_days=100)
    Abandonment.objects.update(cart=None)
    assert not Abandonment.objects.filter(ANONYMOUS_ABANDONMENT).exists()
    forget_old_carts(now=timezone.now() + timedelta(days=101))
    assert Abandonment.objects.filter(ANONYMOUS_ABANDONMENT).exists()


def test_it_goes_with_the_account(left, shopper):
    Abandonment.objects.update(user=shopper)
    shopper.delete()
    assert Abandonment.objects.get().phone == ""

"""What may happen to a shop between two events of a cart: nothing is lost or doubled."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts.abandoning import announce_abandoned, expire_abandoned
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.chat.models import Conversation
from support_plugin.outbox.models import Event
from support_plugin.visitors.models import Visitor
from tests.carts.orders import staff_order
from tests.helpers.shopping import make_cart, make_product

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
IDLE = timedelta(hours=2)


def kinds():
    return sorted(Event.objects.values_list("kind", flat=True))


@pytest.fixture
def left(shopper):
    """A cart of an account, with two products, that was left."""
    cart = make_cart(idle=IDLE, owner=shopper)
    cart.add_product(make_product())
    get_model("basket", "Line").objects.update(date_updated=timezone.now() - IDLE)
    CartActivity.objects.update(idle_from=timezone.now() - IDLE)
    announce_abandoned()
    return Abandonment.objects.get()


def test_the_cart_of_a_deleted_account_expires_once(left, shopper, later, admin_client):
    shopper.delete()
    for _time in range(2):
        expire_abandoned(now=later(24 * 40))
    assert kinds() == ["cart.abandoned", "cart.expired"]
    assert admin_client.get(reverse("support_plugin:cart", args=[left.pk])).status_code == 200


def test_the_contents_name_a_deleted_product_and_the_rest_recovers_the_cart(left, admin_client):
    gone = left.lines[0]["product"]
    get_model("catalogue", "Product").objects.filter(pk=gone).delete()
    staff_order(cart=left.cart)
    assert kinds() == ["cart.abandoned", "cart.recovered"]
    left.refresh_from_db()
    assert len(left.lines) == 2
    page = admin_client.get(reverse("support_plugin:cart", args=[left.pk])).content.decode()
    assert page.count("زعفران") >= 2


def test_amounts_in_two_currencies_are_not_added(shopper):
    cart = make_cart(idle=IDLE, owner=shopper)
    cart.add_product(make_product())
    lines = get_model("basket", "Line").objects
    lines.update(date_updated=timezone.now() - IDLE)
    lines.filter(pk=lines.earliest("pk").pk).update(price_currency="EUR", price_incl_tax=7, price_excl_tax=7)
    CartActivity.objects.update(idle_from=timezone.now() - IDLE)
    announce_abandoned()
    kept = Abandonment.objects.get()
    assert (kept.value, kept.currency) == (Decimal("1000000.00"), "IRR")
    assert [(line["price"], line["currency"]) for line in kept.lines] == [
        ("7.00", "EUR"),
        ("1000000.00", "IRR"),
    ]


def test_a_thousand_carts_of_one_visitor_are_announced_once_each_with_the_same_obstacle(stored):
    visitor = Visitor.objects.create(key_hash="k" * 64)
    Conversation.objects.create(visitor=visitor, waiting_since=timezone.now())
    product, now = make_product(), timezone.now()
    cart = make_cart(idle=IDLE)
    line = cart.lines.get()
    carts = get_model("basket", "Basket").objects.bulk_create(
        [type(cart)(status="Open") for _n in range(1000)]
    )
    values = {"quantity": 1, "price_currency": "IRR", "price_excl_tax": 1, "line_reference": "x"}
    get_model("basket", "Line").objects.bulk_create(
        [type(line)(basket=one, product=product, stockrecord=line.stockrecord, **values) for one in carts]
    )
    get_model("basket", "Line").objects.update(date_updated=now - IDLE)
    CartActivity.objects.bulk_create(
        [CartActivity(cart=one, last_active_at=now - IDLE, idle_from=now - IDLE) for one in carts]
    )
    CartActivity.objects.update(visitor_hash=visitor.key_hash)
    assert [announce_abandoned(), announce_abandoned()] == [1001, 0]
    assert set(Abandonment.objects.values_list("obstacle", flat=True)) == {"unanswered"}
    assert len(stored()) == 1001

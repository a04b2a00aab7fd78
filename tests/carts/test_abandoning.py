"""A cart left idle is announced once, whatever else happens to it."""

import logging
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts import abandoning
from support_plugin.carts.abandoning import announce_abandoned, expire_abandoned
from support_plugin.carts.flows import note_changes, note_obstacle
from support_plugin.carts.models import Abandonment, CartActivity, Obstacle, Step
from support_plugin.chat.models import Conversation
from support_plugin.clock import to_json
from support_plugin.visitors.models import Visitor
from tests.carts.orders import staff_order
from tests.helpers.shopping import make_address, make_cart, make_product, order, put_into_cart
from tests.helpers.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

HOUR = timedelta(hours=1)
IDLE = 2 * HOUR


def test_a_cart_left_for_longer_than_the_setting_is_announced_once(stored):
    cart = make_cart(idle=IDLE)
    assert [announce_abandoned(), announce_abandoned()] == [1, 0]
    assert stored() == [("abandoned", cart.pk)]


@pytest.mark.parametrize(("minutes", "count"), [(119, 1), (121, 0)])
def test_the_admin_sets_how_long(prefer, minutes, count):
    prefer(cart_idle_minutes=minutes)
    make_cart(idle=IDLE)
    assert announce_abandoned() == count


def test_the_admin_switches_it_off(prefer, stored):
    make_cart(idle=IDLE)
    prefer(carts_enabled=False)
    assert [announce_abandoned(), expire_abandoned()] == [0, 0]
    assert stored() == []


def test_a_cart_that_changed_is_announced_again_after_it_idled_again(stored, later):
    cart = make_cart(idle=IDLE)
    announce_abandoned()
    note_changes([cart.pk])
    assert announce_abandoned() == 0
    assert announce_abandoned(now=later(2)) == 1
    assert stored() == [("abandoned", cart.pk), ("returned", cart.pk), ("abandoned", cart.pk)]


@pytest.mark.parametrize("status", ["Submitted", "Frozen", "Merged", "Saved"])
def test_a_cart_that_is_not_open_is_never_announced(status):
    make_cart(idle=IDLE, status=status)
    assert announce_abandoned() == 0


def test_a_cart_whose_payment_was_under_way_is_looked_at_again(later):
    cart = make_cart(idle=IDLE, status="Frozen")
    announce_abandoned()
    get_model("basket", "Basket").objects.filter(pk=cart.pk).update(status="Open")
    assert announce_abandoned() == 0
    assert announce_abandoned(now=later(2)) == 1


def test_a_cart_kept_for_later_is_waited_for_again_when_it_is_open(later):
    cart = make_cart(idle=IDLE, status="Saved")
    announce_abandoned()
    assert CartActivity.objects.get().idle_from is None
    cart.status = "Open"
    cart.save()
    assert announce_abandoned(now=later(2)) == 1


def test_an_order_placed_in_the_shop_ends_it(client, shopper, later):
    client.force_login(shopper)
    put_into_cart(client, make_product())
    order(client, make_address(shopper))
    assert announce_abandoned(now=later(2)) == 0
    assert not CartActivity.objects.exists()


def test_an_emptied_cart_is_not_announced(later):
    make_cart().flush()
    assert announce_abandoned(now=later(2)) == 0


def test_what_was_in_it_is_kept_as_it_was_shown():
    cart = make_cart(idle=IDLE)
    line = cart.lines.get()
    announce_abandoned()
    line.product.delete()
    kept = Abandonment.objects.get()
    assert kept.lines == [
        {
            "product": str(line.product_id),
            "upc": line.product.upc or "",
            "title": "زعفران",
            "quantity": 1,
            "price": "1000000.00",
            "currency": line.price_currency,
            "added_at": to_json(line.date_created),
        }
    ]
    assert (kept.value, kept.currency) == (Decimal("1000000.00"), line.price_currency)


def test_what_stood_in_the_way_last_is_stored_and_begins_again_with_each_time():
    cart = make_cart(idle=IDLE)
    note_obstacle(cart.pk, Obstacle.PAYMENT_FAILED)
    announce_abandoned()
    assert Abandonment.objects.get().obstacle == Obstacle.PAYMENT_FAILED
    assert CartActivity.objects.get().obstacle == ""


def test_a_question_without_an_answer_is_an_obstacle(shopper):
    make_cart(idle=IDLE, owner=shopper)
    visitor = Visitor.objects.create(user=shopper)
    Conversation.objects.create(visitor=visitor, waiting_since=timezone.now())
    announce_abandoned()
    assert Abandonment.objects.get().obstacle == Obstacle.UNANSWERED


def test_wares_that_are_gone_are_an_obstacle():
    make_cart(idle=IDLE)
    get_model("partner", "StockRecord").objects.update(num_in_stock=0)
    get_model("catalogue", "ProductClass").objects.update(track_stock=True)
    announce_abandoned()
    assert Abandonment.objects.get().obstacle == Obstacle.OUT_OF_STOCK


@pytest.mark.parametrize("who", ["account", "account as a guest", "guest"])
def test_a_cart_whose_things_were_bought_by_another_way_is_not_announced(shopper, who):
    cart = make_cart(idle=IDLE, owner=None if who == "guest" else shopper)
    CartActivity.objects.update(email="shopper@example.com" if who == "guest" else "")
    buyer = {"user": shopper} if who == "account" else {"guest_email": "Shopper@example.com"}
    staff_order(product=cart.lines.get().product, **buyer)
    assert announce_abandoned() == 0


def test_a_cart_is_announced_whatever_somebody_else_buys(other_shopper, shopper):
    cart = make_cart(idle=IDLE, owner=shopper)
    staff_order(product=cart.lines.get().product, user=other_shopper)
    staff_order(product=make_product(), user=shopper)
    assert announce_abandoned() == 1


def test_nobody_who_returns_is_given_up_and_everybody_else_once(stored, later, prefer):
    prefer(cart_expiry_days=1)
    back, gone = make_cart(idle=IDLE), make_cart(idle=IDLE)
    announce_abandoned()
    note_changes([back.pk])
    assert expire_abandoned(now=later(23)) == 0
    assert [expire_abandoned(now=later(25)), expire_abandoned(now=later(26))] == [1, 0]
    assert stored()[2:] == [("returned", back.pk), ("expired", gone.pk)]


def test_one_that_cannot_be_stored_keeps_no_other_back(monkeypatch, caplog, stored):
    bad, good = make_cart(idle=2 * IDLE), make_cart(idle=IDLE)
    describe = abandoning._abandonment

    def fail(activity, *rest):
        if activity.pk == bad.pk:
            raise ValueError("no title")
        return describe(activity, *rest)

    monkeypatch.setattr(abandoning, "_abandonment", fail)
    with caplog.at_level(logging.ERROR):
        assert announce_abandoned() == 1
    assert stored() == [("abandoned", good.pk)]
    assert f"The abandoned cart {bad.pk} could not be stored" in caplog.text
    monkeypatch.undo()
    assert announce_abandoned(now=timezone.now() + IDLE) == 1


def test_when_the_database_is_away_the_round_ends(monkeypatch):
    make_cart(idle=IDLE), make_cart(idle=IDLE)
    asked = []

    def away(*arguments):
        asked.append(arguments)
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(abandoning, "_store", away)
    with pytest.raises(OperationalError):
        announce_abandoned()
    assert len(asked) == 1


def test_a_stop_is_checked_between_two_batches(monkeypatch):
    make_cart(idle=IDLE), make_cart(idle=IDLE)
    monkeypatch.setattr(abandoning, "BATCH", 1)
    assert announce_abandoned(is_stopped=Abandonment.objects.exists) == 1


def test_a_thousand_due_carts_cost_as_many_statements_as_one(django_assert_max_num_queries):
    for _cart in range(5):
        make_cart(idle=IDLE)
    with django_assert_max_num_queries(22):
        assert announce_abandoned() == 5


def test_how_far_the_shopper_came_is_stored():
    cart = make_cart(idle=IDLE)
    CartActivity.objects.filter(pk=cart.pk).update(step=Step.PAYMENT, source="google.com", device="phone")
    announce_abandoned()
    kept = Abandonment.objects.get()
    assert (kept.step, kept.source, kept.device) == (Step.PAYMENT, "google.com", "phone")


@pytest.mark.django_db(transaction=True)
def test_several_processes_at_once_announce_each_cart_once(stored, monkeypatch):
    carts = [make_cart(idle=IDLE) for _ in range(8)]
    monkeypatch.setattr(abandoning, "BATCH", 2)
    counts = at_once(*[announce_abandoned] * 3)
    assert sum(counts) == len(carts), counts
    assert sorted(stored()) == sorted(("abandoned", cart.pk) for cart in carts)


def test_titles_are_those_that_the_shopper_read():
    make_cart(idle=IDLE)
    get_model("catalogue", "Product").objects.update(title_fa="زعفران", title_en="Saffron")
    CartActivity.objects.update(language="en")
    announce_abandoned()
    assert Abandonment.objects.get().lines[0]["title"] == "Saffron"

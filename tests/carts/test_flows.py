import logging
import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts import flows
from support_plugin.carts.flows import announce_abandoned, note_changes
from support_plugin.carts.models import CartActivity
from support_plugin.carts.queries import find_abandoned
from support_plugin.preferences.models import SupportSettings
from support_plugin.signals import cart_abandoned
from tests.shopping import make_address, make_cart, make_product, order, put_into_cart

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
IDLE = 2 * HOUR


def test_a_cart_left_for_longer_than_the_setting_is_announced_once(announced):
    cart = make_cart(idle=IDLE)
    since = CartActivity.objects.get().last_changed_at
    assert [announce_abandoned(), announce_abandoned()] == [1, 0]
    assert announced == [(cart.pk, since)]
    assert CartActivity.objects.get().abandoned_at is not None


@pytest.mark.parametrize(("minutes", "count"), [(119, 1), (121, 0)])
def test_the_admin_sets_how_long(announced, minutes, count):
    SupportSettings.objects.create(cart_idle_minutes=minutes)
    make_cart(idle=IDLE)
    assert announce_abandoned() == count


def test_the_admin_switches_it_off(announced):
    SupportSettings.objects.create(carts_enabled=False)
    make_cart(idle=IDLE)
    assert announce_abandoned() == 0
    assert announced == []


def test_a_cart_that_changed_is_announced_again_after_it_idled_again(announced):
    cart = make_cart(idle=IDLE)
    announce_abandoned()
    note_changes([cart.pk])
    assert announce_abandoned() == 0
    assert announce_abandoned(now=timezone.now() + IDLE) == 1
    assert [pk for pk, _since in announced] == [cart.pk, cart.pk]


@pytest.mark.parametrize("status", ["Submitted", "Frozen", "Merged", "Saved"])
def test_a_cart_that_is_not_open_is_never_announced(announced, status):
    make_cart(idle=IDLE, status=status)
    assert list(find_abandoned(timezone.now(), HOUR)) == []
    assert announce_abandoned() == 0


def test_an_order_placed_in_the_shop_ends_it(announced, client, shopper):
    client.force_login(shopper)
    put_into_cart(client, make_product())
    order(client, make_address(shopper))
    assert announce_abandoned(now=timezone.now() + IDLE) == 0
    assert not CartActivity.objects.exists()


def test_an_emptied_cart_is_not_announced(announced):
    make_cart().flush()
    assert announce_abandoned(now=timezone.now() + IDLE) == 0


def test_carts_older_than_the_app_are_judged_by_their_lines(announced):
    old, new = make_cart(), make_cart()
    CartActivity.objects.all().delete()
    left_at = timezone.now() - IDLE
    get_model("basket", "Line").objects.filter(basket=old).update(date_updated=left_at)
    assert announce_abandoned() == 1
    assert announced == [(old.pk, left_at)]
    assert CartActivity.objects.filter(pk=new.pk, abandoned_at=None).exists()


def test_many_old_carts_are_taken_in_portions(monkeypatch):
    for _ in range(3):
        make_cart()
    CartActivity.objects.all().delete()
    flows.follow_older_carts(limit=2)
    assert CartActivity.objects.count() == 2
    flows.follow_older_carts(limit=2)
    assert CartActivity.objects.count() == 3


def test_ordered_carts_are_looked_at_no_more_but_announced_ones_are_remembered(announced):
    remembered = make_cart(idle=IDLE)
    announce_abandoned()
    ordered, merged = make_cart(), make_cart()
    paying = make_cart(status="Frozen")
    ordered.submit()
    merged.status = "Merged"
    merged.save()
    remembered.submit()
    announce_abandoned()
    assert set(CartActivity.objects.values_list("pk", flat=True)) == {remembered.pk, paying.pk}


@pytest.mark.parametrize("batch", [1, 2])
def test_all_are_found_the_oldest_first_however_small_the_portions(batch):
    carts = [make_cart(idle=IDLE + timedelta(minutes=n)) for n in range(5)]
    moment = timezone.now() - 5 * HOUR
    CartActivity.objects.filter(pk__in=[carts[0].pk, carts[1].pk]).update(last_changed_at=moment)
    found = [activity.pk for activity in find_abandoned(timezone.now(), HOUR, batch)]
    assert found == [carts[n].pk for n in (0, 1, 4, 3, 2)]


def test_a_receiver_that_fails_keeps_nobody_back_and_nobody_is_called_twice(announced, caplog):
    carts = [make_cart(idle=2 * IDLE), make_cart(idle=IDLE)]

    def fail(cart, **kwargs):
        raise ValueError("no address")

    cart_abandoned.connect(fail)
    try:
        with caplog.at_level(logging.ERROR):
            assert [announce_abandoned(), announce_abandoned()] == [2, 0]
    finally:
        cart_abandoned.disconnect(fail)
    assert "no address" in caplog.text
    assert [pk for pk, _since in announced] == [cart.pk for cart in carts]


def test_when_the_database_is_away_the_round_ends(announced, monkeypatch):
    make_cart(idle=IDLE), make_cart(idle=IDLE)
    asked = []

    def away(activity, now):
        asked.append(activity)
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(flows, "_mark", away)
    with pytest.raises(OperationalError):
        announce_abandoned()
    assert len(asked) == 1


def test_a_stop_is_heard_between_two_carts(announced):
    make_cart(idle=IDLE), make_cart(idle=IDLE)
    assert announce_abandoned(is_stopped=lambda: len(announced) == 1) == 1


def test_a_cart_ordered_since_we_looked_is_left_alone(announced):
    cart = make_cart(idle=IDLE)
    activity = CartActivity.objects.get()
    cart.submit()
    assert not flows._announce(activity, timezone.now())
    assert announced == []
    assert CartActivity.objects.get().abandoned_at is None


def test_a_cart_changed_since_we_looked_is_left_alone(announced):
    cart = make_cart(idle=IDLE)
    activity = CartActivity.objects.get()
    note_changes([cart.pk])
    assert not flows._announce(activity, timezone.now())
    assert announced == []


@pytest.mark.django_db(transaction=True)
def test_several_processes_at_once_announce_each_cart_once(announced, monkeypatch):
    carts = [make_cart(idle=IDLE) for _ in range(8)]
    together = threading.Barrier(3, timeout=30)
    announce = flows._announce

    def announce_together(activity, now):
        # All have found the cart before the first of them marks it.
        together.wait()
        return announce(activity, now)

    def tick():
        try:
            counts.append(announce_abandoned())
        except Exception as error:
            counts.append(error)
            together.abort()
        finally:
            connection.close()

    counts = []
    monkeypatch.setattr(flows, "_announce", announce_together)
    threads = [threading.Thread(target=tick) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == len(carts), counts
    assert sorted(pk for pk, _since in announced) == sorted(cart.pk for cart in carts)

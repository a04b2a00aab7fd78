"""Carts that were left, and bought after all."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from support_plugin import clock
from support_plugin.carts import events
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.queries import NOTHING, Copied, abandonments_before, copied_from
from support_plugin.carts.reminders.stopping import stop_for_buyers
from support_plugin.database.turns import take_turns
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.order_facts import OrderFacts, read_orders
from support_plugin.tasks.flows import end_tasks
from support_plugin.tasks.models import Task

# How an order ended an abandonment: it was made from that very cart, from one that goes on with what it had
# (CartCopy), or from another one by the same person.
THIS_CART, COPY, ANOTHER_CART = "this_cart", "copy", "another_cart"


def note_orders(order_ids: Collection[Any]) -> int:
    """End what these orders end, and follow their carts no more; return how many carts were recovered.

    Each once, however and how often an order is reported. A cart is recovered by an order made from
    it or from a copy of it, whoever places that, or by one of the same account or e-mail address with one of
    its products; an order ends the last abandonment of a cart, never one that had been given up.
    """
    if not order_ids:
        return 0
    orders = read_orders(order_ids)
    carts = [order.cart_id for order in orders if order.cart_id is not None]
    # What is followed of their carts names the browser, too.
    stop_for_buyers(orders)
    CartActivity.objects.filter(pk__in=carts).delete()
    since = clock.now() - timedelta(days=get_preferences().cart_expiry_days)
    copied = copied_from(carts)
    found = list(abandonments_before(orders, since, copied))
    # Most orders end nothing.
    ending = [order for order in orders if any(_how(order, row, copied) for row in found)]
    return sum(_recover(order, since, copied) for order in ending)


@transaction.atomic
def _recover(order: OrderFacts, since: datetime, copied: Copied) -> int:
    take_turns(Abandonment)
    last: dict[Any, Abandonment] = {}
    found = abandonments_before([order], since, copied)
    for abandonment in found.select_for_update(of=("self",)).order_by("pk"):
        last[abandonment.cart_id or f"gone-{abandonment.pk}"] = abandonment
    ended = {row: how for row in last.values() if (how := _how(order, row, copied))}
    for row, how in ended.items():
        row.recovered_at, row.order_number = clock.now(), order.number
        row.save(update_fields=["recovered_at", "order_number"])
        events.store(events.RECOVERED, [row], by=how, recovered_at=clock.to_json(row.recovered_at))
    if ended:
        end_tasks([row.pk for row in ended], Task.End.RECOVERED)
    # Whoever bought it elsewhere is no longer expected back.
    CartActivity.objects.filter(abandonment__in=list(ended)).update(abandonment=None)
    return len(ended)


def _how(order: OrderFacts, abandonment: Abandonment, copied: Copied) -> str:
    """Return how an order ends an abandonment; "" where it does not."""
    if abandonment.recovered_at or abandonment.expired_at or order.placed_at < abandonment.idle_since:
        return ""
    if order.cart_id is not None and abandonment.cart_id == order.cart_id:
        return THIS_CART
    if copied.get(order.cart_id, NOTHING).holds(abandonment):
        return COPY
    bought = {str(product) for product in order.product_ids}
    return ANOTHER_CART if bought & {line["product"] for line in abandonment.lines} else ""

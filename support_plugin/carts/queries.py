"""What is known of carts and their shoppers when a cart is found idle."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.restoring.models import CartCopy
from support_plugin.chat.models import Conversation
from support_plugin.shop.cart_facts import CartFacts
from support_plugin.shop.order_facts import OrderFacts, orders_of_people


def bought_elsewhere(activities: Collection[CartActivity], carts: Mapping[Any, CartFacts]) -> set[Any]:
    """Return the keys of carts whose shopper has ordered some of their products by another way since.

    An account is known by itself, a guest by the e-mail address given in the checkout.
    """
    if not activities:
        return set()
    users = {carts[activity.pk].owner_id for activity in activities} - {None}
    emails = {activity.email for activity in activities} | {cart.owner_email for cart in carts.values()}
    since = min(activity.last_active_at for activity in activities)
    orders = orders_of_people(users, emails - {""}, since)
    return {
        activity.pk
        for activity in activities
        if any(_is_bought_by(order, activity, carts[activity.pk]) for order in orders)
    }


def _is_bought_by(order: OrderFacts, activity: CartActivity, cart: CartFacts) -> bool:
    is_account = cart.owner_id is not None and order.user_id == cart.owner_id
    if not is_account and not (order.email and order.email in {activity.email, cart.owner_email}):
        return False
    products = {line.product_id for line in cart.lines}
    return order.placed_at > activity.last_active_at and bool(products & order.product_ids)


def unanswered(activities: Iterable[CartActivity], carts: Mapping[Any, CartFacts]) -> set[Any]:
    """Return the keys of carts whose shopper waits for an answer in the chat."""
    by_user: dict[Any, set[Any]] = defaultdict(set)
    by_hash: dict[str | None, set[Any]] = defaultdict(set)
    for activity in activities:
        by_user[carts[activity.pk].owner_id].add(activity.pk)
        by_hash[activity.visitor_hash].add(activity.pk)
    by_user.pop(None, None)
    by_hash.pop("", None)
    waiting = Conversation.objects.filter(
        Q(visitor__user__in=by_user) | Q(visitor__key_hash__in=by_hash), waiting_since__isnull=False
    )
    found: set[Any] = set()
    for user, key in waiting.values_list("visitor__user", "visitor__key_hash"):
        found |= by_user.get(user, set()) | by_hash.get(key, set())
    return found


@dataclass(frozen=True)
class Originals:
    """What a cart goes on with: the abandonments, and their carts, where these are still there."""

    abandonments: frozenset[Any] = frozenset()
    carts: frozenset[Any] = frozenset()

    def holds(self, abandonment: Abandonment) -> bool:
        """Return whether it goes on with this one, or with another time that the same cart was left."""
        return abandonment.pk in self.abandonments or abandonment.cart_id in self.carts


# By the key of the cart that goes on.
Copied = Mapping[Any, Originals]
NOTHING = Originals()


def copied_from(cart_ids: Collection[Any]) -> Copied:
    """Return what these carts go on with; those that go on with nothing are left out."""
    names = ("cart", "abandonment", "abandonment__cart", "shared__cart")
    rows = CartCopy.objects.filter(cart__in=cart_ids).values_list(*names)
    found: dict[Any, tuple[set[Any], set[Any]]] = defaultdict(lambda: (set(), set()))
    for cart, abandonment, *originals in rows:
        found[cart][0].update({abandonment} - {None})
        found[cart][1].update({*originals} - {None})
    return {cart: Originals(*map(frozenset, both)) for cart, both in found.items()}


def abandonments_before(
    orders: Iterable[OrderFacts], since: datetime, copied: Copied
) -> QuerySet[Abandonment]:
    """Return the abandonments after ``since`` of these orders' carts and people, whatever became of them.

    ``copied``: what the carts go on with.
    """
    orders = list(orders)
    originals = [copied[order.cart_id] for order in orders if order.cart_id in copied]
    carts = {order.cart_id for order in orders}.union(*(one.carts for one in originals))
    people = Q(cart__in=carts - {None})
    people |= Q(pk__in=frozenset().union(*(one.abandonments for one in originals)))
    people |= Q(user__in={order.user_id for order in orders} - {None})
    people |= Q(email__in={order.email for order in orders} - {""})
    return Abandonment.objects.filter(people, abandoned_at__gte=since)

"""What a shopper's cart says for answering them earlier than others."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from support_plugin import clock
from support_plugin.carts.models import CartActivity, Obstacle, Step
from support_plugin.chat.models import Conversation
from support_plugin.chat.queue.models import QueueSettings
from support_plugin.chat.queue.reasons import Found, finds_reasons
from support_plugin.chat.queue.weighing import weigh_again
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.cart_facts import CartFacts, read_carts
from support_plugin.shop.money import default_currency

# Older activity says nothing about a shopper who waits now.
RECENT = timedelta(hours=4)


def weigh_shopper_of(cart_id: Any) -> None:
    """Have the place of this cart's shopper in the agents' queue worked out again, if they wait there."""
    found = CartActivity.objects.filter(pk=cart_id).values_list("visitor_hash", "cart__owner").first()
    if found is None or not get_preferences().chat_enabled:
        return
    visitor_hash, owner = found
    if owner:
        weigh_again(Q(visitor__user=owner))
    elif visitor_hash:
        weigh_again(Q(visitor__key_hash=visitor_hash))


@finds_reasons
def by_cart(conversations: Sequence[Conversation], settings: QueueSettings) -> Found:
    """Find the step of the checkout, a failed payment, a large cart. Four statements at most."""
    found: dict[int, set[str]] = defaultdict(set)
    activities = latest_carts(conversations)
    if not activities:
        return found
    carts = read_carts([activity.pk for activity in activities.values()]) if settings.valuable_cart else {}
    for pk, activity in activities.items():
        found[pk] |= _reasons(activity)
        if activity.pk in carts and _worth(carts[activity.pk]) >= (settings.valuable_cart or 0):
            found[pk].add("valuable_cart")
    return found


def latest_carts(conversations: Sequence[Conversation]) -> dict[int, CartActivity]:
    """Return the cart that each conversation's shopper has last done something with. One statement."""
    if not get_preferences().carts_enabled:
        return {}
    by_user = {c.visitor.user_id: c.pk for c in conversations if c.visitor.user_id}
    by_hash = {c.visitor.key_hash: c.pk for c in conversations if c.visitor.key_hash}
    theirs = Q(cart__owner__in=by_user) | Q(visitor_hash__in=by_hash)
    recent = CartActivity.objects.filter(theirs, last_active_at__gte=clock.now() - RECENT)
    found: dict[int, CartActivity] = {}
    for activity in recent.select_related("cart").order_by("last_active_at"):
        owner: Any = activity.cart
        pk = by_user.get(owner.owner_id) or by_hash.get(activity.visitor_hash)
        if pk is not None:
            found[pk] = activity
    return found


def _reasons(activity: CartActivity) -> set[str]:
    if activity.obstacle == Obstacle.PAYMENT_FAILED:
        return {"payment_failed"}
    if activity.step >= Step.PAYMENT:
        return {"payment"}
    return {"checkout"} if activity.step >= Step.GATEWAY else set()


def _worth(cart: CartFacts) -> Decimal:
    currency = default_currency()
    prices = [line.price * line.quantity for line in cart.lines if line.price and line.currency == currency]
    return sum(prices, Decimal(0))

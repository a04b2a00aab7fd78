"""Follows the shop's carts and orders, after the commit and once for each request or transaction.

What goes wrong here is logged and never stops the shopper; the sweeps of ``support_tick`` find what is
missed.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.http import HttpRequest

from support_plugin.answers.skills.own_carts import follow_by
from support_plugin.carts import flows
from support_plugin.carts.circumstances import read_circumstances
from support_plugin.carts.followed_carts import know_cart
from support_plugin.carts.models import Abandonment, Obstacle
from support_plugin.carts.queue_reasons import weigh_shopper_of
from support_plugin.carts.recovering import note_orders
from support_plugin.carts.restoring.flows import follow_merges
from support_plugin.carts.side_panel import CartSection, CheckoutSection, RemindersSection
from support_plugin.carts.typed_contacts import settle_typed
from support_plugin.chat.side_panel.registry import register
from support_plugin.database.after_commit import batch_until_commit
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import is_open_status, loaded_cart
from support_plugin.signals import guest_chosen, obstacle_met
from support_plugin.tasks.flows import drop_tasks
from support_plugin.tasks.models import Task
from support_plugin.web.nonces import answered_request


@receiver(post_save, sender="basket.Line", dispatch_uid="support_plugin.carts.save")
def line_saved(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A line was added or changed."""
    # Fixtures bring their own rows, possibly before the cart's.
    if not raw:
        batch_until_commit(note_changes, instance.basket_id)


@receiver(post_delete, sender="basket.Line", dispatch_uid="support_plugin.carts.delete")
def line_deleted(instance: Any, origin: Any = None, **kwargs: Any) -> None:
    """A line was taken out; not when it goes with its cart, its product or its owner."""
    removed = origin.model if isinstance(origin, models.QuerySet) else type(origin)
    if removed is type(instance):
        batch_until_commit(note_changes, instance.basket_id)


@receiver(post_save, sender="basket.Basket", dispatch_uid="support_plugin.carts.reopened")
def cart_saved(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A cart may be open again, as after a payment that failed, or one that was kept for later."""
    if not created and not raw and is_open_status(instance):
        batch_until_commit(note_reopened, instance.pk)


@receiver(post_save, sender="order.Order", dispatch_uid="support_plugin.carts.order")
def order_saved(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """An order was made, by whoever and whichever way."""
    if created and not raw:
        batch_until_commit(note_placed, instance.pk)


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL, dispatch_uid="support_plugin.carts.account")
def account_deleted(instance: Any, **kwargs: Any) -> None:
    """What an account left in its carts goes on without a name."""
    left = Abandonment.objects.filter(user=instance.pk)
    drop_tasks(Task.objects.filter(abandonment__in=left))
    left.update(email="", phone="", visitor_hash="")


@receiver(obstacle_met, dispatch_uid="support_plugin.carts.obstacle")
def obstacle_noted(request: HttpRequest, obstacle: str, **kwargs: Any) -> None:
    """Something stood in a shopper's way."""
    cart = loaded_cart(request)
    if cart is not None and get_preferences().carts_enabled:
        flows.note_obstacle(cart.pk, Obstacle(obstacle))
        weigh_shopper_of(cart.pk)


@receiver(guest_chosen, dispatch_uid="support_plugin.carts.typed")
def contact_accepted(request: HttpRequest, email: str, **kwargs: Any) -> None:
    """The shop has accepted a guest's form: what was typed before is settled by it."""
    cart = loaded_cart(request)
    if cart is not None and not request.user.is_authenticated:
        settle_typed(request, cart.pk, email)


def carts_merged(kept: Any, merged: Any) -> None:
    """A cart became a part of another."""
    batch_until_commit(note_merges, (kept.pk, merged.pk))


def note_changes(cart_ids: Collection[Any]) -> None:
    """Note changes of these carts, with what is known of whoever made them."""
    if get_preferences().carts_enabled:
        flows.note_changes(cart_ids, _seen(cart_ids))


def note_reopened(cart_ids: Collection[Any]) -> None:
    """Wait for these carts again."""
    if get_preferences().carts_enabled:
        flows.note_reopened(cart_ids)


def note_merges(merges: Collection[tuple[Any, Any]]) -> None:
    """Note merges, as (the key of the kept cart, that of the merged one)."""
    if get_preferences().carts_enabled:
        flows.note_merges(merges)
        follow_merges(merges)


def note_placed(order_ids: Collection[Any]) -> None:
    """End what these orders end."""
    if get_preferences().carts_enabled:
        note_orders(order_ids)


def _seen(cart_ids: Collection[Any]) -> dict[Any, dict[str, str]]:
    """Return what the request shows of its own cart's shopper; nothing where staff change somebody's."""
    request = answered_request()
    cart = loaded_cart(request) if request is not None else None
    if request is None or cart is None or cart.pk not in cart_ids:
        return {}
    return {cart.pk: read_circumstances(request)}


for kind in (CartSection, CheckoutSection, RemindersSection):
    register(kind())
follow_by(know_cart)

"""Follows the shop's customers, orders and products: their saves cost nothing more (``waiting``).

What goes wrong is logged and never stops the shop. Only deletions do not wait: no copy outlives its row.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver

from support_plugin.search.flows import remove_row
from support_plugin.search.pending_rows import index_row_soon
from support_plugin.shop.searched import CUSTOMER, ORDER, PRODUCT, orders_at, orders_of

logger = logging.getLogger(__name__)

# What Django saves of a user at each log-in: nobody is found by it.
NOT_SEARCHED = {"last_login", "password"}
OWN = {CUSTOMER: settings.AUTH_USER_MODEL, ORDER: "order.Order", PRODUCT: "catalogue.Product"}


def _follow(kind: str) -> None:
    def saved(instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
        # Fixtures bring their own rows, possibly before those they refer to: support_tick finds them.
        if not raw and not (update_fields and NOT_SEARCHED.issuperset(update_fields)):
            _note(kind, [instance.pk])

    def deleted(instance: Any, **kwargs: Any) -> None:
        _safely(lambda: remove_row(kind, instance.pk))

    post_save.connect(saved, OWN[kind], weak=False, dispatch_uid=f"support_plugin.search.{kind}.saved")
    post_delete.connect(deleted, OWN[kind], weak=False, dispatch_uid=f"support_plugin.search.{kind}.deleted")


# The orders of a customer who is being deleted, on the customer.
ORDERS = "_support_orders"


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL, dispatch_uid="support_plugin.search.leaving")
def customer_leaves(instance: Any, **kwargs: Any) -> None:
    """An account is going to be deleted: afterwards its orders no longer say whose they were."""
    _safely(lambda: setattr(instance, ORDERS, orders_of([instance.pk])))


@receiver(post_delete, sender=settings.AUTH_USER_MODEL, dispatch_uid="support_plugin.search.left")
def customer_left(instance: Any, **kwargs: Any) -> None:
    """Name and e-mail address leave the orders, as the shop shows them, and so they do here."""
    if orders := getattr(instance, ORDERS, None):
        _note(ORDER, orders)


@receiver(
    [post_save, post_delete], sender="address.UserAddress", dispatch_uid="support_plugin.search.address"
)
def address_changed(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A customer's telephone number may have changed."""
    if not raw:
        _note(CUSTOMER, [instance.user_id])


@receiver([post_save, post_delete], sender="partner.StockRecord", dispatch_uid="support_plugin.search.stock")
def stock_changed(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A product's SKU may have changed."""
    if not raw:
        _note(PRODUCT, [instance.product_id])


@receiver(post_save, sender="order.ShippingAddress", dispatch_uid="support_plugin.search.shipping")
@receiver(post_save, sender="order.BillingAddress", dispatch_uid="support_plugin.search.billing")
def order_address_changed(instance: Any, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    """Staff changed an order's name or number; a new address has no order yet."""
    if not raw and not created:
        _note(ORDER, orders_at(instance).values_list("pk", flat=True))


def _note(kind: str, ids: Iterable[Any]) -> None:
    for pk in ids:
        index_row_soon(kind, pk)


def _safely(work: Callable[[], Any]) -> None:
    try:
        with transaction.atomic():
            work()
    except DatabaseError:
        logger.exception("The search could not follow a change in the shop")


for _kind in OWN:
    _follow(_kind)

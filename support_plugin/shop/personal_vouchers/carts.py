"""Vouchers in carts: putting one in, taking one out, and being notified of both."""

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from django.db.models.signals import m2m_changed
from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.database.primary import on_primary
from support_plugin.shop.carts import present_cart
from support_plugin.shop.classes import get_class


def put_in(request: HttpRequest, voucher: Any) -> bool:
    """Put a voucher into the present cart as Oscar's page does; False, and out again, where it gives nothing.

    The cart must be stored. Whether the voucher is the shopper's has been asked before.
    """
    from oscar.apps.basket.signals import voucher_addition

    cart = present_cart(request)
    cart.vouchers.add(voucher)
    voucher_addition.send(sender=None, basket=cart, voucher=voucher)
    if _gives(request, cart, voucher):
        return True
    take_out(cart, voucher)
    _gives(request, cart, voucher)
    return False


def _gives(request: HttpRequest, cart: Any, voucher: Any) -> bool:
    cart.reset_offer_applications()
    get_class("offer.applicator", "Applicator")().apply(cart, request.user, request)
    return any(found["voucher"] == voucher for found in cart.offer_applications)


def take_out(cart: Any, voucher: Any) -> None:
    """Take a voucher out of a cart."""
    from oscar.apps.basket.signals import voucher_removal

    cart.vouchers.remove(voucher)
    # Oscar's count must not go below 0: what a program put in was not counted.
    if voucher.num_basket_additions:
        voucher_removal.send(sender=None, basket=cart, voucher=voucher)


def vouchers_in(cart: Any) -> list[Any]:
    """Return the vouchers in a cart that may be personal, as they are stored now."""
    if not cart.pk or cart.pk < 0:
        return []
    return list(on_primary(cart.vouchers.exclude(voucher_set=None)))


def gives_now(cart: Any, voucher: Any) -> bool:
    """Return whether the amounts that have been worked out for a cart count a voucher in."""
    return any(found["voucher"] == voucher for found in cart.offer_applications)


def on_voucher_added(receiver: Callable[[Any, Collection[Any]], None]) -> None:
    """Call ``receiver(cart, keys of the vouchers)`` after vouchers were put into a cart, by whichever way."""

    def added(instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
        if action == "post_add" and not reverse and pk_set:
            receiver(instance, pk_set)

    through = get_model("basket", "Basket").vouchers.through
    m2m_changed.connect(added, through, weak=False, dispatch_uid=f"support_plugin.{receiver.__name__}")


def currency_of(cart: Any) -> str:
    """Return the currency of a cart; "" for an empty one."""
    return str(cart.currency or "")


def full_sum(cart: Any) -> Decimal | None:
    """Return what a cart's goods cost before offers, as conditions count it; None where no price is known."""
    if not cart.has_strategy:
        return None
    return sum((amount for _product, _quantity, amount in priced_lines(cart)), Decimal(0))


def priced_lines(cart: Any) -> list[tuple[Any, int, Decimal]]:
    """Return (product, how many, what they cost together before offers) of a cart with a strategy."""
    lines = [(line, line.unit_effective_price) for line in cart.all_lines()]
    return [
        (line.product, line.quantity, price * line.quantity) for line, price in lines if price is not None
    ]


def find_products(ids: Collection[str]) -> dict[str, Any]:
    """Return products by their keys as text; those that are gone are left out."""
    products = get_model("catalogue", "Product")
    numbers = [products._meta.pk.to_python(pk) for pk in ids]
    return {str(product.pk): product for product in products._base_manager.filter(pk__in=numbers)}


def given_by(use: Any) -> tuple[Decimal, str]:
    """Return what a voucher's use has taken off its order, and the order's currency."""
    discounts = use.order.discounts.filter(voucher_id=use.voucher_id).values_list("amount", flat=True)
    return sum(discounts, Decimal(0)), str(use.order.currency)

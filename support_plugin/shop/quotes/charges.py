"""What the shop's own classes charge for a cart, a destination and a method."""

import logging
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.shop.classes import get_class

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Charge:
    """What one method costs at one place, all amounts as an order would store them.

    They include tax where ``tax`` is known, and lack it where that is None.
    """

    method: Any
    due: Decimal
    # Without an offer on it.
    full: Decimal
    surcharges: Decimal
    total: Decimal
    # Contained in the total.
    tax: Decimal | None


class Items:
    """What is in a cart, after discounts; added up once for all its shipping methods."""

    def __init__(self, cart: Any) -> None:
        self.cart = cart

    @cached_property
    def incl_tax(self) -> Decimal:
        """The sum with tax."""
        return as_stored(self.cart.total_incl_tax)

    @cached_property
    def excl_tax(self) -> Decimal:
        """The sum without tax."""
        return as_stored(self.cart.total_excl_tax)


def offered_methods(request: HttpRequest, cart: Any, address: Any) -> tuple[list[Any], Any]:
    """Return the methods that the shop offers for an address, and the one it takes by default.

    Whatever the shop's repository raises passes through; where nothing can be sent: an empty list and None.
    """
    repository = get_class("shipping.repository", "Repository")()
    question = {"basket": cart, "user": request.user, "request": request, "shipping_addr": address}
    methods = list(repository.get_shipping_methods(**question))
    if not methods:
        return [], None
    if _takes_the_first(repository):
        return methods, methods[0]
    try:
        return methods, repository.get_default_shipping_method(**question)
    except ImproperlyConfigured:
        # Oscar's way of saying that nothing can be sent there.
        return methods, None


def _takes_the_first(repository: Any) -> bool:
    from oscar.apps.shipping.repository import Repository

    own = getattr(type(repository), "get_default_shipping_method", None)
    return own is None or own is Repository.get_default_shipping_method


def charge_for(
    request: HttpRequest, cart: Any, address: Any, method: Any, items: Items | None = None
) -> Charge | None:
    """Return what a method costs; None where the shop does not know, or fails (the log says why)."""
    try:
        price = method.calculate(cart)
        if price.excl_tax is None:
            return None
        submission = {
            "user": request.user,
            "basket": cart,
            "shipping_address": address,
            "shipping_method": method,
        }
        surcharges = get_class("checkout.applicator", "SurchargeApplicator")(
            request, submission
        ).get_applicable_surcharges(cart, shipping_charge=price)
        calculator = get_class("checkout.calculators", "OrderTotalCalculator")(request)
        total = calculator.calculate(cart, price, surcharges=surcharges)
        return read_charge(cart, method, price, total, items or Items(cart))
    except DatabaseError:
        # The transaction may be broken: whoever began it has to know.
        raise
    except Exception:
        logger.warning("The shipping method %r has no charge for this cart", method, exc_info=True)
        return None


def read_charge(cart: Any, method: Any, price: Any, total: Any, items: Items) -> Charge | None:
    """Return what the shop has worked out; None for a charge that is not known or is negative."""
    side = "incl_tax" if total.is_tax_known else "excl_tax"
    due, whole = getattr(price, side), getattr(total, side)
    if due is None or whole is None or due < 0 or whole < 0:
        # Not known is not free.
        return None
    full = due
    if getattr(method, "is_discounted", False):
        full = getattr(method.calculate_excl_discount(cart), side)
    due, whole = as_stored(due), as_stored(whole)
    return Charge(
        method=method,
        due=due,
        full=as_stored(due if full is None else full),
        surcharges=whole - cast(Decimal, getattr(items, side)) - due,
        total=whole,
        tax=whole - as_stored(total.excl_tax) if total.is_tax_known else None,
    )


def as_stored(amount: Decimal) -> Decimal:
    """Return an amount as the row of an order has it."""
    return Decimal(amount).quantize(_exponent())


@cache
def _exponent() -> Decimal:
    field = get_model("order", "Order")._meta.get_field("total_incl_tax")
    return Decimal(1).scaleb(-field.decimal_places)


def unwrap(method: Any) -> Any:
    """Return the method itself: Oscar hides a discounted method's own attributes behind a wrapper."""
    return method.method if getattr(method, "is_discounted", False) and hasattr(method, "method") else method


def says_estimate(method: Any) -> bool:
    """Return whether the shop's method calls its own charge an estimate."""
    return bool(getattr(unwrap(method), "is_estimate", False))

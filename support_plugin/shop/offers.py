"""The shop's offers, read once and applied to several carts that do not exist."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from oscar.core.loading import get_class

# Answers whether a product of this id is in a range.
Membership = Callable[[Any], bool]


def read_offers(request: HttpRequest, cart: Any) -> list[Any]:
    """Return all offers that the shop would look at for this cart: its own, the vouchers', the user's.

    Each keeps its condition, benefit and ranges, so that applying them again asks the database nothing about
    the products of the cart.
    """
    applicator = get_class("offer.applicator", "Applicator")()
    offers = list(applicator.get_offers(cart, request.user, request))
    ranges: dict[Any, Any] = {}
    products = [line.product_id for line in cart.all_lines()]
    for offer in offers:
        for name in ("condition", "benefit"):
            _settle(offer, name, ranges, products)
    return offers


def apply_offers(request: HttpRequest, cart: Any, offers: list[Any]) -> None:
    """Apply these offers to a cart, by the shop's own rules."""
    applicator = get_class("offer.applicator", "Applicator")()
    applicator.get_offers = lambda *args, **kwargs: offers
    applicator.apply(cart, request.user, request)


def _settle(offer: Any, name: str, ranges: dict[Any, Any], products: list[Any]) -> None:
    # Oscar makes a new object, and reads its range anew, each time an offer is looked at.
    part = getattr(offer, name).proxy()
    setattr(offer, name, part)
    if part.range_id is None:
        return
    if part.range_id not in ranges:
        ranges[part.range_id] = part.range
        part.range.contains_product = _remember(part.range, products)
    part.range = ranges[part.range_id]


def _remember(product_range: Any, products: list[Any]) -> Membership:
    ask = product_range.contains_product
    known: dict[Any, bool] = {}
    if _is_oscars(product_range) and products:
        inside = set(product_range.all_products().filter(pk__in=products).values_list("pk", flat=True))
        known = {pk: pk in inside for pk in products}

    def contains(product: Any) -> bool:
        if product.pk not in known:
            known[product.pk] = ask(product)
        return known[product.pk]

    return contains


def _is_oscars(product_range: Any) -> bool:
    from oscar.apps.offer.abstract_models import AbstractRange

    own = type(product_range).contains_product
    return own is AbstractRange.contains_product and not product_range.proxy_class

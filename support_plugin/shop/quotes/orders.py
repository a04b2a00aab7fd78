"""A placed order: the shipping method that it was placed with, and its lines on the thank-you page."""

from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from oscar.core.loading import get_model

from support_plugin.adapters import get_adapter
from support_plugin.shop.classes import get_class, strategy_for
from support_plugin.shop.places.destinations import from_address
from support_plugin.shop.quotes.charges import unwrap
from support_plugin.shop.quotes.summaries import clean_days


def delivery_days_of(order: Any, request: HttpRequest | None = None) -> tuple[int, int] | None:
    """Return the fewest and the most working days of an order's delivery, as the shop states them now.

    None where nothing is sent, where the shop no longer has the method or the cart, and where the method
    states no time. Whatever the shop's classes raise passes through.
    """
    address = order.shipping_address
    if order.basket_id is None or address is None:
        return None
    user = order.user or AnonymousUser()

    def find_cart() -> Any:
        cart = order.basket
        cart.strategy = strategy_for(user, request)
        return cart

    # Read where the shop's methods look at it: most do not.
    cart: Any = SimpleLazyObject(find_cart)
    # Not get_shipping_methods(): it reads the cart's lines, to see whether anything is to be sent.
    methods = get_class("shipping.repository", "Repository")().get_available_shipping_methods(
        basket=cart, user=user, request=request, shipping_addr=address
    )
    method = next((method for method in methods if method.code == order.shipping_code), None)
    if method is None:
        return None
    return clean_days(get_adapter().delivery_days(unwrap(method), cart, from_address(address, "checkout")))


def hold_order(order: Any) -> None:
    """Let a page's order read its lines with their products, pictures and options, and its payments, once.

    Oscar asks for each of them line by line. Nothing is read here, but when the page shows it; and nothing is
    done for what is no order of the shop's, or where the shop's orders are made otherwise.
    """
    model: Any = get_model("order", "Order")
    if not isinstance(order, model) or not _is_as_oscars(model):
        return
    known = order.__dict__.setdefault("_prefetched_objects_cache", {})
    if "lines" not in known:
        lines = order.lines.all().select_related("product")
        known["lines"] = lines.prefetch_related("product__images", "attributes")
    if "sources" not in known:
        known["sources"] = order.sources.all().select_related("source_type")


@cache
def _is_as_oscars(model: Any) -> bool:
    try:
        line = model._meta.get_field("lines").related_model
        line._meta.get_field("attributes")
        line._meta.get_field("product").related_model._meta.get_field("images")
        model._meta.get_field("sources").related_model._meta.get_field("source_type")
    except FieldDoesNotExist:
        return False
    return True

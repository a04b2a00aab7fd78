"""The shipping method that an order was placed with."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from support_plugin.adapters import get_adapter
from support_plugin.shop.classes import get_class, strategy_for
from support_plugin.shop.places.destinations import from_address
from support_plugin.shop.quotes.charges import unwrap
from support_plugin.shop.quotes.summaries import clean_days


def delivery_days_of(order: Any, request: HttpRequest | None = None) -> tuple[int, int] | None:
    """Return the fewest and the most working days of an order's delivery, as the shop tells them now.

    None where nothing is sent, where the shop no longer has the method or the cart, and where the method
    tells no time. Whatever the shop's classes raise passes through.
    """
    cart, address = order.basket, order.shipping_address
    if cart is None or address is None:
        return None
    user = order.user or AnonymousUser()
    cart.strategy = strategy_for(user, request)
    # Not get_shipping_methods(): it reads the cart's lines, to see whether anything is to be sent.
    methods = get_class("shipping.repository", "Repository")().get_available_shipping_methods(
        basket=cart, user=user, request=request, shipping_addr=address
    )
    method = next((method for method in methods if method.code == order.shipping_code), None)
    if method is None:
        return None
    return clean_days(get_adapter().delivery_days(unwrap(method), cart, from_address(address, "checkout")))

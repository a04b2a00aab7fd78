"""Express checkout: a returning shopper is led to the preview with what they chose last."""

from typing import Any

from django.http import HttpRequest

from support_plugin.adapters import get_adapter
from support_plugin.guests.step_skipping import clear_skipping
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.checkout import steps
from support_plugin.shop.checkout.account_addresses import last_address


def express_offer(request: HttpRequest) -> dict[str, Any] | None:
    """Return what the express button says to a returning shopper; None for anybody else.

    That is somebody logged in who has ordered before and, where something is to be sent, has an address.
    """
    user: Any = request.user
    if not get_preferences().express_enabled or not user.is_authenticated:
        return None
    if not steps.is_ready_to_order(request) or steps.last_order(user) is None:
        return None
    address = last_address(user) if steps.needs_shipping(request) else None
    if address is None and steps.needs_shipping(request):
        return None
    return {"address": address}


def start_express(request: HttpRequest) -> str:
    """Fill the checkout with what a returning shopper chose last; return the name of the page to show.

    The preview, or the first step at which something has to be chosen: the payment where nobody knows how the
    last order was paid. Only the shopper's own address is taken; the shop's own conditions are checked by its
    preview as ever.
    """
    user: Any = request.user
    order = steps.last_order(user)
    clear_skipping(request)
    if order is None or not steps.is_ready_to_order(request):
        return "index"
    address = last_address(user) if steps.needs_shipping(request) else None
    if address is None and steps.needs_shipping(request):
        return "shipping-address"
    payment = get_adapter().payment_choice(order)
    if steps.fill_checkout(request, address, order.shipping_code or None, payment) is None:
        return "shipping-method"
    return "preview" if payment else "payment-method"

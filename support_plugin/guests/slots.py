"""What the slots of the checkout show."""

from typing import Any

from django.http import HttpRequest

from support_plugin.links import absolute
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.checkout import steps
from support_plugin.shop.checkout.guest_orders import placed_order


def method_choice(request: HttpRequest, currency: str) -> dict[str, Any] | None:
    """Return the shipping methods to choose from where their own step was passed over; else None."""
    if not get_preferences().first_method_enabled or not steps.needs_shipping(request):
        return None
    methods = steps.describe_methods(request)
    chosen = next((method for method in methods if method.is_chosen), None)
    if chosen is None or len(methods) < 2:
        return None
    return {"methods": methods, "chosen": chosen, "currency": currency}


def account_offer(request: HttpRequest, shown: Any = None) -> dict[str, Any] | None:
    """Return the account offer for the guest who has just ordered; None for anybody else.

    ``shown``: the order that the page has read already; it counts only if it is the session's own.
    """
    user: Any = request.user
    preferences = get_preferences()
    if not preferences.accounts_enabled or user.is_authenticated or placed_order(request, shown) is None:
        return None
    if not absolute("/"):
        return None  # the link that is promised could not be made
    return {"title": preferences.account_title}

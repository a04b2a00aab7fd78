"""What the slots of the checkout show."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from support_plugin.links import absolute
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.checkout import steps
from support_plugin.shop.checkout.guest_orders import placed_order

# The checkout's pages in their order, by Oscar's names; each step may have several of them.
STEPS = {
    "address": ("shipping-address", "user-address-update", "user-address-delete"),
    "delivery": ("shipping-method",),
    "payment": ("payment-method", "payment-details"),
    "check": ("preview",),
}


@dataclass(frozen=True)
class Step:
    """One step of the checkout as the shopper sees it. ``state`` is "done", "current" or "left"."""

    label: str
    state: str
    # Where to change what was entered; empty for steps that are not done.
    url: str


def progress(request: HttpRequest) -> list[Step]:
    """Return the steps of this shopper's checkout, without those that ask for nothing; empty elsewhere."""
    page = steps.step_of(request)
    current = next((name for name, pages in STEPS.items() if page in pages), None)
    if current is None or not get_preferences().progress_enabled:
        return []
    names = [name for name in STEPS if name == current or _asks(request, name)]
    place = names.index(current)
    return [
        Step(
            label=_labels()[name],
            state="done" if number < place else "current" if number == place else "left",
            url=reverse(f"checkout:{STEPS[name][0]}") if number < place else "",
        )
        for number, name in enumerate(names)
    ]


def _asks(request: HttpRequest, name: str) -> bool:
    if name == "address":
        return steps.needs_shipping(request)
    if name == "delivery":
        return steps.needs_shipping(request) and not get_preferences().first_method_enabled
    return True


def _labels() -> dict[str, str]:
    return {
        "address": _("Address"),
        "delivery": _("Delivery"),
        "payment": _("Payment"),
        "check": pgettext("checkout step", "Review"),
    }


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

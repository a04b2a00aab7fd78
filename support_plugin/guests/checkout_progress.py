"""The steps of the checkout as its progress display shows them: done, current, left."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.checkout import steps

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


def checkout_progress(request: HttpRequest) -> list[Step]:
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

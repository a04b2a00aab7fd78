"""Where the shopper's cart would go, as far as anybody has said."""

from typing import Any

from django.http import HttpRequest
from django.template import Context

from support_plugin.adapters import get_adapter
from support_plugin.shop.places.destinations import Destination, from_address

__all__ = ["Destination", "carry_into", "find_destination"]


def find_destination(
    request: HttpRequest, page: Context | None = None, chosen: Destination | None = None
) -> Destination | None:
    """Return the destination of this request's cart; None while nobody has said any.

    ``page`` is the template context of a view of the shop: the address in it is the one that its figures are
    for. ``chosen`` is what the shopper picked for an estimate.
    """
    address = page.get("shipping_address") if page is not None else None
    if address is not None:
        return from_address(address, "checkout")
    return get_adapter().quote_destination(request, chosen)


def carry_into(form: Any, chosen: Destination | None) -> None:
    """Let the shop's address form begin with the destination that the shopper chose for an estimate.

    An address that the form knows already stays as it is. So does what is no form of Django's, or was sent.
    """
    if chosen is None or not hasattr(form, "initial") or form.is_bound:
        return
    parts = {"state": chosen.state, "postcode": chosen.postcode, "line4": chosen.city, "city": chosen.city}
    if any(form.initial.get(name) for name in ("line1", *parts)):
        return
    # Its country may be the shop's own, for want of another.
    for name, value in {"country": chosen.country, **parts}.items():
        if value and name in form.fields:
            form.initial[name] = value

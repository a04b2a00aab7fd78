"""Where the shopper's cart would go, as far as anybody has said."""

from django.http import HttpRequest
from django.template import Context

from support_plugin.adapters import get_adapter
from support_plugin.shop.destinations import Destination, from_address

__all__ = ["Destination", "find_destination"]


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

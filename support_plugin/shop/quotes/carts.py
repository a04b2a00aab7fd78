"""What the shop itself would charge for a cart."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.template import Context

from support_plugin.shop.carts import present_cart
from support_plugin.shop.checkout.session import chosen_method
from support_plugin.shop.places.destinations import Destination, to_address
from support_plugin.shop.quotes.certainty import Certainty
from support_plugin.shop.quotes.charges import Charge, Items, charge_for, offered_methods, read_charge
from support_plugin.shop.quotes.summaries import DestinationCharges, summarise, unknown_quote
from support_plugin.shop.quotes.types import CartQuote, MethodQuote

__all__ = ["CartQuote", "Certainty", "MethodQuote", "for_now", "quote_cart", "quote_this_cart"]

logger = logging.getLogger(__name__)


def quote_cart(
    request: HttpRequest,
    page: Context | None = None,
    destination: Destination | None = None,
    regions: Sequence[Destination] = (),
) -> CartQuote | None:
    """Return what the shop itself would charge for this request's cart; None for an empty cart.

    Worked out by the shop's own classes. ``page`` is the template context of one of its views: what is worked
    out there for the same address already (with taxes, maybe, that only that view knows) is taken as it is.
    Without a destination: the lowest to the highest of ``regions``; without these either, unknown.
    Errors of the shop's classes are logged and make the quote unknown; those of the database pass through.
    """
    cart = (page.get("basket") if page is not None else None) or present_cart(request)
    return quote_this_cart(request, cart, page, destination, regions)


def quote_this_cart(
    request: HttpRequest,
    cart: Any,
    page: Context | None = None,
    destination: Destination | None = None,
    regions: Sequence[Destination] = (),
) -> CartQuote | None:
    """Return the quote of any cart that has its strategy and offers; see :func:`quote_cart`."""
    if cart.is_empty:
        return None
    if not all(line.purchase_info.price.exists for line in cart.all_lines()):
        # Withdrawn meanwhile: such a cart cannot be ordered.
        return unknown_quote(cart, destination)
    try:
        places = _look_at_places(request, cart, page, _choose_places(cart, destination, regions))
        return summarise(cart, destination, places)
    except DatabaseError:
        raise
    except Exception:
        logger.warning("The shop cannot say what shipping costs", exc_info=True)
        return unknown_quote(cart, destination)


def for_now(quote: CartQuote | None) -> Any:
    """Return the quote as what it is when it is looked at seconds later."""
    if quote is None or not quote.is_known:
        return quote
    certainty = Certainty.ESTIMATE if quote.certainty == Certainty.EXACT else quote.certainty
    return replace(quote, certainty=certainty, assumed=(*quote.assumed, "moment"))


def _choose_places(
    cart: Any, destination: Destination | None, regions: Sequence[Destination]
) -> list[Destination | None]:
    if not cart.is_shipping_required():
        return [destination]
    if destination is None:
        return list(regions)
    if destination.is_complete:
        return [destination]
    # What is not known may be as in any of the shop's regions there.
    return [destination, *(region for region in regions if _is_within(region, destination))]


def _is_within(region: Destination, destination: Destination) -> bool:
    known = [part for part in ("country", "state", "city", "postcode") if getattr(destination, part)]
    return all(getattr(region, part) == getattr(destination, part) for part in known)


def _look_at_places(
    request: HttpRequest, cart: Any, page: Context | None, destinations: Iterable[Destination | None]
) -> list[DestinationCharges]:
    chosen = chosen_method(request)
    return [_look_at_place(request, cart, page, destination, chosen) for destination in destinations]


def _look_at_place(
    request: HttpRequest, cart: Any, page: Context | None, destination: Any, chosen: str | None
) -> DestinationCharges:
    items = Items(cart)
    shown = _read_page(cart, page, destination, items)
    return _ask_shop(request, cart, destination, chosen, items, shown)


def _ask_shop(
    request: HttpRequest, cart: Any, destination: Any, chosen: str | None, items: Items, shown: Charge | None
) -> DestinationCharges:
    address = to_address(destination)
    methods, default = offered_methods(request, cart, address)
    charges = []
    for method in methods:
        if shown is not None and shown.method.code == method.code:
            charges.append(shown)
        elif (charge := charge_for(request, cart, address, method, items)) is not None:
            charges.append(charge)
    codes = [method.code for method in methods]
    code = chosen if chosen in codes else getattr(default, "code", None)
    used = next((charge for charge in charges if charge.method.code == code), None)
    return DestinationCharges(destination, tuple(charges), used)


def _read_page(
    cart: Any, page: Context | None, destination: Destination | None, items: Items
) -> Charge | None:
    """Return what a view of the checkout has worked out for this address."""
    if page is None or destination is None or page.get("shipping_address") is None:
        return None
    method, price, total = (page.get(name) for name in ("shipping_method", "shipping_charge", "order_total"))
    if method is None or price is None or total is None or page.get("basket") is not cart:
        return None
    if destination.address is not page["shipping_address"]:
        return None
    return read_charge(cart, method, price, total, items)

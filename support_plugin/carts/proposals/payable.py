"""What a cart comes to with its shipping: one amount, as the shopper's own page has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from support_plugin.carts.models import CartActivity
from support_plugin.notices.current_quote import regions_for
from support_plugin.notices.destination.found import Destination, find_destination
from support_plugin.notices.texts import charge_words
from support_plugin.shop.carts import present_cart
from support_plugin.shop.quotes.carts import CartQuote, MethodQuote, quote_this_cart


@dataclass(frozen=True)
class Payable:
    """A cart at a destination. ``total`` and ``charge`` are None where no single amount is known."""

    total: Decimal | None = None
    charge: Decimal | None = None
    # Of the shipping method that it is worked out for; empty for none.
    method: str = ""
    methods: tuple[MethodQuote, ...] = ()
    currency: str = ""
    is_sent: bool = False

    def methods_json(self) -> list[dict[str, Any]]:
        """Return all methods that are offered, with their charges in words."""
        return [
            {"code": one.code, "name": one.name, "charge": charge_words(one, self.currency) or None}
            for one in self.methods
        ]


def read_payable(
    request: HttpRequest, cart: Any, destination: Destination | None, method: str | None = None
) -> Payable:
    """Return what a cart, which has its strategy and offers, comes to with shipping.

    ``method``: the code of the shipping method, where it is offered; else that of the session, or the shop's
    default one. Without a destination it is worked out for the shop's main regions, as on its pages.
    """
    quote = quote_this_cart(request, cart, None, destination, regions_for(request, destination))
    if quote is None:
        return Payable()
    used = next((one for one in quote.methods if one.code == method), None) or quote.method
    if not quote.is_known or used is None or not (used.is_single and used.is_everywhere):
        return _unknown(quote, used)
    return Payable(
        total=used.total_high,
        charge=used.charge_high,
        method=used.code,
        methods=quote.methods,
        currency=quote.currency,
        is_sent=quote.is_shipping_required,
    )


def _unknown(quote: CartQuote, used: MethodQuote | None) -> Payable:
    code = used.code if used else ""
    return Payable(None, None, code, quote.methods, quote.currency, quote.is_shipping_required)


def place_of(destination: Destination | None) -> dict[str, str] | None:
    """Return a destination as a proposal stores it: no name, no street; None for none."""
    if destination is None:
        return None
    return {name: getattr(destination, name) for name in ("country", "state", "city", "postcode")}


def chosen(place: Mapping[str, str] | None) -> Destination | None:
    """Return the destination that somebody has chosen; None for none."""
    return Destination(**place, source="chosen") if place else None


def shown_place(request: HttpRequest) -> tuple[Destination | None, str | None]:
    """Return the destination and the method of a shopper's cart, as far as agents can know them.

    ``request`` stands in for the shopper's: what their own page showed last, where their cart is followed;
    else the account's address.
    """
    activity = CartActivity.objects.filter(pk=present_cart(request).pk).only("shown").first()
    shown = activity.shown if activity is not None and activity.shown else {}
    place = shown.get("place")
    destination = chosen(place) if place and place.get("country") else find_destination(request)
    return destination, shown.get("method_code") or None


def decides(request: HttpRequest, place: Mapping[str, str]) -> bool:
    """Return whether the shop would go by a place that a shopper chooses: an address comes before it."""
    wanted = chosen(place)
    return find_destination(request, None, wanted) == wanted

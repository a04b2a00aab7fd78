"""The quote of a request, worked out once however many places show it."""

from collections.abc import Sequence
from typing import Any, cast

from django.http import HttpRequest
from django.template import Context

from support_plugin.adapters import SupportAdapter, get_adapter
from support_plugin.notices.destination.choice_cookie import read_choice
from support_plugin.notices.destination.found import Destination, find_destination
from support_plugin.notices.queries import get_notice_settings
from support_plugin.shop.carts import present_cart
from support_plugin.shop.checkout.session import chosen_method
from support_plugin.shop.places.offered import shipping_countries
from support_plugin.shop.quotes.cache_keys import cached_answer, contents_of, place_key, who_asks
from support_plugin.shop.quotes.carts import CartQuote, for_now, quote_cart
from support_plugin.web.request_state import state_of


def chosen_destination(request: HttpRequest) -> Destination | None:
    """Return what the shopper chose in the small form; None for nothing."""
    found = read_choice(request)
    return Destination(**found, source="chosen") if found else None


def present_destination(request: HttpRequest, page: Context | None = None) -> Destination | None:
    """Return where this request's cart would go; None while nobody has said any."""
    if page is not None and page.get("shipping_address") is not None:
        return find_destination(request, page)
    return _once(request, "destination", lambda: find_destination(request, None, chosen_destination(request)))


def present_quote(request: HttpRequest, page: Context | None = None) -> CartQuote | None:
    """Return the quote of this request's cart; None for an empty one.

    ``page`` is the template context of the shop's page; what its view has worked out is used. What is no
    exact quote, as without a whole address, may be some seconds old: "moment" is among what it assumes.
    """
    if present_cart(request).is_empty:
        return None
    if page is not None and page.get("shipping_address") is not None:
        return _once(request, "page", lambda: _quote(request, page))
    return _once(request, "quote", lambda: _quote(request, None))


def shown_quote(request: HttpRequest) -> CartQuote | None:
    """Return the quote that this request's answer shows; None for none. Asks nobody."""
    memo = state_of(request).memo
    return cast("CartQuote | None", memo.get("page") or memo.get("quote"))


def quote_for(request: HttpRequest, destination: Destination) -> CartQuote | None:
    """Return the quote of this request's cart for a place that somebody asks about; None for an empty one."""
    found = quote_cart(request, None, destination, regions_for(request, destination))
    state_of(request).memo["page"] = found
    return found


def _quote(request: HttpRequest, page: Context | None) -> CartQuote | None:
    destination = present_destination(request, page)
    regions = regions_for(request, destination)
    cart = present_cart(request)
    if page is not None or not cart.is_shipping_required() or (destination and destination.is_complete):
        return quote_cart(request, page, destination, regions)
    where = (place_key(destination), tuple(regions), chosen_method(request))
    key = ("quote", who_asks(request), contents_of(cart), where)
    found = cached_answer(cart, key, lambda: for_now(quote_cart(request, None, destination, regions)))
    return cast("CartQuote | None", found)


def regions_for(request: HttpRequest, destination: Destination | None) -> Sequence[Destination]:
    """Return the shop's main regions, for what is not known of a destination; none for a whole address."""
    if destination is not None and destination.is_complete:
        return ()
    return _once(request, "regions", lambda: _regions(request))


def _regions(request: HttpRequest) -> Sequence[Destination]:
    adapter, home = get_adapter(), get_notice_settings().home_country
    has_own = type(adapter).quote_regions is not SupportAdapter.quote_regions
    if has_own or home not in dict(shipping_countries()):
        return adapter.quote_regions(request)
    return (Destination(home, source="region"),)


def _once(request: HttpRequest, name: str, make: Any) -> Any:
    memo = state_of(request).memo
    if name not in memo:
        memo[name] = make()
    return memo[name]

"""What a product would cost to have sent, alone and added to the present cart."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.shop.carts import present_cart
from support_plugin.shop.checkout.session import chosen_method
from support_plugin.shop.places.destinations import Destination
from support_plugin.shop.quotes.cache_keys import cached_answer, contents_of, place_key, who_asks
from support_plugin.shop.quotes.carts import CartQuote, for_now, quote_this_cart
from support_plugin.shop.quotes.hypothetical import cart_of, cart_with


@dataclass(frozen=True)
class ProductQuote:
    """The quotes of two carts that do not exist."""

    # This product alone, in the quantity asked for.
    alone: CartQuote
    # Added to the present cart; None while that is empty.
    added: CartQuote | None


def quote_product(
    request: HttpRequest,
    product: Any,
    quantity: int = 1,
    destination: Destination | None = None,
    regions: Sequence[Destination] = (),
) -> ProductQuote | None:
    """Return what the shop would charge for a product; None where it cannot be bought.

    Both carts are made in memory, with the shop's offers applied; nothing is written to the database.
    The answer may be some seconds old: so no such quote is exact, but an estimate with "moment" assumed.
    """
    cart = present_cart(request)
    places = (place_key(destination), tuple(regions), chosen_method(request))
    key = ("product", product.pk, quantity, who_asks(request), contents_of(cart), places)
    make = partial(_quote_product, request, product, quantity, destination, regions)
    return cached_answer(cart, key, make)


def hold_stock(product: Any) -> None:
    """Let a page's product keep its stock records, which Oscar reads for each price and button on the page.

    Nothing is done for what is no product of the shop's.
    """
    if isinstance(product, get_model("catalogue", "Product")) and not product.is_parent:
        prefetch_related_objects([product], "stockrecords")


def _quote_product(
    request: HttpRequest,
    product: Any,
    quantity: int,
    destination: Destination | None,
    regions: Sequence[Destination],
) -> ProductQuote | None:
    alone = cart_of(request, product, quantity)
    if alone is None:
        return None
    quote = quote_this_cart(request, alone, None, destination, regions)
    added = None
    if not present_cart(request).is_empty:
        filled = cart_with(request, product, quantity)
        if filled is not None:
            added = quote_this_cart(request, filled, None, destination, regions)
    return ProductQuote(for_now(quote), for_now(added)) if quote is not None else None

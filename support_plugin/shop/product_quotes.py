"""What a product would cost to have sent, alone and added to the present cart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from support_plugin.shop.destinations import Destination, chosen_method_code
from support_plugin.shop.hypothetical import cart_of, cart_with
from support_plugin.shop.quotes import CartQuote, for_now, quote_this_cart
from support_plugin.shop.remembered import contents_of, place_key, remember, who_asks


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
    cart = request.basket  # type: ignore[attr-defined]
    places = (place_key(destination), tuple(regions), chosen_method_code(request))
    key = ("product", product.pk, quantity, who_asks(request), contents_of(cart), places)
    return remember(key, lambda: _quote_product(request, product, quantity, destination, regions))


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
    if not request.basket.is_empty:  # type: ignore[attr-defined]
        filled = cart_with(request, product, quantity)
        if filled is not None:
            added = quote_this_cart(request, filled, None, destination, regions)
    return ProductQuote(for_now(quote), for_now(added)) if quote is not None else None

"""What a product would cost to have sent, alone and added to the present cart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from support_plugin.shop.destinations import Destination
from support_plugin.shop.hypothetical import cart_of, cart_with
from support_plugin.shop.quotes import CartQuote, quote_this_cart


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
    """
    alone = cart_of(request, product, quantity)
    quote = quote_this_cart(request, alone, None, destination, regions) if alone is not None else None
    if quote is None:
        return None
    present, added = request.basket, None  # type: ignore[attr-defined]
    if not present.is_empty:
        added = cart_with(request, product, quantity)
    return ProductQuote(
        quote, quote_this_cart(request, added, None, destination, regions) if added is not None else None
    )

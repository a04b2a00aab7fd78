"""What the variants of a product would cost to have sent: from the lowest to the highest of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from support_plugin.shop.places.destinations import Destination
from support_plugin.shop.quotes.certainty import Certainty
from support_plugin.shop.quotes.hypothetical import cart_of
from support_plugin.shop.quotes.products import ProductQuote, quote_product
from support_plugin.shop.quotes.summaries import unknown_quote
from support_plugin.shop.quotes.types import CartQuote, MethodQuote

# A product with more variants than so many has no span: each variant costs a quote.
MOST = 24
# In ``CartQuote.assumed`` of such a product's unknown quote: it is known once a variant is chosen.
VARIANT = "variant"


def quote_family(
    request: HttpRequest,
    parent: Any,
    destination: Destination | None = None,
    regions: Sequence[Destination] = (),
) -> ProductQuote | None:
    """Return what the shop would charge for any of a product's variants, alone and with the present cart.

    Variants that cannot be bought, such as those without a price, are left out; None where none can.
    Of more than ``MOST`` variants nothing is worked out: the quote is unknown, and assumes ``VARIANT``.
    """
    children = list(parent.get_public_children().prefetch_related("stockrecords"))
    if len(children) > MOST:
        return _quote_nothing(request, children, destination)
    found = [quote_product(request, child, 1, destination, regions) for child in children]
    quotes = [quote for quote in found if quote is not None]
    if not quotes:
        return None
    added = [quote.added for quote in quotes if quote.added is not None]
    return ProductQuote(span_of([quote.alone for quote in quotes]), span_of(added) if added else None)


def _quote_nothing(
    request: HttpRequest, children: Sequence[Any], destination: Destination | None
) -> ProductQuote | None:
    carts = (cart_of(request, child, 1, offers=[]) for child in children)
    cart = next((each for each in carts if each is not None), None)
    if cart is None:
        return None
    quote = replace(unknown_quote(cart, destination), items=None, discount=None, tax=None, assumed=(VARIANT,))
    return ProductQuote(quote, None)


def span_of(quotes: Sequence[CartQuote]) -> CartQuote:
    """Return the quotes as one, from the lowest to the highest; unknown where one of them is.

    Items and discount are None where they differ.
    """
    unknown = [quote for quote in quotes if not quote.is_known]
    first = unknown[0] if unknown else quotes[0]
    if unknown or len(quotes) == 1:
        return first
    is_one = len({_amounts(quote) for quote in quotes}) == 1
    return replace(
        first,
        certainty=first.certainty if is_one else Certainty.RANGE,
        is_shipping_required=any(quote.is_shipping_required for quote in quotes),
        items=first.items if len({quote.items for quote in quotes}) == 1 else None,
        discount=first.discount if len({quote.discount for quote in quotes}) == 1 else None,
        tax=None if any(quote.tax is None for quote in quotes) else first.tax,
        methods=_methods(quotes),
        **_ends(quotes, "charge"),
        **_ends(quotes, "total"),
    )


def _amounts(quote: CartQuote) -> tuple[Any, ...]:
    return quote.charge_low, quote.charge_high, quote.total_low, quote.total_high


def _ends(rows: Sequence[Any], name: str) -> dict[str, Any]:
    return {
        f"{name}_low": min(getattr(row, f"{name}_low") for row in rows),
        f"{name}_high": max(getattr(row, f"{name}_high") for row in rows),
    }


def _methods(quotes: Sequence[CartQuote]) -> tuple[MethodQuote, ...]:
    by_code: dict[str, list[MethodQuote]] = {}
    for quote in quotes:
        for method in quote.methods:
            by_code.setdefault(method.code, []).append(method)
    return tuple(_method(rows, is_in_all=len(rows) == len(quotes)) for rows in by_code.values())


def _method(rows: Sequence[MethodQuote], *, is_in_all: bool) -> MethodQuote:
    days = [row.delivery_days for row in rows if row.delivery_days]
    return replace(
        rows[0],
        full_charge=max(row.full_charge for row in rows),
        delivery_days=(min(low for low, _high in days), max(high for _low, high in days)) if days else None,
        is_everywhere=is_in_all and all(row.is_everywhere for row in rows),
        **_ends(rows, "charge"),
        **_ends(rows, "total"),
    )

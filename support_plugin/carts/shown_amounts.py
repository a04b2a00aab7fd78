"""The amounts that a page shows of a cart: kept with it, so that agents read the same, to the penny.

Worked out again for an agent they would differ: offers, tax and shipping depend on the request.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from support_plugin import clock
from support_plugin.notices.current_quote import shown_quote
from support_plugin.shop.cart_lines import read_page
from support_plugin.shop.carts import loaded_cart
from support_plugin.shop.quotes.carts import CartQuote
from support_plugin.shop.quotes.types import Amounts

# Lines that are kept of one cart.
MOST_LINES = 50


def read_shown_amounts(request: HttpRequest, response: HttpResponseBase) -> dict[str, Any] | None:
    """Return what this answer shows of its shopper's cart, for ``CartActivity.shown``; None for nothing.

    Asks no database. Amounts are texts in "currency", None where nobody knows them; they include tax where
    "tax" is known. "charge" and "total" are [lowest, highest]; "at" is the time.
    """
    page = read_page(loaded_cart(request), getattr(response, "context_data", None) or {})
    if page is None:
        return None
    lines = [
        {"line": str(line), "product": str(product), "quantity": quantity, "amount": _text(amount)}
        for line, product, quantity, amount in page["lines"]
    ]
    quote = shown_quote(request)
    return {
        "at": clock.to_json(clock.now()),
        "lines": lines[:MOST_LINES],
        "more": max(0, len(lines) - MOST_LINES),
        "discounts": [[name, _text(amount)] for name, amount in page["discounts"]],
        **(_of_page(page) if quote is None else _of_quote(quote)),
    }


def _of_quote(quote: CartQuote) -> dict[str, Any]:
    place = quote.destination
    return {
        "currency": quote.currency,
        "certainty": str(quote.certainty),
        "items": _text(quote.items),
        "discount": _text(quote.discount),
        "tax": _text(quote.tax),
        "charge": [_text(quote.charge_low), _text(quote.charge_high)],
        "total": [_text(quote.total_low), _text(quote.total_high)],
        "surcharges": _text(quote.surcharges),
        "is_sent": quote.is_shipping_required,
        "method": quote.method.name if quote.method else "",
        "method_code": quote.method.code if quote.method else "",
        # As the notice names it; never the street.
        "place": {name: getattr(place, name) for name in ("country", "state", "city")} if place else None,
    }


def _of_page(page: dict[str, Any]) -> dict[str, Any]:
    """Return the shop's own amounts, where the app shows none on the page."""
    discount = sum((amount for _name, amount in page["discounts"]), Decimal(0))
    charge, total = _text(page.get("charge")), _text(page.get("total"))
    return {
        "currency": page["currency"],
        "certainty": "page" if total is not None else "unknown",
        "items": _text(page["items"]),
        "discount": _text(discount),
        "tax": _text(page.get("tax")),
        "charge": [charge, charge],
        "total": [total, total],
        "surcharges": "0",
        "is_sent": True,
        "method": page.get("method", ""),
        "place": None,
    }


def _text(amount: Any) -> str | None:
    return None if amount is None else str(amount)


@dataclass(frozen=True)
class ShownAmounts(Amounts):
    """Stored amounts, as ``notices.texts`` puts those of a quote into words."""

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "ShownAmounts":
        """Return what ``read_shown_amounts`` has stored."""
        single = (_amount(stored[name]) for name in ("items", "discount", "tax", "surcharges"))
        return cls(
            str(stored["currency"]), *single, *map(_amount, stored["charge"]), *map(_amount, stored["total"])
        )


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

"""What makes up a cart's total, for comparison with what it is later."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from support_plugin.shop.money import due


@dataclass(frozen=True)
class Contents:
    """A cart's lines and what lowers its price. Reads what is in memory already."""

    # {reference of the line: (quantity, price of one)}
    lines: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    # {reference of the line: the product's title}
    titles: dict[str, str] = field(default_factory=dict)
    # {code: name} of the vouchers that lower the price.
    vouchers: dict[str, str] = field(default_factory=dict)
    # {key: name} of the offers that lower the price or the shipping.
    offers: dict[str, str] = field(default_factory=dict)


def read_contents(cart: Any) -> Contents:
    """Return what makes up the total of a cart with its strategy and offers."""
    lines = list(cart.all_lines())
    vouchers, offers = _read_discounts(cart)
    return Contents(
        lines={line.line_reference: (line.quantity, _price(line)) for line in lines},
        titles={line.line_reference: str(line.product.get_title()) for line in lines},
        vouchers=vouchers,
        offers=offers,
    )


def _price(line: Any) -> Decimal:
    # On the shelf: discounts are looked at apart. A product that was withdrawn has no price.
    amount = due(line.purchase_info.price)
    return Decimal(0) if amount is None else Decimal(amount)


def _read_discounts(cart: Any) -> tuple[dict[str, str], dict[str, str]]:
    vouchers: dict[str, str] = {}
    offers: dict[str, str] = {}
    for application in cart.offer_applications:
        voucher = application["voucher"]
        if voucher is not None:
            vouchers[voucher.code] = str(voucher.code)
        else:
            offers[str(application["offer"].pk)] = str(application["name"])
    return vouchers, offers

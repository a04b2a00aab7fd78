"""How much is missing to free shipping."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from support_plugin.shop.destinations import Destination


@dataclass(frozen=True)
class Gap:
    """What has to be added to the cart so that a shipping method is free.

    Adding goods of exactly ``amount`` makes it free, one unit of the currency less does not: checked with the
    shop's own classes for goods that are discounted as those in the cart are.
    """

    # At the price on the shelf: with tax where the shop knows it.
    amount: Decimal
    # The threshold or the value that the shop's offer asks for.
    of: Decimal
    currency: str
    method_code: str
    method_name: str
    # Only goods of this range of the shop's count; None: all.
    range_id: int | None
    # Of a product in the cart that was taken as an example of what is added.
    product_id: int

    @property
    def progress(self) -> Decimal:
        """How far the cart has come, from 0 to 1."""
        if self.of <= 0:
            return Decimal(0)
        return max(Decimal(0), min(Decimal(1), 1 - self.amount / self.of))


def free_shipping_gap(request: HttpRequest, destination: Destination | None) -> Gap | None:
    """Return what is missing to free shipping; None where no rule can make it free, or nobody can tell.

    Looks first at the method that would be used, then at the others. None as well where the method that would
    be used is free already.
    """
    return None


def products_closing(request: HttpRequest, gap: Gap, limit: int = 3) -> list[Any]:
    """Return products that would close the gap, the cheapest first: public, buyable, in stock."""
    return []

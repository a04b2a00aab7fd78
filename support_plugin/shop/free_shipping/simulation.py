"""The present cart with goods of some price added, to see what the shop would charge."""

import copy
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from babel.numbers import get_currency_precision
from django.http import HttpRequest

from support_plugin.shop.classes import get_class
from support_plugin.shop.money import due
from support_plugin.shop.offers.shared import apply_offers
from support_plugin.shop.quotes.hypothetical import NEW_LINE, copy_cart, copy_line, hold_lines

# Unit prices of Oscar have so many places.
EXPONENT = Decimal("0.0001")


def smallest_unit(currency: str) -> Decimal:
    """Return the smallest amount of a currency that a price of the shop can differ by."""
    return Decimal(1).scaleb(-min(2, get_currency_precision(currency)))


def is_free(request: HttpRequest, cart: Any, address: Any, code: str) -> bool:
    """Return whether the shop sends this cart for nothing with the method of a code."""
    methods = get_class("shipping.repository", "Repository")().get_shipping_methods(
        basket=cart, user=request.user, request=request, shipping_addr=address
    )
    method = next((method for method in methods if method.code == code), None)
    if method is None:
        return False
    charge = due(method.calculate(cart))
    return charge is not None and charge <= 0


class Trial:
    """Tries amounts for one shipping method.

    ``condition``: what is added must count for this condition of an offer; None: it may be anything.
    """

    def __init__(
        self, request: HttpRequest, cart: Any, address: Any, method: Any, offers: list[Any], condition: Any
    ) -> None:
        self.request, self.cart, self.address = request, cart, address
        self.method, self.offers, self.condition = method, offers, condition
        self.currency: str = cart.currency
        # What was tried last, and what the cart gained by it.
        self._last = (Decimal(0), Decimal(0))

    @property
    def is_possible(self) -> bool:
        """Whether there is an example of what could be added."""
        return self.example is not None

    @cached_property
    def example(self) -> Any:
        """The line whose product serves as the example: of those that count the most discounted one."""
        lines = [line for line in self.cart.all_lines() if self._is_fit(line)]
        return max(lines, key=_discounted_share, default=None)

    def _is_fit(self, line: Any) -> bool:
        price = line.purchase_info.price
        if not price.exists or not price.excl_tax or not line.product.is_shipping_required:
            return False
        return self.condition is None or self.condition.can_apply_condition(line)

    def missing(self, value: Decimal) -> Decimal:
        """Return how much the cart's value, as far as the rule counts it, lacks."""
        return value - self._value(self.cart)

    def _value(self, cart: Any) -> Decimal:
        if self.condition is None:
            return cart.total_incl_tax if cart.is_tax_known else cart.total_excl_tax
        return sum(
            (
                line.unit_effective_price * line.quantity
                for line in cart.all_lines()
                if self.condition.can_apply_condition(line)
            ),
            Decimal(0),
        )

    def is_free(self, amount: Decimal) -> bool:
        """Return whether the method is free with goods of this price added."""
        cart = self._fill(amount)
        self._last = (amount, self._value(cart) - self._value(self.cart))
        return is_free(self.request, cart, self.address, self.method.code)

    def needed_for(self, gain: Decimal) -> Decimal | None:
        """Return what has to be added for the cart to gain so much, by the last trial; None if unclear."""
        tried, gained = self._last
        return gain * tried / gained if gained > 0 else None

    def _fill(self, amount: Decimal) -> Any:
        cart = copy_cart(self.cart)
        line = copy_line(self.example, cart)
        line.pk, line.quantity = NEW_LINE, 1
        line._info = line.purchase_info._replace(price=_price_like(line.purchase_info.price, amount))
        hold_lines(cart, [*cart.all_lines(), line])
        apply_offers(self.request, cart, self.offers)
        return cart


def _discounted_share(line: Any) -> Decimal:
    return Decimal(line.discount_value) / (line.unit_effective_price * line.quantity)


def _price_like(price: Any, amount: Decimal) -> Any:
    """Return a copy of a price at which goods cost ``amount``, with the same share of tax.

    Raises ValueError for a price of the shop's own make that does not let itself be changed so.
    """
    found = copy.copy(price)
    if not price.is_tax_known:
        found.excl_tax = amount
        return found
    excl_tax = (amount * price.excl_tax / price.incl_tax).quantize(EXPONENT, ROUND_HALF_UP)
    found.excl_tax, found.tax = excl_tax, amount - excl_tax
    if found.incl_tax != amount:
        raise ValueError(f"A price of {type(price).__name__} cannot be tried")
    return found

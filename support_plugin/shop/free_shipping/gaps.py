"""How much is missing to free shipping, found out by asking the shop "what if"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Any, cast

from django.http import HttpRequest

from support_plugin.shop.carts import present_cart
from support_plugin.shop.checkout.session import chosen_method
from support_plugin.shop.free_shipping.simulation import Trial, smallest_unit
from support_plugin.shop.offers.cart_vouchers import voucher_ids
from support_plugin.shop.offers.shared import read_offers
from support_plugin.shop.places.destinations import Destination, to_address
from support_plugin.shop.quotes.cache_keys import cached_answer, contents_of, place_key, who_asks
from support_plugin.shop.quotes.charges import charge_for, offered_methods, unwrap

# After so many guesses that were too low, a rule is given up.
MOST_GUESSES = 6


@dataclass(frozen=True)
class Gap:
    """What has to be added to the cart so that a shipping method is free.

    Adding goods of exactly ``amount`` makes it free, one unit of the currency less does not: tried with the
    shop's own classes, for goods that get the same discounts as the example in the cart.
    """

    # At the price on the shelf: with tax where the shop knows it.
    amount: Decimal
    # The threshold of the method, or the value that the shop's offer asks for.
    of: Decimal
    currency: str
    method_code: str
    method_name: str
    # Only goods of this range of the shop's count; None: all.
    range_id: int | None
    # The product in the cart that served as the example of what is added.
    product_id: int
    # Where the cart would go; of two gaps that are equal it may differ.
    destination: Destination | None = field(compare=False, default=None)

    @property
    def progress(self) -> Decimal:
        """How far the cart has come, from 0 to 1."""
        if self.of <= 0:
            return Decimal(0)
        return max(Decimal(0), min(Decimal(1), 1 - self.amount / self.of))


@dataclass(frozen=True)
class _Rule:
    """A value from which the shop may send a method's parcels for nothing."""

    of: Decimal
    condition: Any = None

    @property
    def range_id(self) -> int | None:
        """The range whose goods count; None where all do."""
        if self.condition is None or self.condition.range is None:
            return None
        found = self.condition.range
        is_everything = found.includes_all_products and not found.proxy_class
        return None if is_everything else found.pk


def free_shipping_gap(
    request: HttpRequest, destination: Destination | None, regions: Sequence[Destination] = ()
) -> Gap | None:
    """Return what is missing to free shipping; None where no rule makes it free, or it is unknown.

    Looks first at the method that would be used, then at the others; None where the one that would be used is
    free already. Without a destination: what is missing in all ``regions`` alike, else None. Whatever the
    shop's classes raise passes through.

    The cart is looked at each time; the shop's methods, charges and offers may be some seconds old.
    """
    cart = present_cart(request)
    if cart.is_empty or not cart.is_shipping_required():
        return None
    where = (place_key(destination), tuple(regions), chosen_method(request))
    key = ("gap", who_asks(request), contents_of(cart), voucher_ids(cart), where)

    def find() -> Gap | None:
        places = list(regions) if destination is None else [destination]
        found = {_find_gap(request, cart, place) for place in places}
        return found.pop() if len(found) == 1 else None

    return cast("Gap | None", cached_answer(cart, key, find))


def _find_gap(request: HttpRequest, cart: Any, destination: Destination) -> Gap | None:
    address = to_address(destination)
    methods, default = offered_methods(request, cart, address)
    code = chosen_method(request)
    used = next((method for method in methods if method.code == code), default)
    # The one that would be used first.
    methods.sort(key=lambda method: used is None or method.code != used.code)
    dues = [_due(request, cart, address, method) for method in methods]
    if used is None or not dues[0]:
        return None
    offers = read_offers(request, cart)
    trials = (
        _try_method(request, cart, destination, method, due, offers)
        for method, due in zip(methods, dues, strict=True)
        if due
    )
    return next((gap for gap in trials if gap is not None), None)


def _due(request: HttpRequest, cart: Any, address: Any, method: Any) -> Decimal | None:
    charge = charge_for(request, cart, address, method)
    return charge.due if charge is not None else None


def _threshold(method: Any) -> Decimal | None:
    value = getattr(unwrap(method), "free_shipping_threshold", None)
    return Decimal(value) if value is not None else None


def _try_method(
    request: HttpRequest, cart: Any, destination: Destination, method: Any, due: Decimal, offers: list[Any]
) -> Gap | None:
    address = to_address(destination)
    trials = [
        (rule, Trial(request, cart, address, method, offers, rule.condition))
        for rule in _list_rules(method, due, offers)
    ]
    best: Gap | None = None
    # The nearest first: then those that are farther away need no trial.
    for rule, trial in sorted(trials, key=lambda found: found[1].missing(found[0].of)):
        if best is not None and best.amount <= trial.missing(rule.of):
            break
        gap = _close(trial, rule, destination)
        if gap is not None and (best is None or gap.amount < best.amount):
            best = gap
    return best


def _list_rules(method: Any, due: Decimal, offers: list[Any]) -> Iterator[_Rule]:
    threshold = _threshold(method)
    if threshold is not None:
        yield _Rule(threshold)
    for offer in offers:
        condition = offer.condition
        if condition.type == condition.VALUE and offer.shipping_discount(due) >= due:
            yield _Rule(Decimal(condition.value), condition)


def _close(trial: Trial, rule: _Rule, destination: Destination) -> Gap | None:
    if not trial.is_possible:
        return None
    amount = _find_amount(trial, trial.missing(rule.of), smallest_unit(trial.currency))
    if amount is None:
        return None
    method = trial.method
    return Gap(
        amount=amount,
        of=rule.of,
        currency=trial.currency,
        method_code=method.code,
        method_name=str(method.name),
        range_id=rule.range_id,
        product_id=trial.example.product_id,
        destination=destination,
    )


def _find_amount(trial: Trial, missing: Decimal, unit: Decimal) -> Decimal | None:
    """Return the amount that makes shipping free while one unit less does not; None if none is found."""
    guess = _ceil(max(missing, unit), unit)
    low = Decimal(0)
    for _ in range(MOST_GUESSES):
        if trial.is_free(guess):
            return _narrow(trial, low, guess, unit)
        # Too little: a discount takes part of what is added, or the rule counts it in another way.
        low, better = guess, trial.needed_for(missing)
        guess = _ceil(better, unit) if better is not None and better > low else 2 * low
    return None


def _narrow(trial: Trial, low: Decimal, high: Decimal, unit: Decimal) -> Decimal:
    # Most often the guess is right, and one unit less shows it.
    middle = high - unit
    while high - low > unit:
        if trial.is_free(middle):
            high = middle
        else:
            low = middle
        middle = _ceil((low + high) / 2, unit)
    return high


def _ceil(amount: Decimal, unit: Decimal) -> Decimal:
    return (amount / unit).to_integral_value(ROUND_CEILING) * unit

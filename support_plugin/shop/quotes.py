"""What the shop itself would charge for a cart."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.template import Context

from support_plugin.adapters import get_adapter
from support_plugin.shop.charges import Charge, as_stored, charge_for, offered_methods, read_charge
from support_plugin.shop.destinations import Destination, chosen_method_code, to_address

logger = logging.getLogger(__name__)


class Certainty(StrEnum):
    """How sure a quote is."""

    # What the shop charges for this very address.
    EXACT = "exact"
    # True as long as the assumptions are.
    ESTIMATE = "estimate"
    # The lowest and the highest of several regions.
    RANGE = "range"
    # Nobody can tell yet: no amount at all.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class MethodQuote:
    """What one shipping method costs, from the lowest to the highest of the places that were looked at."""

    code: str
    name: str
    charge_low: Decimal
    charge_high: Decimal
    # The highest charge without an offer on it.
    full_charge: Decimal
    # Whatever else the shop adds, at most; contained in the totals.
    surcharges: Decimal
    total_low: Decimal
    total_high: Decimal
    # Contained in the highest total; None where the shop does not know it yet: then the amounts lack it.
    tax: Decimal | None
    # Fewest and most working days, where the shop's method tells them.
    delivery_days: tuple[int, int] | None
    # Offered at every place that was looked at.
    is_everywhere: bool
    # The shop's method calls its own charge an estimate.
    is_estimate: bool

    @property
    def is_free(self) -> bool:
        """Whether there is nothing to pay for it, wherever it goes."""
        return self.charge_high == 0

    @property
    def is_discounted(self) -> bool:
        """Whether an offer lowers the charge."""
        return self.full_charge > self.charge_high

    @property
    def is_single(self) -> bool:
        """Whether there is one amount, not a span."""
        return self.total_low == self.total_high and self.charge_low == self.charge_high


@dataclass(frozen=True)
class CartQuote:
    """What a cart would cost if it were ordered now.

    All amounts are in ``currency``. They include tax where ``tax`` is known, and lack it where that is None.
    ``items − discount + shipping + surcharges`` is the total. Where the certainty is "unknown", ``method``,
    the charges and the totals are None: show no amount of shipping, and never "free".
    """

    certainty: Certainty
    # What an estimate takes for granted: the parts of the destination that are not known ("country", "state",
    # "city", "postcode": they make no difference, or one of ``places`` has them), "tax" (it is added later),
    # "charge" (the shop calls its own charge an estimate), "moment" (nothing changed in the last seconds).
    assumed: tuple[str, ...]
    destination: Destination | None
    # Where the amounts were worked out for.
    places: tuple[Destination, ...]
    currency: str
    # False where nothing in the cart has to be sent.
    is_shipping_required: bool
    # Before discounts.
    items: Decimal | None
    discount: Decimal | None
    tax: Decimal | None
    # The method that will be used: the one chosen in the checkout, else the shop's default one.
    method: MethodQuote | None
    # All that the shop offers, in its own order.
    methods: tuple[MethodQuote, ...]
    # With the method that will be used at each place, which may differ from place to place.
    charge_low: Decimal | None
    charge_high: Decimal | None
    total_low: Decimal | None
    total_high: Decimal | None

    @property
    def is_known(self) -> bool:
        """Whether there is an amount to show."""
        return self.certainty != Certainty.UNKNOWN

    @property
    def is_free(self) -> bool:
        """Whether shipping costs nothing, for certain as far as the quote goes."""
        return self.charge_high == 0

    @property
    def is_single(self) -> bool:
        """Whether there is one amount, not a span."""
        return self.total_low == self.total_high and self.charge_low == self.charge_high

    @property
    def surcharges(self) -> Decimal:
        """Whatever else the shop adds to the total, at most."""
        return self.method.surcharges if self.method else Decimal(0)


@dataclass(frozen=True)
class _Place:
    """A destination, what each method costs there, and which would be used."""

    destination: Destination | None
    charges: tuple[Charge, ...]
    # None where nothing can be sent, or where the shop cannot say what the method costs.
    used: Charge | None


def quote_cart(
    request: HttpRequest,
    page: Context | None = None,
    destination: Destination | None = None,
    regions: Sequence[Destination] = (),
) -> CartQuote | None:
    """Return what the shop itself would charge for this request's cart; None for an empty cart.

    Worked out by the shop's own classes. ``page`` is the template context of one of its views: what is worked
    out there for the same address already (with taxes, maybe, that only that view knows) is taken as it is.
    Without a destination: the lowest to the highest of ``regions``; without these either, unknown.
    Errors of the shop's classes are logged and make the quote unknown; those of the database pass through.
    """
    cart = (page.get("basket") if page is not None else None) or request.basket  # type: ignore[attr-defined]
    return quote_this_cart(request, cart, page, destination, regions)


def quote_this_cart(
    request: HttpRequest,
    cart: Any,
    page: Context | None = None,
    destination: Destination | None = None,
    regions: Sequence[Destination] = (),
) -> CartQuote | None:
    """Return the quote of any cart that has its strategy and offers; see :func:`quote_cart`."""
    if cart.is_empty:
        return None
    try:
        places = _look_at_places(request, cart, page, _choose_places(cart, destination, regions))
        return _summarise(cart, destination, places)
    except DatabaseError:
        raise
    except Exception:
        logger.warning("The shop cannot say what shipping costs", exc_info=True)
        return _unknown(cart, destination)


def _choose_places(
    cart: Any, destination: Destination | None, regions: Sequence[Destination]
) -> list[Destination | None]:
    if not cart.is_shipping_required():
        return [destination]
    if destination is None:
        return list(regions)
    if destination.is_complete:
        return [destination]
    # What is not known may be as in any of the shop's regions there.
    return [destination, *(region for region in regions if _is_within(region, destination))]


def _is_within(region: Destination, destination: Destination) -> bool:
    known = [part for part in ("country", "state", "city", "postcode") if getattr(destination, part)]
    return all(getattr(region, part) == getattr(destination, part) for part in known)


def _look_at_places(
    request: HttpRequest, cart: Any, page: Context | None, destinations: Iterable[Destination | None]
) -> list[_Place]:
    chosen = chosen_method_code(request)
    return [_look_at_place(request, cart, page, destination, chosen) for destination in destinations]


def _look_at_place(
    request: HttpRequest, cart: Any, page: Context | None, destination: Any, chosen: str | None
) -> _Place:
    address = to_address(destination)
    methods, default = offered_methods(request, cart, address)
    shown = _read_page(cart, page, destination)
    charges = []
    for method in methods:
        if shown is not None and shown.method.code == method.code:
            charges.append(shown)
        elif (charge := charge_for(request, cart, address, method)) is not None:
            charges.append(charge)
    codes = [method.code for method in methods]
    code = chosen if chosen in codes else getattr(default, "code", None)
    used = next((charge for charge in charges if charge.method.code == code), None)
    return _Place(destination, tuple(charges), used)


def _read_page(cart: Any, page: Context | None, destination: Destination | None) -> Charge | None:
    """Return what a view of the checkout has worked out for this address."""
    if page is None or destination is None or page.get("shipping_address") is None:
        return None
    method, price, total = (page.get(name) for name in ("shipping_method", "shipping_charge", "order_total"))
    if method is None or price is None or total is None or page.get("basket") is not cart:
        return None
    if destination.address is not page["shipping_address"]:
        return None
    return read_charge(cart, method, price, total)


def _summarise(cart: Any, destination: Destination | None, places: list[_Place]) -> CartQuote:
    used = [place.used for place in places if place.used is not None]
    if not used or len(used) < len(places):
        return _unknown(cart, destination, places)
    assumed = _list_assumptions(cart, destination, used)
    methods = _list_methods(cart, places)
    first = used[0]
    is_tax_known = all(charge.tax is not None for charge in used)
    items, discount = _read_items(cart, "incl_tax" if is_tax_known else "excl_tax")
    return CartQuote(
        certainty=_judge(cart, destination, assumed),
        assumed=assumed,
        destination=destination,
        places=tuple(place.destination for place in places if place.destination is not None),
        currency=cart.currency,
        is_shipping_required=cart.is_shipping_required(),
        items=items,
        discount=discount,
        tax=max(charge.tax for charge in used) if is_tax_known else None,  # type: ignore[type-var]
        method=next(method for method in methods if method.code == first.method.code),
        methods=methods,
        charge_low=min(charge.due for charge in used),
        charge_high=max(charge.due for charge in used),
        total_low=min(charge.total for charge in used),
        total_high=max(charge.total for charge in used),
    )


def _judge(cart: Any, destination: Destination | None, assumed: tuple[str, ...]) -> Certainty:
    if destination is None and cart.is_shipping_required():
        return Certainty.RANGE
    return Certainty.ESTIMATE if assumed else Certainty.EXACT


def _list_assumptions(cart: Any, destination: Destination | None, used: list[Charge]) -> tuple[str, ...]:
    assumed: tuple[str, ...] = ()
    if cart.is_shipping_required() and destination is not None:
        assumed = destination.unknown_parts
        if not destination.is_complete and not assumed:
            # All four parts are known, and yet it is no address: house and street may matter.
            assumed = ("address",)
    if any(charge.tax is None for charge in used):
        assumed += ("tax",)
    if any(says_estimate(charge.method) for charge in used):
        assumed += ("charge",)
    return assumed


def _list_methods(cart: Any, places: list[_Place]) -> tuple[MethodQuote, ...]:
    found: dict[str, list[Charge]] = {}
    days: dict[str, list[tuple[int, int]]] = {}
    for place in places:
        for charge in place.charges:
            found.setdefault(charge.method.code, []).append(charge)
            told = _ask_days(charge.method, cart, place.destination)
            days.setdefault(charge.method.code, []).extend([told] if told else [])
    return tuple(_merge(charges, days[code], len(places)) for code, charges in found.items())


def _merge(charges: list[Charge], days: list[tuple[int, int]], places: int) -> MethodQuote:
    method = unwrap(charges[0].method)
    dearest = max(charges, key=lambda charge: charge.total)
    return MethodQuote(
        code=method.code,
        name=str(method.name),
        charge_low=min(charge.due for charge in charges),
        charge_high=max(charge.due for charge in charges),
        full_charge=max(charge.full for charge in charges),
        surcharges=dearest.surcharges,
        total_low=min(charge.total for charge in charges),
        total_high=dearest.total,
        tax=dearest.tax,
        delivery_days=(min(low for low, _high in days), max(high for _low, high in days)) if days else None,
        is_everywhere=len(charges) == places,
        is_estimate=any(says_estimate(charge.method) for charge in charges),
    )


def _unknown(cart: Any, destination: Destination | None, places: Sequence[_Place] = ()) -> CartQuote:
    items, discount = _read_items(cart, "incl_tax" if cart.is_tax_known else "excl_tax")
    return CartQuote(
        certainty=Certainty.UNKNOWN,
        assumed=(),
        destination=destination,
        places=(),
        currency=cart.currency,
        is_shipping_required=cart.is_shipping_required(),
        items=items,
        discount=discount,
        tax=cart.total_tax if cart.is_tax_known else None,
        method=None,
        methods=_list_methods(cart, list(places)),
        charge_low=None,
        charge_high=None,
        total_low=None,
        total_high=None,
    )


def _read_items(cart: Any, side: str) -> tuple[Decimal, Decimal]:
    items = as_stored(getattr(cart, f"total_{side}_excl_discounts"))
    return items, items - as_stored(getattr(cart, f"total_{side}"))


def unwrap(method: Any) -> Any:
    """Return the method itself: Oscar hides a discounted method's own attributes behind a wrapper."""
    return method.method if getattr(method, "is_discounted", False) and hasattr(method, "method") else method


def says_estimate(method: Any) -> bool:
    """Return whether the shop's method calls its own charge an estimate."""
    return bool(getattr(unwrap(method), "is_estimate", False))


def _ask_days(method: Any, cart: Any, destination: Destination | None) -> tuple[int, int] | None:
    try:
        return _clean_days(get_adapter().delivery_days(unwrap(method), cart, destination))
    except DatabaseError:
        raise
    except Exception:
        # What it costs is known all the same.
        logger.warning("The shipping method %r has no delivery time", method, exc_info=True)
        return None


def _clean_days(days: Any) -> tuple[int, int] | None:
    if days is None:
        return None
    fewest, most = (days, days) if isinstance(days, int) else (int(days[0]), int(days[1]))
    return (fewest, most) if 0 <= fewest <= most else None

"""Sums up what methods cost at one or several places."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import DatabaseError

from support_plugin.adapters import get_adapter
from support_plugin.shop.places.destinations import Destination
from support_plugin.shop.quotes.certainty import Certainty, judge_certainty, list_assumptions
from support_plugin.shop.quotes.charges import Charge, as_stored, says_estimate, unwrap
from support_plugin.shop.quotes.types import CartQuote, MethodQuote

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class DestinationCharges:
    """A destination, what each method costs there, and which would be used."""

    destination: Destination | None
    charges: tuple[Charge, ...]
    # None where nothing can be sent, or where the shop cannot say what the method costs.
    used: Charge | None


def summarise(cart: Any, destination: Destination | None, places: list[DestinationCharges]) -> CartQuote:
    """Return the quote over all places; unknown if the charge is at one of them."""
    used = [place.used for place in places if place.used is not None]
    if not used or len(used) < len(places):
        return unknown_quote(cart, destination, places)
    assumed = list_assumptions(cart, destination, used)
    methods = _list_methods(cart, places)
    first = used[0]
    is_tax_known = all(charge.tax is not None for charge in used)
    items, discount = _read_items(cart, "incl_tax" if is_tax_known else "excl_tax")
    return CartQuote(
        certainty=judge_certainty(cart, destination, assumed),
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


def _list_methods(cart: Any, places: list[DestinationCharges]) -> tuple[MethodQuote, ...]:
    found: dict[str, list[Charge]] = {}
    days: dict[str, list[tuple[int, int]]] = {}
    for place in places:
        for charge in place.charges:
            found.setdefault(charge.method.code, []).append(charge)
            estimate = _ask_days(charge.method, cart, place.destination)
            days.setdefault(charge.method.code, []).extend([estimate] if estimate else [])
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


def unknown_quote(
    cart: Any, destination: Destination | None, places: Sequence[DestinationCharges] = ()
) -> CartQuote:
    """Return a quote that names the items alone, and the methods whose charges are known."""
    is_tax_known, items, discount = cart.is_tax_known, None, None
    try:
        items, discount = _read_items(cart, "incl_tax" if is_tax_known else "excl_tax")
    except TypeError:
        # Oscar's baskets fail so when something in them has no price.
        is_tax_known = False
    return CartQuote(
        certainty=Certainty.UNKNOWN,
        assumed=(),
        destination=destination,
        places=(),
        currency=cart.currency,
        is_shipping_required=cart.is_shipping_required(),
        items=items,
        discount=discount,
        tax=cart.total_tax if is_tax_known else None,
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


def _ask_days(method: Any, cart: Any, destination: Destination | None) -> tuple[int, int] | None:
    try:
        return clean_days(get_adapter().delivery_days(unwrap(method), cart, destination))
    except DatabaseError:
        raise
    except Exception:
        # What it costs is known all the same.
        logger.warning("The shipping method %r has no delivery time", method, exc_info=True)
        return None


def clean_days(days: Any) -> tuple[int, int] | None:
    """Return what an adapter returned as (fewest, most) working days; None for what is no such pair."""
    if days is None:
        return None
    fewest, most = (days, days) if isinstance(days, int) else (int(days[0]), int(days[1]))
    return (fewest, most) if 0 <= fewest <= most else None

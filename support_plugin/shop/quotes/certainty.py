"""How sure a quote is: never "free", and never one amount, where it is not known yet."""

from enum import StrEnum
from typing import Any

from support_plugin.shop.places.destinations import Destination
from support_plugin.shop.quotes.charges import Charge, says_estimate


class Certainty(StrEnum):
    """How sure a quote is."""

    # What the shop charges for this very address.
    EXACT = "exact"
    # True as long as the assumptions are.
    ESTIMATE = "estimate"
    # The lowest and the highest of several regions.
    RANGE = "range"
    # Not known yet: no amount at all.
    UNKNOWN = "unknown"


def judge_certainty(cart: Any, destination: Destination | None, assumed: tuple[str, ...]) -> Certainty:
    """Return how sure an amount is, by where it goes and what had to be assumed."""
    if destination is None and cart.is_shipping_required():
        return Certainty.RANGE
    return Certainty.ESTIMATE if assumed else Certainty.EXACT


def list_assumptions(cart: Any, destination: Destination | None, used: list[Charge]) -> tuple[str, ...]:
    """Return what is not known and was assumed: parts of the address, "address", "tax", "charge"."""
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

"""Offers on shipping, from a pool of a room above; without one there are none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest

from support_plugin.answers.skills.types import Person


@dataclass(frozen=True)
class ShippingOffer:
    """A code for one person, and its end and conditions in words of the active language."""

    code: str
    terms: str


class OfferPool(Protocol):
    """What gives offers. Called in any thread, outside of transactions."""

    def has_any(self) -> bool:
        """Return whether the admin lets the assistant offer anything; asked before anything is worked out."""

    def offer(self, person: Person, cart_request: Callable[[], HttpRequest | None]) -> ShippingOffer | None:
        """Return a person's offer, the same however often it is asked; None where they get none."""


_pools: list[OfferPool] = []


def offer_from(pool: OfferPool) -> None:
    """Let offers come from this pool. Called once, at start."""
    _pools[:] = [pool]


def current_pool() -> OfferPool | None:
    """Return the pool; None for none."""
    return _pools[0] if _pools else None

"""The cart of whoever asks: what the shopper's own page says of it, and what the shop would charge now."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from support_plugin import clock
from support_plugin.answers.skills.types import Person
from support_plugin.basket.voucher_answers import VoucherAnswer, ask_about_voucher
from support_plugin.notices.current_quote import regions_for
from support_plugin.notices.destination.found import Destination, find_destination
from support_plugin.notices.texts import describe_delivery_dates
from support_plugin.shop.cart_changes.stand_ins import open_cart_of_account, stand_in_for
from support_plugin.shop.carts import present_cart
from support_plugin.shop.free_shipping.gaps import Gap, free_shipping_gap
from support_plugin.shop.quotes.carts import CartQuote, MethodQuote, quote_this_cart
from support_plugin.shop.quotes.types import Amounts

# Amounts that a page showed longer ago are worked out again: the shop may charge something else by now.
MOST_AGE = timedelta(hours=1)


@dataclass(frozen=True)
class CartAmounts(Amounts):
    """What a cart comes to. A known tax is contained."""

    # Something in the cart has to be sent.
    is_sent: bool
    # The name of the shipping method that they are for.
    method: str

    @property
    def is_known(self) -> bool:
        """Whether there is a charge to show."""
        return self.charge_low is not None and self.charge_high is not None


@dataclass(frozen=True)
class KnownCart:
    """A person's open cart by its primary key, and what their page showed of it last."""

    key: Any
    destination: Destination | None = None
    method_code: str = ""
    shown: CartAmounts | None = None
    shown_at: datetime | None = None
    # (line's primary key as text, quantity) of all lines that were shown.
    shown_lines: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True)
class CartCost:
    """A cart with its shipping. ``is_shown``: the amounts are those of the shopper's page, not worked out."""

    amounts: CartAmounts
    destination: Destination | None
    # When an order of now arrives, in words of the active language; empty where nobody knows.
    arrival: str
    is_shown: bool


# Given by the room that follows carts: returns what it knows, None for nothing.
CartSource = Callable[[Person], KnownCart | None]
_sources: list[CartSource] = []


def follow_by(source: CartSource) -> None:
    """Let carts be known by this source. Called once, at start."""
    _sources[:] = [source]


class OwnCart:
    """An open cart with something in it, of the person who asks."""

    def __init__(self, request: HttpRequest, known: KnownCart) -> None:
        # Stands in for the person's own.
        self.stand_in = request
        self._known = known

    @cached_property
    def destination(self) -> Destination | None:
        """Where it would go: what the person's page showed, else the account's address; None for unknown."""
        return self._known.destination or find_destination(self.stand_in)

    @cached_property
    def cost(self) -> CartCost | None:
        """What it comes to with shipping; None where the shop can't price its goods."""
        regions = regions_for(self.stand_in, self.destination)
        quote = quote_this_cart(self.stand_in, present_cart(self.stand_in), None, self.destination, regions)
        if quote is None or quote.items is None:
            return None
        used = next((one for one in quote.methods if one.code == self._known.method_code), quote.method)
        arrival = describe_delivery_dates(used.delivery_days) if used else ""
        shown = self._known.shown if self._is_as_shown() else None
        if shown is None:
            return CartCost(_worked_out(quote, used), self.destination, arrival, is_shown=False)
        # The page may have been in another language.
        amounts = replace(shown, method=used.name if used else shown.method)
        return CartCost(amounts, self.destination, arrival, is_shown=True)

    def missing_to_free_shipping(self) -> Gap | None:
        """Return what has to be added until shipping is free; None where it is, or no rule makes it so."""
        return free_shipping_gap(
            self.stand_in, self.destination, regions_for(self.stand_in, self.destination)
        )

    def ask_about_voucher(self, words: list[str]) -> VoucherAnswer | None:
        """Return what the first voucher's code among these words gives in this cart; None for no code."""
        return ask_about_voucher(self.stand_in, words)

    def _is_as_shown(self) -> bool:
        known = self._known
        if known.shown is None or known.shown_at is None:
            return False
        if clock.aware(clock.now()) - known.shown_at > MOST_AGE:
            return False
        lines = {(str(line.pk), line.quantity) for line in present_cart(self.stand_in).all_lines()}
        return lines == known.shown_lines


def find_cart(person: Person) -> OwnCart | None:
    """Return the person's open cart; None for none, and an empty one.

    An account's is the one that it fills; a guest's, the one that is followed for their browser, else that
    of their own cookie. Nobody else's has this owner.
    """
    known = next((found for source in _sources if (found := source(person)) is not None), None)
    known = known or _unfollowed(person)
    request = stand_in_for(known.key, person.user) if known is not None else None
    if known is None or request is None or present_cart(request).is_empty:
        return None
    return OwnCart(request, known)


def _unfollowed(person: Person) -> KnownCart | None:
    key = open_cart_of_account(person.user.pk) if person.user is not None else person.cart_key
    return KnownCart(key) if key else None


def _worked_out(quote: CartQuote, used: MethodQuote | None) -> CartAmounts:
    is_known = quote.is_known and used is not None
    is_other = used is not None and quote.method is not None and used.code != quote.method.code
    source: Any = used if is_known and is_other else quote
    return CartAmounts(
        currency=quote.currency,
        items=quote.items,
        discount=quote.discount,
        tax=source.tax,
        surcharges=used.surcharges if is_known and used else None,
        charge_low=source.charge_low if is_known else None,
        charge_high=source.charge_high if is_known else None,
        total_low=source.total_low if is_known else None,
        total_high=source.total_high if is_known else None,
        is_sent=quote.is_shipping_required,
        method=used.name if used else "",
    )

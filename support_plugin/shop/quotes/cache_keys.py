"""Answers about carts and products, cached until the shop changes. Never the figures of an exact quote."""

from collections.abc import Callable, Hashable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from support_plugin.cache import SHOP, cached
from support_plugin.shop.classes import get_class
from support_plugin.shop.offers.dates import next_date
from support_plugin.shop.places.destinations import Destination


def cached_answer(cart: Any, key: Hashable, make: Callable[[], Any]) -> Any:
    """Return the shop's answer for a key, until an offer or a voucher in the cart begins or ends.

    Shared: do not change it.
    """
    return cached(key, make, (SHOP,), until=lambda: next_date(cart))


def who_asks(request: HttpRequest) -> Hashable:
    """Return what the shop's offers and texts may depend on besides cart and place."""
    user = request.user.pk if request.user.is_authenticated else None
    return (user, _session_key(request), get_language())


def _session_key(request: HttpRequest) -> str | None:
    # Oscar itself has no offers of a session.
    from oscar.apps.offer.applicator import Applicator

    own = get_class("offer.applicator", "Applicator").get_session_offers
    session = getattr(request, "session", None)
    return None if own is Applicator.get_session_offers else getattr(session, "session_key", None)


def contents_of(cart: Any) -> Hashable:
    """Return what is in a cart, at which prices and with which discounts. Asks the database nothing new."""
    if cart.is_empty:
        return ()
    lines = tuple(
        (line.line_reference, line.quantity, line.price_currency, *_prices(line)) for line in cart.all_lines()
    )
    applied = tuple(
        (found["offer"].pk, found["discount"], found["freq"]) for found in cart.offer_applications
    )
    return (cart.pk, lines, applied)


def _prices(line: Any) -> tuple[Any, Any]:
    price = line.purchase_info.price
    return (price.excl_tax, price.incl_tax if price.is_tax_known else None)


def place_key(destination: Destination | None) -> Hashable:
    """Return all that a charge may depend on of a destination, every line of a whole address included."""
    if destination is None or destination.address is None:
        return destination
    fields = vars(destination.address).items()
    return (destination, tuple((name, str(value)) for name, value in fields if not name.startswith("_")))

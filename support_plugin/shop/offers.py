"""The shop's offers, read once and applied to several carts that do not exist."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest

from support_plugin.cache import SHOP, cached
from support_plugin.shop.classes import get_class
from support_plugin.shop.offer_dates import next_offer_date


def read_offers(request: HttpRequest, cart: Any, more: Iterable[Any] = ()) -> list[Any]:
    """Return all offers that the shop would look at for this cart: its own, the vouchers', the user's.

    The shop's own may be some seconds old. Each offer keeps its condition, benefit and ranges, so that it can
    be applied again without a query about the products of the cart; ``more`` products may be named.
    """
    applicator = get_class("offer.applicator", "Applicator")()
    site = cached(
        "site offers", lambda: settle_offers(applicator.get_site_offers()), (SHOP,), until=next_offer_date
    )
    applicator.get_site_offers = lambda: site
    offers = settle_offers(applicator.get_offers(cart, request.user, request))
    products = {line.product_id for line in cart.all_lines()} | {product.pk for product in more}
    for members in {members for offer in offers for members in _members_of(offer)}:
        members.learn(products)
    return offers


def apply_offers(request: HttpRequest, cart: Any, offers: list[Any]) -> None:
    """Apply these offers to a cart, by the shop's own rules."""
    applicator = get_class("offer.applicator", "Applicator")()
    applicator.get_offers = lambda *args, **kwargs: offers
    applicator.apply(cart, request.user, request)


class _Members:
    """Which products are in a range, as far as anybody has asked."""

    def __init__(self, product_range: Any) -> None:
        self.range, self.ask = product_range, product_range.contains_product
        self.known: dict[Any, bool] = {}

    def __call__(self, product: Any) -> bool:
        if product.pk not in self.known:
            self.known[product.pk] = self.ask(product)
        return self.known[product.pk]

    def learn(self, products: set[Any]) -> None:
        """Ask about many products at once, where the range is as Oscar makes it."""
        new = products - self.known.keys()
        if not new or not self._is_oscars:
            return
        inside = set(self.range.all_products().filter(pk__in=new).values_list("pk", flat=True))
        self.known |= {pk: pk in inside for pk in new}

    @property
    def _is_oscars(self) -> bool:
        from oscar.apps.offer.abstract_models import AbstractRange

        own = type(self.range).contains_product
        return own is AbstractRange.contains_product and not self.range.proxy_class


def settle_offers(offers: Iterable[Any]) -> list[Any]:
    """Let offers keep what Oscar makes and reads anew each time one is looked at."""
    found = list(offers)
    ranges: dict[Any, Any] = {}
    for offer in found:
        for name in ("condition", "benefit"):
            part = getattr(offer, name).proxy()
            setattr(offer, name, part)
            if part.range_id is None:
                continue
            product_range = ranges.setdefault(part.range_id, part.range)
            if not isinstance(product_range.__dict__.get("contains_product"), _Members):
                product_range.contains_product = _Members(product_range)
            part.range = product_range
    return found


def _members_of(offer: Any) -> Iterator[_Members]:
    for part in (offer.condition, offer.benefit):
        if part.range_id is not None:
            yield part.range.contains_product

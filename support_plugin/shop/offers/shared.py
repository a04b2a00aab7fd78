"""The shop's offers: each range is read once a page, and all are applied to carts that do not exist."""

import logging
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import DatabaseError
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.cache import SHOP, cached, version_of
from support_plugin.shop.classes import get_class
from support_plugin.shop.offers.cart_vouchers import hold_vouchers, voucher_ids
from support_plugin.shop.offers.dates import next_offer_date
from support_plugin.shop.offers.ranges import Members, Page, in_trial, is_trial, learn
from support_plugin.shop.offers.site_parts import read_site_offers
from support_plugin.web.request_state import state_of

logger = logging.getLogger(__name__)


def share_ranges() -> None:
    """Let Oscar read the ranges of its offers and a cart's vouchers once a page. Called once, at start.

    Oscar reads a range for each condition and benefit, and asks for each product, each time it looks at an
    offer. Nothing outlives the request, and nothing the start of the next change of the shop.
    """
    from oscar.apps.offer.applicator import Applicator

    read = Applicator.get_offers

    def get_offers(applicator: Any, basket: Any, user: Any = None, request: Any = None) -> list[Any]:
        if request is None or is_trial():
            return list(read(applicator, basket, user, request))
        hold_vouchers(basket)
        offers = list(read(applicator, basket, user, request))
        try:
            _share(request, basket, offers)
        except DatabaseError:
            raise
        except Exception:
            # Oscar itself reads them its own way.
            logger.exception("The offers of this page are not shared")
        return offers

    Applicator.get_offers = get_offers


def read_offers(request: HttpRequest, cart: Any, more: Iterable[Any] = ()) -> list[Any]:
    """Return all offers that the shop would look at for this cart: its own, the vouchers', the user's.

    Those that Oscar has read for this page, else the shop's own may be some seconds old. Each offer keeps its
    condition, benefit and ranges, so that it can be applied again without a query about the products of the
    cart; ``more`` products may be named.
    """
    offers = _offers_of_page(request, cart)
    if offers is None:
        applicator = get_class("offer.applicator", "Applicator")()
        site = cached(
            "site offers",
            lambda: settle_offers(read_site_offers(applicator)),
            (SHOP,),
            until=next_offer_date,
        )
        applicator.get_site_offers = lambda: site
        with in_trial():
            offers = settle_offers(applicator.get_offers(cart, request.user, request))
    products = [*(line.product for line in cart.all_lines()), *more]
    learn({members for offer in offers for members in _members_of(offer)}, products)
    return offers


def apply_offers(request: HttpRequest, cart: Any, offers: list[Any]) -> None:
    """Apply these offers to a cart that does not exist, by the shop's own rules."""
    applicator = get_class("offer.applicator", "Applicator")()
    applicator.get_offers = lambda *args, **kwargs: offers
    with in_trial():
        applicator.apply(cart, request.user, request)


@dataclass
class _PageOffers:
    """What Oscar has read for the cart of a page."""

    version: Any
    ranges: dict[Any, Any]
    page: Page = field(default_factory=Page)
    cart_pk: Any = None
    vouchers: tuple[Any, ...] = ()
    offers: list[Any] | None = None


def _notes(request: HttpRequest) -> _PageOffers:
    memo, version = state_of(request).memo, version_of(SHOP)
    found: _PageOffers | None = memo.get("offers")
    if found is None or found.version != version:
        found = memo["offers"] = _PageOffers(version, {})
    return found


def _share(request: HttpRequest, basket: Any, offers: list[Any]) -> None:
    notes = _notes(request)
    settle_offers(offers, notes.ranges)
    if basket.pk is None or basket.pk < 0:
        return
    notes.cart_pk, notes.vouchers, notes.offers = basket.pk, voucher_ids(basket), offers
    notes.page.products |= {line.product_id: line.product for line in basket.all_lines()}
    for product_range in notes.ranges.values():
        members = product_range.contains_product
        if members.page is None:
            members.page = notes.page
            notes.page.members.append(members)


def _offers_of_page(request: HttpRequest, cart: Any) -> list[Any] | None:
    """Return what Oscar has read for this cart; None where it has not, or where a voucher came since."""
    from oscar.apps.offer.applicator import Applicator

    notes = _notes(request)
    own = get_class("offer.applicator", "Applicator").get_offers
    if notes.offers is None or own is not Applicator.get_offers:
        # A shop's own reading may add offers to what was noted.
        return None
    if cart.pk == notes.cart_pk:
        return notes.offers if voucher_ids(cart) == notes.vouchers else None
    return [offer for offer in notes.offers if offer.get_voucher() is None]


def settle_offers(offers: Iterable[Any], ranges: dict[Any, Any] | None = None) -> list[Any]:
    """Let offers keep what Oscar makes and reads again each time one is looked at; ``ranges``: known ones."""
    found, ranges = list(offers), {} if ranges is None else ranges
    if not all({"condition", "benefit"} <= offer._state.fields_cache.keys() for offer in found):
        prefetch_related_objects(found, "condition", "benefit")
    parts = [(offer, name, getattr(offer, name)) for offer in found for name in ("condition", "benefit")]
    _read_ranges([part for _offer, _name, part in parts], ranges)
    for offer, name, part in parts:
        proxy = _proxy_of(part)
        if part.range_id is not None:
            proxy.range = _range_of(part, ranges)
        setattr(offer, name, proxy)
    return found


@cache
def _proxy_class(kind: Hashable, proxy_type: str, proxy_path: str | None) -> Any:
    """Return the class of Oscar's proxy, which takes two dozen imports each time."""
    model: Any = kind
    return type(model(type=proxy_type, proxy_class=proxy_path).proxy())


def _proxy_of(part: Any) -> Any:
    """Return the proxy of a condition or a benefit, which is its own from now on."""
    from oscar.apps.offer.abstract_models import BaseOfferMixin

    if type(part).proxy is not BaseOfferMixin.proxy:
        return part.proxy()
    kind: Any = type(part)
    own = _proxy_class(kind, part.type, part.proxy_class)
    if not isinstance(part, own):
        fields = {name: value for name, value in vars(part).items() if not name.startswith("_")}
        part = own(**fields)
    part.proxy = lambda: part
    return part


def _read_ranges(parts: list[Any], ranges: dict[Any, Any]) -> None:
    new = {part.range_id for part in parts if _held_range(part) is None} - {None} - ranges.keys()
    if new:
        ranges.update(get_model("offer", "Range")._base_manager.in_bulk(new))


def _range_of(part: Any, ranges: dict[Any, Any]) -> Any:
    own = _held_range(part)
    if own is None or not isinstance(own.__dict__.get("contains_product"), Members):
        own = ranges.setdefault(part.range_id, own)
        if "contains_product" not in own.__dict__:
            own.contains_product = Members(own)
    return own


def _held_range(part: Any) -> Any:
    return part._state.fields_cache.get("range")


def _members_of(offer: Any) -> list[Members]:
    return [
        part.range.contains_product for part in (offer.condition, offer.benefit) if part.range_id is not None
    ]

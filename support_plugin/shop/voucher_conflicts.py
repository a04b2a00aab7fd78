"""Which other discounts keep a voucher from lowering a price."""

from typing import Any

from django.http import HttpRequest

from support_plugin.shop.carts import present_cart
from support_plugin.shop.offers.shared import apply_offers, read_offers, settle_offers
from support_plugin.shop.quotes.hypothetical import copy_cart


def offers_in_the_way(request: HttpRequest, voucher: Any) -> list[str] | None:
    """Return the names of the applied offers without which the voucher would lower a price.

    One that suffices alone, or all of them together; None where the voucher lowers nothing by itself either:
    the cart does not meet its condition. Tried with the shop's own classes, on copies of the cart; the offers
    are tried in the shop's own order.
    """
    own = settle_offers(voucher.offers.all())
    for offer in own:
        offer.set_voucher(voucher)
    if not _lowers(request, voucher, own):
        return None
    others = read_offers(request, present_cart(request))
    applied = _applied(request, others)
    for one in applied:
        if _lowers(request, voucher, [*own, *(offer for offer in others if offer.pk != one.pk)]):
            return [_name(one)]
    return [_name(one) for one in applied]


def _applied(request: HttpRequest, offers: list[Any]) -> list[Any]:
    cart = copy_cart(present_cart(request))
    apply_offers(request, cart, offers)
    found = {application["offer"].pk: application["offer"] for application in cart.offer_applications}
    return list(found.values())


def _lowers(request: HttpRequest, voucher: Any, offers: list[Any]) -> bool:
    cart = copy_cart(present_cart(request))
    # As Oscar's applicator sorts them.
    apply_offers(request, cart, sorted(offers, key=lambda offer: -offer.priority))
    return any(application["voucher"] == voucher for application in cart.offer_applications)


def _name(offer: Any) -> str:
    voucher = offer.get_voucher()
    return str(voucher.code if voucher else offer.name)

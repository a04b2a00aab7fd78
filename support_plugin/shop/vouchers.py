"""Why a voucher that the shop knows lowers no price in a cart."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.shop.carts import present_cart
from support_plugin.shop.offers.shared import apply_offers, read_offers, settle_offers
from support_plugin.shop.quotes.hypothetical import copy_cart
from support_plugin.shop.typed.voucher_codes import spell_code
from support_plugin.text.cleaning import is_storable


def find_usable_voucher(code: str, user: Any) -> Any:
    """Return the voucher of a code that is active and open to this user; None for any other."""
    voucher = get_model("voucher", "Voucher")._default_manager.filter(code=code).first()
    is_usable = voucher is not None and voucher.is_active() and voucher.is_available_to_user(user)[0]
    return voucher if is_usable else None


def vouchers_for_anybody(cart_id: Any, user: Any) -> tuple[list[Any], int]:
    """Return the vouchers of a stored cart that whoever has its contents may use, and how many others it has.

    A code that counts once is somebody's own; of the others the shop says whether this user may use them.
    """
    model = get_model("voucher", "Voucher")
    found = list(model._default_manager.filter(basket=cart_id).order_by("pk"))
    usable = [
        voucher
        for voucher in found
        if voucher.usage != model.SINGLE_USE and voucher.is_active() and voucher.is_available_to_user(user)[0]
    ]
    return usable, len(found) - len(usable)


def add_vouchers(request: HttpRequest, vouchers: Iterable[Any]) -> None:
    """Put vouchers into the present cart, which is stored, as the shop's own page does."""
    from oscar.apps.basket.signals import voucher_addition

    cart = present_cart(request)
    known = set(cart.vouchers.values_list("pk", flat=True))
    for voucher in vouchers:
        if voucher.pk not in known:
            cart.vouchers.add(voucher)
            voucher_addition.send(sender=None, basket=cart, voucher=voucher)


def is_in_cart(request: HttpRequest, code: str) -> bool:
    """Return whether a voucher is in the present cart."""
    cart = present_cart(request)
    return bool(cart.pk) and cart.vouchers.filter(code=code).exists()


def what_is_missing(request: HttpRequest, voucher: Any) -> str:
    """Return what the shop says has to be added for the voucher's condition; "" where it says nothing."""
    for offer in voucher.offers.all():
        if offer.is_condition_partially_satisfied(present_cart(request)):
            return str(offer.get_upsell_message(present_cart(request)) or "")
    return ""


def what_it_takes_off(request: HttpRequest, voucher: Any) -> Decimal | None:
    """Return what a voucher would take off the present cart's goods, with all that counts there already.

    0 where it lowers the shipping alone; None where it would give nothing. Tried on a copy of the cart.
    """
    own = settle_offers(voucher.offers.all())
    for offer in own:
        offer.set_voucher(voucher)
    cart = copy_cart(present_cart(request))
    offers = [*own, *read_offers(request, present_cart(request))]
    apply_offers(request, cart, sorted(offers, key=lambda offer: -offer.priority))
    return taken_off(cart, voucher)


def taken_off(cart: Any, voucher: Any) -> Decimal | None:
    """Return what a voucher takes off a cart whose offers are worked out; None where it gives nothing."""
    found = [one["discount"] for one in cart.offer_applications if one["voucher"] == voucher]
    return sum(found, Decimal(0)) if found else None


def find_named_voucher(words: Iterable[str]) -> Any:
    """Return the voucher whose code is one of these words, however it is spelt; None for none."""
    spellings = {code: None for word in words if is_storable(word) for code in spell_code(word)}
    rows = get_model("voucher", "Voucher")._default_manager.filter(code__in=list(spellings))
    found = {row.code: row for row in rows}
    return next((found[code] for code in spellings if code in found), None)


def has_reusable_voucher(code: str) -> bool:
    """Return whether the shop has a voucher with this code that counts more than once."""
    model = get_model("voucher", "Voucher")
    return bool(model._default_manager.filter(code=code).exclude(usage=model.SINGLE_USE).exists())

"""What a cart would come to with some changes. Nothing goes to the database."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from support_plugin.shop.cart_changes.checks import (
    check_addition,
    check_quantity,
    find_line,
    find_sold,
    find_variant,
)
from support_plugin.shop.cart_changes.states import read_state, state_of_lines
from support_plugin.shop.cart_changes.types import (
    ADD,
    METHOD,
    QUANTITY,
    SWAP,
    VOUCHER,
    CartState,
    Change,
    NotPossible,
)
from support_plugin.shop.carts import present_cart
from support_plugin.shop.offers.shared import apply_offers, read_offers, settle_offers
from support_plugin.shop.personal_vouchers.hooks import asking_for
from support_plugin.shop.places.destinations import Destination, to_address
from support_plugin.shop.quotes.charges import offered_methods
from support_plugin.shop.quotes.hypothetical import add_to, copy_cart, hold_lines
from support_plugin.shop.vouchers import find_usable_voucher


def preview_changes(
    request: HttpRequest, changes: Sequence[Change], destination: Destination | None = None
) -> tuple[CartState, Any]:
    """Return what this request's cart would be with the changes, and that cart, priced by the shop.

    A shipping method must be offered for the cart as it would be, at the destination. Raises NotPossible.
    """
    present = present_cart(request)
    codes = read_state(present).vouchers
    cart = copy_cart(present)
    lines = list(cart.all_lines())
    vouchers = []
    for change in changes:
        if change.kind in (ADD, QUANTITY, SWAP):
            lines = _changed_lines(cart, lines, change)
        elif change.kind == VOUCHER:
            vouchers.append(find_new_voucher(request, change.code, codes))
    hold_lines(cart, lines)
    _price(request, cart, vouchers)
    for change in changes:
        if change.kind == METHOD:
            find_method(request, cart, change.code, destination)
    return state_of_lines(cart, lines, (*codes, *(voucher.code for voucher in vouchers))), cart


def find_new_voucher(request: HttpRequest, code: str, known: Sequence[str]) -> Any:
    """Return the voucher of a code that this shopper may use and has not used here, or raise NotPossible."""
    if code in known:
        raise NotPossible(_("This voucher is in the cart already."))
    with asking_for(present_cart(request)):
        voucher = find_usable_voucher(code, request.user)
    if voucher is None:
        raise NotPossible(_("There is no voucher with this code that the shopper may use now."))
    return voucher


def find_method(request: HttpRequest, cart: Any, code: str, destination: Destination | None) -> Any:
    """Return the shipping method with a code that the shop offers for a cart there, or raise NotPossible."""
    for method in methods_offered(request, cart, destination):
        if method.code == code:
            return method
    raise NotPossible(_("The shop does not offer this shipping method for this cart."))


def methods_offered(request: HttpRequest, cart: Any, destination: Destination | None) -> list[Any]:
    """Return the shipping methods that the shop offers for a cart; for any place without a destination."""
    methods, _default = offered_methods(request, cart, to_address(destination))
    return methods


def lowers_nothing() -> NotPossible:
    """Return the answer to a voucher that the cart does not qualify for."""
    return NotPossible(_("This voucher does not lower the price of this cart."))


def _changed_lines(cart: Any, lines: list[Any], change: Change) -> list[Any]:
    if change.kind == ADD:
        product = find_sold(change.product)
        return _added(cart, lines, product, change.quantity, check_addition(cart, product, change.quantity))
    line = find_line(lines, change)
    others = [one for one in lines if one is not line]
    if change.kind == SWAP:
        variant = find_variant(line, change.product)
        check_addition(cart, variant, line.quantity)
        options = [{"option": chosen.option, "value": chosen.value} for chosen in line.attributes.all()]
        return _added(cart, others, variant, line.quantity, options)
    if change.quantity == 0:
        return others
    check_quantity(cart, line, change.quantity)
    line.quantity = change.quantity
    # A strategy may look at the quantity.
    line.__dict__.pop("_info", None)
    return lines


def _added(cart: Any, lines: list[Any], product: Any, quantity: int, options: list[Any]) -> list[Any]:
    found = add_to(cart, lines, product, quantity, options)
    if found is None:
        raise NotPossible(_("This product can't be added to this cart."))
    return found


def _price(request: HttpRequest, cart: Any, vouchers: list[Any]) -> None:
    offers = read_offers(request, cart)
    for voucher in vouchers:
        own = settle_offers(voucher.offers.all())
        for offer in own:
            offer.set_voucher(voucher)
        offers = [*offers, *own]
    # As Oscar's applicator sorts them.
    apply_offers(request, cart, sorted(offers, key=lambda offer: -offer.priority) if vouchers else offers)
    for voucher in vouchers:
        if not any(found["voucher"] == voucher for found in cart.offer_applications):
            raise lowers_nothing()

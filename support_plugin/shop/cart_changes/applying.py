"""Making changes in the shopper's own request, by Oscar's own code, and taking them back.

Called in a transaction that has locked the cart. After NotPossible the caller has to roll back.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from support_plugin.shop.cart_changes.checks import (
    check_addition,
    check_quantity,
    find_line,
    find_sold,
    find_variant,
)
from support_plugin.shop.cart_changes.previews import find_method, find_new_voucher, lowers_nothing
from support_plugin.shop.cart_changes.stand_ins import apply_cart_offers
from support_plugin.shop.cart_changes.states import read_state
from support_plugin.shop.cart_changes.types import (
    ADD,
    METHOD,
    QUANTITY,
    SWAP,
    VOUCHER,
    CartState,
    Change,
    NotPossible,
    item_key,
)
from support_plugin.shop.carts import present_cart
from support_plugin.shop.personal_vouchers.carts import put_in, take_out
from support_plugin.shop.personal_vouchers.hooks import asking_for
from support_plugin.shop.places.destinations import Destination


def present_state(request: HttpRequest) -> CartState:
    """Return the state of the present cart as it is stored now; raises NotPossible."""
    apply_cart_offers(request)
    return read_state(present_cart(request))


def apply_changes(
    request: HttpRequest, changes: Sequence[Change], destination: Destination | None = None
) -> CartState:
    """Make the changes in the present cart; return what it is then. Raises NotPossible.

    A shipping method is only checked here, for the changed cart and its destination: it is kept in the
    session, after the commit.
    """
    # A voucher may need what is put in beside it.
    for change in sorted(changes, key=lambda change: change.kind == VOUCHER):
        if change.kind in _STEPS:
            _STEPS[change.kind](request, change)
    state = present_state(request)
    for change in changes:
        if change.kind == METHOD:
            find_method(request, present_cart(request), change.code, destination)
    return state


def _add(request: HttpRequest, change: Change) -> None:
    cart, product = present_cart(request), find_sold(change.product)
    options = check_addition(cart, product, change.quantity)
    _put_in(request, product, change.quantity, options)


def _put_in(request: HttpRequest, product: Any, quantity: int, options: list[Any]) -> None:
    from oscar.apps.basket.signals import basket_addition

    try:
        present_cart(request).add_product(product, quantity, options)
    except ValueError:
        raise NotPossible(_("This product can't be added to this cart.")) from None
    basket_addition.send(sender=None, product=product, user=request.user, request=request)


def _set_quantity(request: HttpRequest, change: Change) -> None:
    cart = present_cart(request)
    line = find_line(list(cart.all_lines()), change)
    if change.quantity == 0:
        line.delete()
    else:
        check_quantity(cart, line, change.quantity).save()
    cart.reset_offer_applications()


def _swap(request: HttpRequest, change: Change) -> None:
    cart = present_cart(request)
    line = find_line(list(cart.all_lines()), change)
    variant = find_variant(line, change.product)
    options = [{"option": chosen.option, "value": chosen.value} for chosen in line.attributes.all()]
    quantity = line.quantity
    check_addition(cart, variant, quantity)
    line.delete()
    cart.reset_offer_applications()
    _put_in(request, variant, quantity, options)


def _use_voucher(request: HttpRequest, change: Change) -> None:
    cart = present_cart(request)
    voucher = find_new_voucher(request, change.code, tuple(cart.vouchers.values_list("code", flat=True)))
    with asking_for(cart):
        if not put_in(request, voucher):
            raise lowers_nothing()


_STEPS = {
    ADD: _add,
    QUANTITY: _set_quantity,
    SWAP: _swap,
    VOUCHER: _use_voucher,
}


def lines_to_restore(state: CartState) -> list[dict[str, Any]]:
    """Return the lines of a state as JSON, for ``restore_lines``."""
    return [
        {
            "product": str(line.product_id),
            "quantity": line.quantity,
            "options": [[pk, value] for pk, value in line.options],
        }
        for line in state.lines
    ]


def restore_lines(
    request: HttpRequest, lines: Sequence[Mapping[str, Any]], vouchers: Sequence[str]
) -> CartState:
    """Give the present cart these lines and no other vouchers again; return what it is then.

    What is put back must still be sold. Raises NotPossible.
    """
    wanted: Counter[str] = Counter()
    products: dict[str, Mapping[str, Any]] = {}
    for one in lines:
        item = item_key(one["product"], one["options"])
        wanted[item] += one["quantity"]
        products[item] = one
    cart = present_cart(request)
    for voucher in list(cart.vouchers.exclude(code__in=vouchers)):
        take_out(cart, voucher)
    for line in list(cart.all_lines()):
        options = [(chosen.option_id, chosen.value) for chosen in line.attributes.all()]
        _restore_quantity(cart, line, wanted.pop(item_key(line.product_id, options), 0))
    cart.reset_offer_applications()
    for item, quantity in wanted.items():
        _restore_missing(request, products[item], quantity)
    return present_state(request)


def _restore_quantity(cart: Any, line: Any, quantity: int) -> None:
    if quantity == 0:
        line.delete()
    elif quantity > line.quantity:
        check_quantity(cart, line, quantity).save()
    elif quantity < line.quantity:
        # Fewer need no stock.
        line.quantity = quantity
        line.save()


def _restore_missing(request: HttpRequest, line: Mapping[str, Any], quantity: int) -> None:
    cart, product = present_cart(request), find_sold(line["product"])
    known = get_model("catalogue", "Option")._default_manager.in_bulk([pk for pk, _value in line["options"]])
    if len(known) < len(line["options"]):
        raise NotPossible(_("An option of this product is not there any more."))
    availability = cart.get_stock_info(product, None).availability
    if not availability.is_purchase_permitted(cart.product_quantity(product) + quantity)[0]:
        raise NotPossible(_("This product is not sold any more."))
    _put_in(request, product, quantity, [{"option": known[pk], "value": v} for pk, v in line["options"]])

"""Reading the state of a cart that has its strategy and its offers."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from support_plugin.shop.cart_changes.types import CartState, NotPossible, StateLine


def read_state(cart: Any) -> CartState:
    """Return what is in a cart; raise NotPossible where the shop has no price for something in it."""
    if cart.pk is None:
        return CartState((), (), Decimal(0), "")
    lines = list(cart.all_lines())
    if not all(line.purchase_info.price.exists for line in lines):
        raise NotPossible(_("Something in this cart is not sold any more."))
    codes = () if cart.pk < 0 else tuple(cart.vouchers.values_list("code", flat=True))
    return state_of_lines(cart, lines, codes)


def state_of_lines(cart: Any, lines: list[Any], codes: tuple[str, ...]) -> CartState:
    """Return the state of a cart with these lines and vouchers; it may be none of the database's."""
    side = "incl" if cart.is_tax_known else "excl"
    return CartState(
        lines=tuple(_line(line, side) for line in lines),
        vouchers=codes,
        total=getattr(cart, f"total_{side}_tax") if lines else Decimal(0),
        currency=str(cart.currency or "") if lines else "",
    )


def _line(line: Any, side: str) -> StateLine:
    return StateLine(
        pk=line.pk,
        product_id=line.product_id,
        title=str(line.product.get_title()),
        quantity=line.quantity,
        options=tuple((chosen.option_id, chosen.value) for chosen in line.attributes.all()),
        unit=getattr(line.purchase_info.price, f"{side}_tax"),
        amount=getattr(line, f"line_price_{side}_tax_incl_discounts"),
    )

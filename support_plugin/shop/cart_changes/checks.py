"""What Oscar's own forms say of a change, before it is made or worked out."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from support_plugin.shop.cart_changes.types import Change, NotPossible
from support_plugin.shop.classes import get_class
from support_plugin.shop.products import public_products


def find_line(lines: list[Any], change: Change) -> Any:
    """Return the line that a change means; raise NotPossible where it is gone."""
    for line in lines:
        if str(line.pk) == change.line:
            return line
    raise NotPossible(_("This line is not in the cart any more."))


def find_sold(key: str) -> Any:
    """Return a public product that can be put into a cart, or raise NotPossible."""
    product = public_products([key]).get(key)
    if product is None:
        raise NotPossible(_("This product is not sold any more."))
    if product.is_parent:
        raise NotPossible(_("Choose a variant of this product."))
    return product


def find_variant(line: Any, key: str) -> Any:
    """Return the variant that takes the place of a line's product, or raise NotPossible."""
    variant = find_sold(key)
    if line.product.parent_id is None or variant.parent_id != line.product.parent_id:
        raise NotPossible(_("This is no variant of the same product."))
    return variant


def check_addition(cart: Any, product: Any, quantity: int) -> list[dict[str, Any]]:
    """Return the options as ``add_product`` takes them, the shop's defaults, or raise NotPossible.

    Asked is the form with which the shop's own page adds a product.
    """
    form = get_class("basket.forms", "AddToBasketForm")(cart, product, data={"quantity": quantity})
    if not form.is_valid():
        raise NotPossible(_first_error(form))
    return list(form.cleaned_options())


def check_quantity(cart: Any, line: Any, quantity: int) -> Any:
    """Return the form with which the shop's own page changes a quantity, or raise NotPossible."""
    form = get_class("basket.forms", "BasketLineForm")(
        cart.strategy, data={"quantity": quantity}, instance=line
    )
    if not form.is_valid():
        raise NotPossible(_first_error(form))
    return form


def _first_error(form: Any) -> str:
    for name, errors in form.errors.items():
        field = form.fields.get(name)
        if field is not None and name != "quantity":
            # An option that the shopper has to choose.
            return f"{field.label}: {errors[0]}"
        return str(errors[0])
    return ""

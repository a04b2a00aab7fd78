"""The lines of a cart as plain values, to be put back after they were removed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.shop.carts import present_cart
from support_plugin.shop.classes import strategy_for
from support_plugin.shop.money import due


@dataclass(frozen=True)
class CartLine:
    """One line; as a dict it can be kept in a session."""

    product_id: int
    quantity: int
    title: str
    # [(primary key of the option, what the shopper chose)]
    options: list[tuple[int, Any]]

    def as_dict(self) -> dict[str, Any]:
        """Return the line for a session."""
        return asdict(self)


def read_lines(request: HttpRequest) -> dict[int, CartLine]:
    """Return the lines of the present cart, by primary key."""
    cart = present_cart(request)
    if not cart.pk:
        return {}
    return {
        line.pk: CartLine(
            product_id=line.product_id,
            quantity=line.quantity,
            title=str(line.description),
            options=[(chosen.option_id, chosen.value) for chosen in line.attributes.all()],
        )
        for line in cart.all_lines()
    }


@dataclass(frozen=True)
class PricedCart:
    """What is in a cart and what the shop asks for it, offers included, tax where it is known."""

    # [(what it is called, how many, the line's amount)]
    lines: list[tuple[str, int, Any]]
    total: Any
    currency: str


def price_cart(cart: Any, user: Any) -> PricedCart:
    """Return a cart's contents. One without a strategy, as from the database, is priced for ``user``."""
    if not cart.has_strategy:
        cart.strategy = strategy_for(user)
    side = "incl" if cart.is_tax_known else "excl"
    lines = [
        (str(line.description), line.quantity, getattr(line, f"line_price_{side}_tax_incl_discounts"))
        for line in cart.all_lines()
    ]
    return PricedCart(lines, getattr(cart, f"total_{side}_tax"), str(cart.currency or ""))


def read_page(cart: Any, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a page that was just made shows of a cart; None for a cart whose lines it has not read.

    ``values`` is the context of the page's template, with what the shop's view has worked out. Asks no
    database. Amounts are Decimals, with tax where the page shows them so: "lines" [(line's key, product's
    key, quantity, amount before discounts)], "currency", "items", "discounts" [(name or code, amount)], and
    where the view has them, "charge", "method", "total", "tax".
    """
    lines = getattr(cart, "_lines", None)
    if lines is None or getattr(lines, "_result_cache", lines) is None or not cart.currency:
        return None
    # As Oscar's templates choose.
    is_net = not cart.is_tax_known or bool(values.get("show_tax_separately"))
    side, of_line = "excl" if is_net else "incl", "incl" if cart.is_tax_known else "excl"
    found = {
        "lines": [
            (line.pk, line.product_id, line.quantity, getattr(line, f"line_price_{of_line}_tax"))
            for line in lines
        ],
        "currency": str(cart.currency),
        "items": getattr(cart, f"total_{side}_tax_excl_discounts"),
        "discounts": [(_name_of(one), one["discount"]) for one in _discounts(cart)],
    }
    total, charge = values.get("order_total"), values.get("shipping_charge")
    if total is None or charge is None or values.get("basket") is not cart:
        return found
    return {
        **found,
        "total": due(total),
        "tax": total.tax if is_net and total.is_tax_known else None,
        "charge": charge.excl_tax if is_net else due(charge),
        "method": str(getattr(values.get("shipping_method"), "name", "")),
    }


def _discounts(cart: Any) -> list[Any]:
    return [*cart.offer_discounts, *cart.grouped_voucher_discounts]


def _name_of(discount: Any) -> str:
    voucher = discount.get("voucher")
    return str(voucher.code if voucher is not None else discount.get("name", ""))


def lines_left(request: HttpRequest) -> set[int]:
    """Return the primary keys of the lines that the present cart has in the database now."""
    lines = get_model("basket", "Line")._base_manager.filter(basket_id=present_cart(request).pk)
    return set(lines.values_list("pk", flat=True))


def lacks_stock_of_lines(request: HttpRequest) -> bool:
    """Return whether something in the present cart can no longer be bought, or not so many of it."""
    lines = present_cart(request).all_lines()
    return any(not line.purchase_info.availability.is_purchase_permitted(line.quantity)[0] for line in lines)


def lacks_stock(request: HttpRequest, product_id: Any, quantity: int) -> bool:
    """Return whether the shop has not so many more of a product for the present cart."""
    product = get_model("catalogue", "Product")._default_manager.filter(pk=product_id).first()
    if product is None:
        return False
    cart = present_cart(request)
    found = cart.get_stock_info(product, None)
    if not found.price.exists:
        return False
    wanted = cart.product_quantity(product) + quantity
    return not found.availability.is_purchase_permitted(wanted)[0]


def put_back(request: HttpRequest, line: CartLine) -> bool:
    """Put a line into the present cart again; return False where the shop no longer sells it."""
    product = get_model("catalogue", "Product").objects.public().filter(pk=line.product_id).first()
    if product is None:
        return False
    cart = present_cart(request)
    found = cart.get_stock_info(product, None)
    if not found.price.exists or not found.availability.is_purchase_permitted(line.quantity)[0]:
        return False
    known = get_model("catalogue", "Option")._default_manager.in_bulk([pk for pk, _value in line.options])
    options = [{"option": known[pk], "value": value} for pk, value in line.options if pk in known]
    cart.add_product(product, line.quantity, options)
    return True

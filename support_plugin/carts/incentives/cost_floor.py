"""Never below cost, as far as the shop's adapter knows what its products cost."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from support_plugin.adapters import SupportAdapter, get_adapter
from support_plugin.carts.incentives.models import Benefit, Terms
from support_plugin.shop.personal_vouchers.carts import find_products

# (product, how many, what they cost together before offers)
Priced = tuple[Any, int, Decimal]


def goes_below_cost(terms: Terms, lines: Iterable[Priced]) -> bool:
    """Return whether the goods of known cost would together bring less than they cost.

    Of an amount, these goods bear their share. What is sent for free costs no goods.
    """
    adapter = get_adapter()
    if terms.benefit == Benefit.FREE_SHIPPING or type(adapter).cost_of is SupportAdapter.cost_of:
        return False
    total = price = cost = Decimal(0)
    for product, quantity, amount in lines:
        total += amount
        one = adapter.cost_of(product)
        if one is not None:
            price += amount
            cost += one * quantity
    if not cost:
        return False
    return price * (1 - _share(terms, total)) < cost


def _share(terms: Terms, total: Decimal) -> Decimal:
    if terms.benefit == Benefit.PERCENTAGE:
        return Decimal(terms.value) / 100
    return min(Decimal(terms.value) / total, Decimal(1)) if total else Decimal(1)


def lines_left_behind(lines: Iterable[dict[str, Any]]) -> list[Priced]:
    """Return an abandoned cart's lines (``Abandonment.lines``) with their products; without those gone."""
    priced = [(line, price) for line in lines if (price := _amount(line.get("price"))) is not None]
    products = find_products({line["product"] for line, _price in priced if line.get("product")})
    return [
        (products[line["product"]], line["quantity"], price * line["quantity"])
        for line, price in priced
        if line.get("product") in products
    ]


def _amount(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None

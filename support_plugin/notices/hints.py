"""Products that bring the cart to free shipping, as the basket page offers them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from support_plugin.shop.carts import present_cart
from support_plugin.shop.money import due
from support_plugin.shop.quotes.cache_keys import cached_answer, who_asks


@dataclass(frozen=True)
class Hint:
    """One product, with all that its line on the page shows."""

    title: str
    url: str
    # With tax where the shop knows it; None where it has no price.
    price: Decimal | None
    currency: str
    # Where one of it is put into the cart; empty for a product with options, which are chosen on its page.
    add_url: str


def make_hints(request: HttpRequest, products: Iterable[Any]) -> tuple[Hint, ...]:
    """Return the hints for products, at this shopper's prices; they may be some seconds old."""
    found = list(products)
    key = ("hints", who_asks(request), tuple(product.pk for product in found), get_script_prefix())
    hints: tuple[Hint, ...] = cached_answer(
        present_cart(request), key, lambda: tuple(_hint(request, product) for product in found)
    )
    return hints


def _hint(request: HttpRequest, product: Any) -> Hint:
    price = present_cart(request).get_stock_info(product, None).price
    amount = due(price) if price.exists else None
    return Hint(
        title=str(product.get_title()),
        url=str(product.get_absolute_url()),
        price=amount,
        currency=str(price.currency),
        add_url="" if product.has_options else reverse("basket:add", kwargs={"pk": product.pk}),
    )

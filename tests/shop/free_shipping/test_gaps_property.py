"""The gap to free shipping: exactly the missing amount makes it free, one unit less does not."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import event, given
from oscar.core.loading import get_class, get_model

from support_plugin import cache
from support_plugin.shop.free_shipping.gaps import Gap, free_shipping_gap
from support_plugin.shop.free_shipping.products import products_closing
from support_plugin.shop.free_shipping.simulation import smallest_unit
from support_plugin.shop.places.destinations import Destination
from support_plugin.shop.quotes.carts import quote_cart
from tests.shop.space import Shop, build
from tests.shop.worlds import FOUR_PLACES, World, many, worlds_with_gaps

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def is_free_with(shop: Shop, place: Destination, gap: Gap, amount: Decimal) -> bool:
    """Return whether Oscar sends the cart for nothing with goods of this price in it: as rows, for once."""
    request = shop.new_request()
    if amount:
        example = next(line for line in request.basket.all_lines() if line.product_id == gap.product_id)
        price = copy.copy(example.purchase_info.price)
        excl_tax = amount
        if price.is_tax_known:
            excl_tax = (amount * price.excl_tax / price.incl_tax).quantize(FOUR_PLACES)
            price.tax = amount - excl_tax
        price.excl_tax = excl_tax
        line = get_model("basket", "Line").objects.create(
            basket=request.basket,
            product=example.product,
            stockrecord=example.stockrecord,
            quantity=1,
            line_reference="added",
            price_currency=gap.currency,
        )
        request.basket.strategy = _Priced(request.strategy, line.pk, price)
        request.basket.reset_offer_applications()
        get_class("offer.applicator", "Applicator")().apply(request.basket, request.user, request)
    quote = quote_cart(request, None, place)
    if amount:
        line.delete()
    method = next(method for method in quote.methods if method.code == gap.method_code)
    return method.is_free


class _Priced:
    """The shop's strategy, but for one line's price."""

    def __init__(self, strategy: Any, line: int, price: Any) -> None:
        self.strategy, self.line, self.price = strategy, line, price

    def fetch_for_line(self, line: Any, stockrecord: Any = None) -> Any:
        """Return the line's price."""
        info = self.strategy.fetch_for_line(line, stockrecord)
        return info._replace(price=self.price) if line.pk == self.line else info


def has_plain_threshold(shop: Shop, code: str) -> bool:
    """Return whether a method is free from some value on, by its own rule, with no offer to disturb it."""
    return any(
        method.kind == "items" and method.threshold and code == f"method-{number}"
        for number, method in enumerate(shop.world.methods)
        if shop.world.tax != "deferred" and not shop.world.offers
    )


@many
@given(worlds_with_gaps)
def test_exactly_the_missing_amount_makes_shipping_free_and_one_unit_less_does_not(world: World) -> None:
    cache.clear()
    with build(world) as shop:
        place = Destination(*world.address)
        gap = free_shipping_gap(shop.request, place)
        quote = quote_cart(shop.request, None, place)
        if gap is None:
            assert quote.is_free or not has_plain_threshold(shop, quote.method.code)
            return event("no gap, free" if quote.is_free else "no gap, no rule")
        event(f"gap in range {gap.range_id is not None}")
        assert not quote.is_free
        assert gap.currency == world.currency
        assert 0 <= gap.progress <= 1
        unit = smallest_unit(world.currency)
        assert gap.amount >= unit
        assert not is_free_with(shop, place, gap, Decimal(0))
        assert is_free_with(shop, place, gap, gap.amount)
        assert not is_free_with(shop, place, gap, gap.amount - unit)
        for product in products_closing(shop.request, gap):
            request = shop.new_request()
            request.basket.add_product(product)
            get_class("offer.applicator", "Applicator")().apply(request.basket, request.user, request)
            added = quote_cart(request, None, place)
            assert next(m for m in added.methods if m.code == gap.method_code).is_free
            event("product that closes it")

"""Notice = charge: what a quote says is what Oscar charges when that order is placed at once."""

from typing import Any

import pytest
from hypothesis import event, given

from support_plugin.shop.places.destinations import Destination, known_destination
from support_plugin.shop.quotes.carts import quote_cart
from support_plugin.shop.quotes.certainty import Certainty
from tests.shop.space import Shop, build
from tests.shop.worlds import World, many, worlds

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def reach(shop: Shop) -> tuple[Any, Any, str | None]:
    """Bring the shopper to the world's step; return request, the page's context, chosen method."""
    world, request = shop.world, shop.new_request()
    if world.step == "basket" and not world.is_guest:
        shop.make_default_address(world.address)
        return request, None, None
    codes = offered(shop)
    code = None
    if world.step in ("method", "preview") and codes:
        code = codes[world.method_number % len(codes)]
    shop.enter(request, world.address, code)
    return request, shop.page(request) if world.step == "preview" and code else None, code


def offered(shop: Shop) -> list[str]:
    if not shop.request.basket.is_shipping_required():
        return ["no-shipping-required"]
    from django.apps import apps

    address = apps.get_model("order", "ShippingAddress")(**shop.address_fields(shop.world.address))
    return [method.code for method in shop.offer_methods(address)]


@many
@given(worlds)
def test_an_exact_quote_is_what_the_order_costs(world: World) -> None:
    with build(world) as shop:
        request, page, chosen = reach(shop)
        quote = quote_cart(request, page, known_destination(request) if page is None else _place_of(page))
        codes = offered(shop)
        if not codes:
            assert quote.certainty == Certainty.UNKNOWN
            assert quote.charge_high is None
            assert not quote.is_free
            return event("nothing can be sent")
        if world.tax == "deferred" and page is None:
            assert quote.certainty == Certainty.ESTIMATE
            assert "tax" in quote.assumed
            return event("tax not known")
        event(f"{world.step}, exact")
        assert quote.certainty == Certainty.EXACT
        assert quote.method.code == (chosen or codes[0])
        placed = shop.order(world.address, quote.method.code)
        assert (quote.charge_low, quote.total_low) == (placed.shipping, placed.total)
        assert (quote.charge_high, quote.total_high) == (placed.shipping, placed.total)
        assert quote.items - quote.discount + quote.charge_high + quote.surcharges == placed.total
        assert [method.code for method in quote.methods] == codes
        other = quote.methods[-1]
        if other.tax is not None:
            placed = shop.order(world.address, other.code)
            assert (other.charge_low, other.total_low) == (placed.shipping, placed.total)
            assert other.charge_low == other.charge_high
            assert other.full_charge >= other.charge_high


def _place_of(page: Any) -> Destination | None:
    from support_plugin.shop.places.destinations import from_address

    address = page["shipping_address"]
    return from_address(address, "checkout") if address is not None else None


@many
@given(worlds)
def test_an_estimate_or_a_range_contains_what_the_order_costs_where_its_assumption_holds(
    world: World,
) -> None:
    with build(world) as shop:
        request = shop.request
        regions = [Destination(*place, source="region") for place in world.regions]
        country, state, _city = world.address
        chosen = None if world.step == "basket" else Destination(country, state if world.is_guest else "")
        quote = quote_cart(request, None, chosen, regions)
        is_sent = request.basket.is_shipping_required()
        if not quote.is_known:
            assert quote.total_high is quote.charge_low is None
            assert not quote.is_free
            return event("unknown")
        if is_sent:
            assert quote.certainty == (Certainty.RANGE if chosen is None else Certainty.ESTIMATE)
        if world.tax == "deferred":
            assert "tax" in quote.assumed
            return event("tax not known")
        event(str(quote.certainty))
        for place in quote.places:
            # The assumption: what is not known makes no difference, or is as in one of the places.
            destination = (place.country, place.state, place.city)
            used = quote_cart(request, None, place).method.code
            placed = shop.order(destination, used)
            assert quote.charge_low <= placed.shipping <= quote.charge_high
            assert quote.total_low <= placed.total <= quote.total_high
            method = next(method for method in quote.methods if method.code == used)
            assert method.charge_low <= placed.shipping <= method.charge_high

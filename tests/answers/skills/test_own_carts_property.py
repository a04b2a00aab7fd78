"""What a skill says that a cart costs is what Oscar charges for it: in any currency, tax mode and offers.

Drawn shops; the person's cart is read by a request that stands in for theirs.
"""

from unittest.mock import patch

import pytest
from hypothesis import event, given

from support_plugin.answers.skills import own_carts
from support_plugin.answers.skills.own_carts import KnownCart, find_cart
from support_plugin.answers.skills.types import Person
from support_plugin.shop.cart_changes import stand_ins
from support_plugin.shop.places.destinations import Destination, known_destination
from support_plugin.shop.quotes.carts import quote_cart
from tests.factories import VisitorFactory
from tests.shop.quotes.test_quotes_property import offered
from tests.shop.space import build, strategy_of
from tests.shop.worlds import World, many, worlds

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
AMOUNTS = ("charge_low", "charge_high", "total_low", "total_high", "items", "discount", "tax")


@many
@given(worlds)
def test_a_skill_says_what_the_order_costs(world: World) -> None:
    with build(world) as shop:
        codes = offered(shop)
        code = codes[world.method_number % len(codes)] if codes else ""
        country, state, city = world.address
        place = Destination(country=country, state=state, city=city, source="chosen")
        known = KnownCart(shop.cart.pk, place, code)
        with (
            patch.object(stand_ins, "strategy_for", lambda user, request=None: strategy_of(world.tax)),
            patch.object(own_carts, "_sources", [lambda person: known]),
            patch.object(own_carts, "regions_for", lambda request, destination: ()),
        ):
            person = Person(VisitorFactory(user=None if world.is_guest else shop.user))
            cost = find_cart(person).cost
        request = shop.new_request()
        shop.enter(request, world.address, code or None)
        quote = quote_cart(request, None, known_destination(request))
        assert cost.amounts.is_known == quote.is_known
        assert cost.amounts.is_sent == quote.is_shipping_required
        if not quote.is_known:
            return event("nobody knows")
        assert {name: getattr(cost.amounts, name) for name in AMOUNTS} == {
            name: getattr(quote, name) for name in AMOUNTS
        }
        if world.tax == "deferred":
            return event("tax not known")
        event("known")
        placed = shop.order(world.address, code)
        assert (cost.amounts.charge_high, cost.amounts.total_high) == (placed.shipping, placed.total)

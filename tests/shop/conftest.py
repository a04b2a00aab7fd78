"""What the tests of the door to Oscar share."""

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from oscar.core.loading import get_class
from oscar.test import factories

from tests.helpers.shopping import make_product


@pytest.fixture
def cart_request(rf, shopper):
    """A request as the shop's middleware leaves it, with goods for 2,000,000 Rial in the cart."""
    request = rf.get("/")
    request.user, request.session = shopper, SessionStore()
    request.strategy = get_class("partner.strategy", "Selector")().strategy()
    request.basket = factories.create_basket(empty=True)
    request.basket.strategy = request.strategy
    request.basket.add_product(make_product(price=1_000_000), 2)
    return request

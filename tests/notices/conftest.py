"""What the notices' tests share."""

import pytest

from tests.helpers.shopping import make_product, put_into_cart


@pytest.fixture
def buyer(client, shopper):
    """The shopper's browser, logged in, with something in the cart."""
    client.force_login(shopper)
    put_into_cart(client, make_product(), 3)
    return client


@pytest.fixture
def guest(client, db):
    """A guest's browser with something in the cart."""
    put_into_cart(client, make_product(), 3)
    return client

"""What the notices' tests share."""

import pytest

from support_plugin.notices.queries import forget_notice_settings
from support_plugin.shop.places import forget_places
from tests.shopping import make_product, put_into_cart


@pytest.fixture(autouse=True)
def _fresh_notices():
    """No test sees the settings or places of another."""
    forget_notice_settings()
    forget_places()
    yield
    forget_notice_settings()
    forget_places()


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

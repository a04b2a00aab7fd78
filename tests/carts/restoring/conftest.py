from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment
from support_plugin.carts.restoring.flows import make_link
from tests.helpers.shopping import make_product, put_into_cart


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SUPPORT_PLUGIN = {**getattr(settings, "SUPPORT_PLUGIN", {}), "SITE_URL": "https://shop.example"}


@pytest.fixture
def saffron(db):
    """What was put into the cart."""
    return make_product(price=1_000_000)


@pytest.fixture
def tea(db):
    """What somebody else has in theirs."""
    return make_product(price=300_000)


@pytest.fixture
def left_browser(client, saffron):
    """The browser of whoever left a cart."""
    put_into_cart(client, saffron, 2)
    return client


@pytest.fixture
def left(left_browser):
    """A guest's cart with two of the same, abandoned."""
    announce_abandoned(now=timezone.now() + timedelta(hours=2))
    Abandonment.objects.update(email="negar@example.com", phone="+989121234567")
    return Abandonment.objects.get()


@pytest.fixture
def path(left):
    """Where the link to that cart leads, on the shop's own host."""
    return urlsplit(make_link(left)[1]).path


@pytest.fixture
def elsewhere(db):
    """Another browser, that knows nothing."""
    return Client()


@pytest.fixture
def contents():
    """Return a function that returns what is in a browser's cart: {product's key: quantity}."""

    def read(browser, status="Open"):
        request = browser.get("/").wsgi_request
        lines = get_model("basket", "Line").objects.filter(basket=request.basket.pk)
        return dict(lines.values_list("product", "quantity"))

    return read

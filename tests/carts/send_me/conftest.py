import pytest
from django.test import Client

from support_plugin.carts.send_me.models import CartMessage
from tests.helpers.shopping import make_product, put_into_cart

PATH = "/fa/support/cart/send/"
PERSON = "negar@example.com"


@pytest.fixture(autouse=True)
def _shop(settings):
    settings.SUPPORT_PLUGIN = {**getattr(settings, "SUPPORT_PLUGIN", {}), "SITE_URL": "https://shop.example"}


@pytest.fixture
def saffron(db):
    """What is in the cart."""
    return make_product(price=1_000_000)


@pytest.fixture
def asker(client, saffron):
    """A guest's browser with two of the same in its cart."""
    put_into_cart(client, saffron, 2)
    return client


@pytest.fixture
def elsewhere(db):
    """Another browser, that knows nothing."""
    return Client()


@pytest.fixture
def ask():
    """Return a function that presses one of the form's buttons, as its script does; returns the answer."""

    def press(browser, contact=PERSON, way="email", key="one", **headers):
        fields = {"way": way, "contact": contact, "key": key}
        return browser.post(PATH, fields, headers={"Accept": "application/json", **headers})

    return press


def states():
    """Return the states of all messages, in order."""
    return list(CartMessage.objects.order_by("pk").values_list("state", flat=True))

import pytest
from django.test import Client
from django.urls import reverse

from support_plugin.carts.hesitation.models import Hesitation
from tests.helpers.shopping import make_product, put_into_cart

URL = "support_plugin:api-hesitations"
ORIGIN = "http://testserver"


@pytest.fixture
def send_beacon():
    """Return a function that sends a beacon as the shop's page does; words are headers."""

    def send(client, kind="paused", page="payment", **headers):
        body = {"kind": kind, "page": page}
        headers = {"Origin": ORIGIN, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return client.post(
            reverse("support_plugin:api-hesitations"), body, "application/json", headers=headers
        )

    return send


@pytest.fixture
def buyer(db):
    """A browser with something in its cart, whose forms are checked as the shop does."""
    client = Client(enforce_csrf_checks=False)
    put_into_cart(client, make_product())
    return client


@pytest.fixture
def noted():
    """Return a function that returns what is stored: [(kind, page)]."""
    return lambda: list(Hesitation.objects.order_by("pk").values_list("kind", "page"))

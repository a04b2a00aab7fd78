import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.helpers.push_service import BrowserKeys, certificate, push_keys, push_service  # noqa: F401
from tests.helpers.shopping import make_product, put_into_cart

ORIGIN = "http://testserver"


class Browser:
    """One browser in the English shop, with something in its cart."""

    def __init__(self, client=None, name="browser"):
        self.client = client or Client()
        self.endpoint = f"https://push.example/send/{name}"
        self.keys = BrowserKeys()

    def call(self, method="POST", origin=ORIGIN, **body):
        with translation.override("en"):
            url = reverse("support_plugin:api-push")
        headers = {"Origin": origin} if origin else {}
        words = {"content_type": "application/json", "headers": headers}
        data = {} if method == "GET" else {"data": body}
        return getattr(self.client, method.lower())(url, **data, **words)

    def subscribe(self, **change):
        return self.call(**{"endpoint": self.endpoint, "keys": self.keys.json, "language": "en", **change})

    def unsubscribe(self, endpoint=None):
        return self.call("DELETE", endpoint=endpoint or self.endpoint)

    @property
    def known(self):
        return self.call("GET").json()["browsers"]


@pytest.fixture
def offered(push_keys, prefer):  # noqa: F811
    """A shop that notifies browsers."""
    prefer(reminders_enabled=True)


@pytest.fixture
def browser(offered):
    found = Browser()
    put_into_cart(found.client, make_product())
    return found

"""A product to buy, and people with their browsers."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test.factories import create_product

from tests.factories import make_user
from tools.buying.steps import add_to_basket


class Browser(Client):
    """A browser that checks CSRF and speaks the chat's JSON, as the panel does."""

    def __init__(self, user=None):
        super().__init__(enforce_csrf_checks=True)
        if user:
            self.force_login(user)

    def open_panel(self):
        """Return the session that the panel gets when it opens."""
        return self.get(reverse("support_plugin:api-session")).json()

    def call(self, name, *args, **data):
        """Post JSON to one of the chat's endpoints."""
        headers = {"X-CSRFToken": self.open_panel()["csrf_token"]}
        url = reverse(f"support_plugin:{name}", args=args)
        return self.post(url, json.dumps(data), content_type="application/json", headers=headers)

    def ask(self, body):
        """Send the first message; return its thread."""
        answer = self.call("api-conversations", client_id=str(uuid4()), body=body, page="/shop/basket/")
        assert answer.status_code == 201, answer.content
        return answer.json()

    def submit(self, url, **fields):
        """Post a form with the CSRF token that a page gave this browser."""
        if "csrftoken" not in self.cookies:
            self.get(reverse("customer:login"))
        return self.post(url, {**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"].value})

    def send(self, step):
        """Post the form of a step of a purchase."""
        return self.submit(step.path, **step.fields)


@pytest.fixture
def product(db):
    """Something to buy for 100.00, and a country to send it to."""
    get_model("address", "Country").objects.create(
        iso_3166_1_a2="AE", iso_3166_1_a3="ARE", printable_name="Emirates", is_shipping_country=True
    )
    return create_product(price="100.00", num_in_stock=50, title="A carpet")


@pytest.fixture
def browser(product):
    """A guest's browser with one product in the cart."""
    guest = Browser()
    guest.send(add_to_basket(product.pk))
    return guest


@pytest.fixture
def agent(db):
    """Somebody who may answer."""
    return make_user("agent@example.com", ("answer_conversation",), is_staff=True, nickname="Salma")

"""What brings the cart to free shipping is offered with its price and a button, and never twice."""

import re

import pytest
from django.urls import reverse

from tests.helpers.shopping import make_product, put_into_cart

pytestmark = pytest.mark.django_db
BASKET = "basket:summary"


@pytest.fixture
def cart(client):
    """A cart that lacks some goods to free post within Iran; the destination is chosen."""
    client.post(reverse("support_plugin:destination"), {"country": "IR", "state": "IR-23", "next": "/"})
    put_into_cart(client, make_product(price=9_000_000))
    return client


def hints(client):
    html = client.get(reverse(BASKET)).content.decode()
    part = html.partition('class="support-free"')[2].partition("</div>")[0]
    return [re.sub(r"\s+", " ", line) for line in part.split("<li>")[1:]]


def test_a_hint_has_price_and_a_button_that_adds(cart):
    product = make_product(price=7_000_000)
    [hint] = hints(cart)
    assert product.get_absolute_url() in hint
    assert "support-free-price" in hint
    assert f'action="{reverse("basket:add", args=[product.pk])}"' in hint
    assert "csrfmiddlewaretoken" in hint
    put_into_cart(cart, product)
    assert len(cart.get(reverse(BASKET)).context["basket"].all_lines()) == 2


def test_what_is_in_the_cart_already_is_not_offered(client):
    client.post(reverse("support_plugin:destination"), {"country": "IR", "state": "IR-23", "next": "/"})
    product = make_product(price=8_000_000)
    put_into_cart(client, product)
    assert hints(client) == []


def test_a_product_with_options_is_chosen_on_its_own_page(cart):
    product = make_product(price=7_000_000)
    option = product.product_class.options.model.objects.create(name="Engraving", code="engraving")
    product.product_options.add(option)
    [hint] = hints(cart)
    assert product.get_absolute_url() in hint
    assert "<form" not in hint

"""A shopper who uses django-oscar-api and the shop's pages in one session."""

from decimal import Decimal

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.carts.models import CartActivity
from tests.carts.incentives.conftest import give, leave, make_incentive
from tests.factories import make_user
from tests.guests.buying import make_country
from tests.helpers.shopping import make_product, offer
from tools.buying.addresses import TEHRAN_ADDRESS

pytestmark = pytest.mark.django_db


def add(client, product, quantity=1):
    """Put a product into the cart through the API; return the answer."""
    return client.post(
        reverse("api-basket-add-product"),
        {"url": f"http://testserver{reverse('product-detail', args=[product.pk])}", "quantity": quantity},
        content_type="application/json",
    )


def quote(client):
    return client.get(reverse("support_plugin:api-quote")).json()["quote"]


@pytest.fixture
def cart(client):
    """A cart that the API made."""
    make_country("IR")
    answer = add(client, make_product(), 2)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_both_name_the_same_total_of_the_goods(client, cart):
    said = quote(client)
    assert Decimal(said["items"]) - Decimal(said["discount"]) == Decimal(cart["total_incl_tax"])


def test_both_name_the_same_total_with_an_offer(client):
    make_country("IR")
    offer("Percentage", 10)
    cart = add(client, make_product(), 2).json()
    said = quote(client)
    assert Decimal(said["discount"]) > 0
    assert Decimal(said["items"]) - Decimal(said["discount"]) == Decimal(cart["total_incl_tax"])


@pytest.mark.usefixtures("cart")
def test_both_name_the_same_charge_for_an_address(client):
    country = f"http://testserver{reverse('country-detail', args=['IR'])}"
    address = {
        **TEHRAN_ADDRESS,
        "postcode": "1417613151",
        "phone_number": "+989123456789",
        "country": country,
    }
    methods = client.post(
        reverse("api-basket-shipping-methods"), address, content_type="application/json"
    ).json()
    said = quote_for(client)
    charges = {row["code"]: Decimal(row["charge_low"]) for row in said["methods"]}
    assert {row["code"]: Decimal(str(row["price"]["incl_tax"])) for row in methods} == charges


def quote_for(client):
    place = {
        "country": "IR",
        "state": TEHRAN_ADDRESS["state"],
        "city": TEHRAN_ADDRESS["line4"],
        "postcode": "1417613151",
    }
    return client.get(reverse("support_plugin:api-quote"), place).json()["quote"]


def test_a_cart_that_the_api_made_is_followed(commits, cart):
    assert CartActivity.objects.filter(pk=cart["id"]).exists()


def test_the_basket_page_shows_what_the_api_put_into_the_cart(client, cart):
    html = client.get(reverse("basket:summary")).content.decode()
    assert '<section class="support-notice"' in html
    assert get_model("basket", "Line").objects.get().basket_id == cart["id"]


def test_a_cart_changed_through_the_api_is_quoted_again(client, cart):
    before = quote(client)
    add(client, make_product(price=3_000_000))
    after = quote(client)
    assert Decimal(after["items"]) == Decimal(before["items"]) + 3_000_000


def send_code(client, code):
    """Send a voucher code through the API; return the answer."""
    return client.post(
        reverse("api-basket-add-voucher"), {"vouchercode": code}, content_type="application/json"
    )


@pytest.mark.usefixtures("cart")
def test_a_personal_code_is_taken_from_its_person_alone(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    code = give(make_incentive(), leave("a@example.com")).code
    answer = send_code(client, code)
    assert answer.status_code == 406
    assert "belongs to one person" in answer.content.decode()
    client.force_login(make_user("b@example.com"))
    add(client, make_product())
    assert "belongs to somebody else" in send_code(client, code).content.decode()
    client.force_login(make_user("a@example.com"))
    add(client, make_product())
    assert send_code(client, code).status_code == 200
    assert client.get(reverse("api-basket")).json()["voucher_discounts"]

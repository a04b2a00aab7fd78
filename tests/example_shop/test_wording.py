"""What the shop says to a buyer is true, and names a thing once."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from tests.example_shop.shopping import IRAQ_ADDRESS
from tools.buying.addresses import TEHRAN_ADDRESS
from tools.buying.steps import PLACE_ORDER, enter_as_guest, pay_by, ship_by, ship_to


def order_in_cash(shopping, product):
    shopping.add(product)
    shopping.send(enter_as_guest(), ship_to(TEHRAN_ADDRESS), ship_by(), pay_by("cash"), PLACE_ORDER)
    return get_model("order", "Order").objects.latest("pk")


def show_order(shopping, order):
    """Return the page of a guest's order."""
    path = f"/en/accounts/order-status-form/{order.number}/{order.verification_hash()}/"
    return shopping.client.post(path, {"email": order.guest_email}, follow=True).content.decode()


def test_a_new_order_is_said_to_be_received_by_the_shop_not_arrived(shopping, tea):
    order = order_in_cash(shopping, tea)
    [message] = [one for one in mail.outbox if order.number in one.subject]
    html = str(message.alternatives[0][0])
    for text in (message.body, html):
        assert "We have received your order" in text
        assert "arrived" not in text
    assert "Order received" in show_order(shopping, order)


def test_an_order_is_named_without_a_number_sign(shopping, tea):
    order = order_in_cash(shopping, tea)
    html = show_order(shopping, order)
    assert f"Order {order.number}" in html
    assert f"#{order.number}" not in html


@pytest.mark.parametrize("language", ["en", "fa"])
def test_an_accounts_order_is_named_without_a_number_sign(client, shopper, shop, language):
    order = get_model("order", "Order")(number="100042", user=shopper, currency="IRR")
    order.total_incl_tax = order.total_excl_tax = order.shipping_incl_tax = order.shipping_excl_tax = 0
    order.save()
    client.force_login(shopper)
    with translation.override(language):
        html = client.get(reverse("customer:order", args=["100042"])).content.decode()
    assert "#100042" not in html
    assert "#۱۰۰۰۴۲" not in html


def test_a_phone_number_is_shown_as_its_owner_dials_it(shopping, tea):
    order_in_cash(shopping, tea)
    html = shopping.client.get("/en/checkout/thank-you/").content.decode()
    assert "0912 345 6789" in html
    assert "+98912" not in html


def test_a_number_of_another_country_keeps_its_code(shopping, tea):
    shopping.add(tea)
    shopping.send(
        enter_as_guest(),
        ship_to({**IRAQ_ADDRESS, "phone_number": "+98 912 345 6789"}),
        ship_by(),
        pay_by("bank"),
    )
    assert "+98 912 345 6789" in shopping.client.get("/en/checkout/preview/").content.decode()


def test_a_badge_of_iran_is_not_shown_to_a_buyer_abroad(shopping, tea):
    badge = "Cash on delivery, everywhere in Iran"
    shopping.add(tea)
    shopping.send(enter_as_guest(), ship_to(IRAQ_ADDRESS), ship_by())
    assert badge not in shopping.client.get("/en/checkout/payment-details/").content.decode()
    shopping.send(ship_to(TEHRAN_ADDRESS))
    assert badge in shopping.client.get("/en/checkout/payment-details/").content.decode()


def test_a_voucher_named_by_its_code_is_named_once(shopping, tea):
    shopping.add(tea)
    shopping.client.post("/en/basket/vouchers/add/", {"code": "SALAM10"})
    html = shopping.client.get("/en/basket/").content.decode()
    assert "SALAM10" in html
    assert "(<bdi>SALAM10" not in html


@pytest.mark.parametrize("count", [1, 14])
def test_the_printed_voucher_lowers_the_price_of_everything_whatever_offers_there_are(shopping, tea, count):
    shopping.add(tea, count)
    shopping.client.post("/en/basket/vouchers/add/", {"code": "SALAM10"})
    basket = shopping.client.get("/en/basket/").context["basket"]
    assert basket.total_incl_tax == 3_000_000 * count * 9 / 10

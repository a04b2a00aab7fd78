"""A guest's way from the cart to the order."""

import pytest
from django.core import mail
from django.test import Client
from oscar.core.loading import get_model

from example_shop.bank.models import Payment
from tests.example_shop.shopping import IRAQ_ADDRESS, Shopping, count_orders
from tools.buying.addresses import TEHRAN_ADDRESS
from tools.buying.steps import PLACE_ORDER, enter_as_guest, pay_by, ship_by, ship_to

THANK_YOU = "/en/checkout/thank-you/"
PAYMENT_STEP = "/en/checkout/payment-details/"


def get_order():
    return get_model("order", "Order").objects.get()


def walk_to_payment(shopping, product, address=TEHRAN_ADDRESS):
    shopping.add(product)
    assert shopping.send(enter_as_guest())["Location"] == "/en/checkout/shipping-address/"
    assert shopping.send(ship_to(address))["Location"] == "/en/checkout/shipping-method/"
    shopping.send(ship_by())


def test_a_guest_pays_in_cash_and_the_order_is_placed_at_once(shopping, tea):
    walk_to_payment(shopping, tea)
    assert shopping.send(pay_by("cash"))["Location"] == "/en/checkout/preview/"
    assert "In cash, on delivery" in shopping.client.get("/en/checkout/preview/").content.decode()
    assert shopping.send(PLACE_ORDER)["Location"] == THANK_YOU
    order = get_order()
    assert order.guest_email == "guest@example.com"
    assert order.total_incl_tax == 3_000_000 + 650_000
    assert order.sources.get().amount_debited == 0
    assert shopping.client.get(THANK_YOU).status_code == 200


def test_the_address_is_kept_with_ascii_digits_and_shown_with_the_provinces_name(shopping, tea):
    walk_to_payment(shopping, tea)
    shopping.send(pay_by("cash"), PLACE_ORDER)
    address = get_order().shipping_address
    assert address.postcode == "1417613151"
    assert str(address.phone_number) == "+989123456789"
    assert address.state == "IR-23"
    assert "Tehran" in shopping.client.get(THANK_YOU).content.decode()


@pytest.mark.parametrize("field", ["state", "postcode", "phone_number"])
def test_an_iranian_address_needs_province_postcode_and_phone(shopping, tea, field):
    shopping.add(tea)
    shopping.send(enter_as_guest())
    response = shopping.send(ship_to({**TEHRAN_ADDRESS, field: ""}))
    assert response.status_code == 200
    assert field in response.context["form"].errors


def test_an_address_abroad_needs_no_province_and_cannot_be_paid_in_cash(shopping, tea):
    walk_to_payment(shopping, tea, IRAQ_ADDRESS)
    assert shopping.send(pay_by("cash")).status_code == 200
    assert shopping.send(PLACE_ORDER)["Location"] == PAYMENT_STEP
    assert count_orders() == 0


def test_cash_chosen_before_the_address_moved_abroad_is_asked_again(shopping, tea):
    walk_to_payment(shopping, tea)
    shopping.send(pay_by("cash"), ship_to(IRAQ_ADDRESS), ship_by())
    assert shopping.send(PLACE_ORDER)["Location"] == PAYMENT_STEP


def test_no_order_is_placed_before_a_way_to_pay_is_chosen(shopping, tea):
    walk_to_payment(shopping, tea)
    assert shopping.send(PLACE_ORDER)["Location"] == PAYMENT_STEP
    assert count_orders() == 0


def test_the_bank_accepts_and_the_order_is_placed_on_the_way_back(shopping, tea):
    bank = shopping.go_to_bank(tea)
    assert count_orders() == 0
    page = shopping.client.get(bank).content.decode()
    assert "365,000\xa0Toman" in page
    assert "Pretend bank" in page
    assert shopping.client.get(shopping.decide(bank, "accept"))["Location"] == THANK_YOU
    assert get_order().sources.get().amount_debited == 3_650_000
    assert shopping.cart() == []


def test_returning_twice_places_one_order_and_sends_one_mail(shopping, tea):
    way_back = shopping.decide(shopping.go_to_bank(tea), "accept")
    shopping.client.get(way_back)
    assert shopping.client.get(way_back)["Location"] == THANK_YOU
    assert count_orders() == 1
    assert [message.to for message in mail.outbox] == [["guest@example.com"]]
    assert Payment.objects.get().status == Payment.Status.ACCEPTED
    assert shopping.client.get(THANK_YOU).status_code == 200


def test_a_declined_payment_leads_back_to_the_payment_step_with_the_cart_kept(shopping, tea):
    way_back = shopping.decide(shopping.go_to_bank(tea, 2), "decline")
    response = shopping.client.get(way_back, follow=True)
    assert response.redirect_chain[-1][0] == PAYMENT_STEP
    assert "The bank declined the payment" in response.content.decode()
    assert count_orders() == 0
    assert shopping.cart() == [("TEA", 2)]


def test_a_declined_payment_opens_the_cart_at_once(shopping, tea):
    shopping.client.get(shopping.decide(shopping.go_to_bank(tea), "decline"))
    assert Payment.objects.get().basket.status == "Open"


def test_after_a_decline_the_shopper_can_pay_again(shopping, tea):
    shopping.client.get(shopping.decide(shopping.go_to_bank(tea), "decline"))
    second = shopping.send(PLACE_ORDER)["Location"]
    shopping.client.get(shopping.decide(second, "accept"))
    assert count_orders() == 1


def test_a_decided_payment_cannot_be_decided_again(shopping, tea):
    bank = shopping.go_to_bank(tea)
    shopping.decide(bank, "decline")
    shopping.client.get(shopping.decide(bank, "accept"))
    assert Payment.objects.get().status == Payment.Status.DECLINED
    assert count_orders() == 0


def test_coming_back_without_a_decision_places_no_order(shopping, tea):
    bank = shopping.go_to_bank(tea)
    way_back = bank.replace("/bank/", "/checkout/bank/")
    assert shopping.client.get(way_back)["Location"] == PAYMENT_STEP
    assert count_orders() == 0
    assert shopping.cart() == [("TEA", 1)]


def test_a_cart_left_at_the_bank_is_there_when_the_shopper_opens_the_shop(shopping, tea):
    bank = shopping.go_to_bank(tea)
    assert shopping.client.get(shopping.decide(bank, "leave")).status_code == 200
    assert shopping.cart() == [("TEA", 1)]


def test_a_cart_left_at_the_bank_is_kept_for_a_shopper_with_an_account(shopping, tea, django_user_model):
    shopping.client.force_login(django_user_model.objects.get(email="shopper@example.com"))
    shopping.add(tea)
    shopping.send(ship_to(TEHRAN_ADDRESS), ship_by(), pay_by("bank"))
    shopping.decide(shopping.send(PLACE_ORDER)["Location"], "leave")
    assert shopping.cart() == [("TEA", 1)]


def test_a_payment_accepted_after_the_cart_changed_is_refunded(shopping, tea):
    bank = shopping.go_to_bank(tea)
    shopping.add(tea, 2)
    response = shopping.client.get(shopping.decide(bank, "accept"), follow=True)
    assert Payment.objects.get().status == Payment.Status.REFUNDED
    assert "we gave the money back" in response.content.decode()
    assert count_orders() == 0
    assert shopping.cart() == [("TEA", 3)]


def test_a_payment_is_refunded_when_the_last_piece_was_sold_meanwhile(shopping, rug):
    bank = shopping.go_to_bank(rug)
    rug.stockrecords.update(num_in_stock=0)
    shopping.client.get(shopping.decide(bank, "accept"))
    assert Payment.objects.get().status == Payment.Status.REFUNDED
    assert count_orders() == 0


def test_a_cart_ordered_in_cash_meanwhile_is_not_ordered_twice(shopping, tea):
    bank = shopping.go_to_bank(tea)
    shopping.client.get("/en/basket/")
    shopping.send(pay_by("cash"), PLACE_ORDER)
    shopping.client.get(shopping.decide(bank, "accept"))
    assert count_orders() == 1
    assert Payment.objects.get().status == Payment.Status.REFUNDED


def test_a_tampered_reference_is_not_found(shopping, tea):
    bank = shopping.go_to_bank(tea)
    number, signature = bank.strip("/").rsplit("/", 1)[1].split(":")
    for reference in (f"{int(number) + 1}:{signature}", f"{number}:x{signature}", number):
        assert shopping.client.get(f"/en/bank/{reference}/").status_code == 404
        assert shopping.client.get(f"/en/checkout/bank/{reference}/").status_code == 404


def test_another_visitor_cannot_return_from_someone_elses_payment(shopping, tea):
    way_back = shopping.decide(shopping.go_to_bank(tea), "accept")
    stranger = Shopping(Client())
    assert stranger.client.get(way_back).status_code == 404
    assert count_orders() == 0

"""The last button says what is paid with it; a failed payment leads on, in one box."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from support_plugin.adapters import SupportAdapter
from support_plugin.preferences.models import SupportSettings
from tests.guests.buying import read, send_address, start
from tools.buying.steps import PLACE_ORDER, pay_by, send, ship_by

pytestmark = pytest.mark.django_db
PREVIEW, PAYMENT, OTHERWISE = "checkout:preview", "checkout:payment-details", "support_plugin:pay-otherwise"
BOX = "data-support-help"


class Silent(SupportAdapter):
    """A shop that names none of its ways to pay."""


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def at_payment(client):
    """A guest at the payment step."""
    start(client)
    send_address(client)
    send(client, ship_by())
    return client


def last_button(client, method):
    send(client, pay_by(method))
    html = read(client.get(reverse(PREVIEW)))
    return re.search(r'id="place-order"[^>]*>(.*?)</button>', html, re.DOTALL)[1].strip()


def decline(client):
    """Go to the bank and be refused; return the page that follows."""
    bank = send(client, pay_by("bank"), PLACE_ORDER)
    return read(client.post(bank.url, {"decision": "decline"}, follow=True))


def box_of(html):
    return html[html.index(BOX) :].partition("</aside>")[0]


def test_the_last_button_names_the_sum_that_is_paid_with_it(at_payment):
    total = at_payment.get(reverse(PREVIEW), follow=True).context["order_total"].incl_tax
    label = last_button(at_payment, "bank")
    assert label.startswith("Pay ")
    assert re.sub("[^0-9]", "", label) in (str(int(total)), str(int(total / 10)))


def test_the_last_button_places_an_order_that_is_paid_later(at_payment):
    assert last_button(at_payment, "cash") == "Place order"


def test_in_a_shop_that_names_no_ways_to_pay_the_button_keeps_its_words(at_payment, settings):
    settings.SUPPORT_PLUGIN = {"ADAPTER": f"{__name__}.Silent"}
    assert last_button(at_payment, "bank") == "Place order"


def test_after_a_decline_one_box_says_why_and_what_can_be_done(at_payment):
    html = decline(at_payment)
    assert html.count("The bank declined the payment") == 1
    box = box_of(html)
    assert "The bank declined the payment" in box
    assert "Try again: pay" in box
    assert "In cash, on delivery" in box
    assert reverse("support_plugin:chat") in box


def test_the_first_button_of_the_box_leads_straight_to_the_bank(at_payment):
    decline(at_payment)
    assert "/bank/" in send(at_payment, PLACE_ORDER).url


def test_paying_on_delivery_after_a_decline_takes_one_press_and_the_order(at_payment):
    decline(at_payment)
    assert at_payment.post(reverse(OTHERWISE), {"code": "cash"}).url == reverse(PREVIEW)
    html = read(at_payment.get(reverse(PREVIEW)))
    assert "In cash, on delivery" in html
    assert BOX not in html
    assert send(at_payment, PLACE_ORDER).url == reverse("checkout:thank-you")


@pytest.mark.parametrize("code", ["", "gold", "<script>"])
def test_a_way_that_the_shop_does_not_offer_changes_nothing(at_payment, code):
    decline(at_payment)
    assert at_payment.post(reverse(OTHERWISE), {"code": code}).url == reverse(PAYMENT)
    assert at_payment.session["checkout_data"]["payment"]["method"] == "bank"


def test_without_a_checkout_no_way_is_taken(client):
    assert client.post(reverse(OTHERWISE), {"code": "cash"}).url == reverse(PAYMENT)
    assert client.get(reverse(OTHERWISE)).status_code == 405


def test_what_only_the_shopper_has_is_not_sent_again(at_payment):
    send(at_payment, pay_by("bank"))
    at_payment.post(reverse(PREVIEW), {"action": "place_order", "number": "4111111111111111"})
    assert "Try again" not in read(at_payment.get(reverse(PAYMENT)))
    assert "4111" not in str(dict(at_payment.session.items()))


def test_the_ways_on_are_offered_without_a_chat_too(at_payment):
    SupportSettings.objects.create(help_enabled=False)
    box = box_of(decline(at_payment))
    assert "Try again: pay" in box
    assert reverse("support_plugin:chat") not in box


def test_in_a_shop_that_names_none_the_box_still_leads_back_to_the_bank(at_payment, settings):
    settings.SUPPORT_PLUGIN = {"ADAPTER": f"{__name__}.Silent"}
    box = box_of(decline(at_payment))
    assert "The payment did not go through?" in box
    assert "Try again: pay" in box

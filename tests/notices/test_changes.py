from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from oscar.core.loading import get_model

from support_plugin.notices.changes import Cause, find_change, snapshot
from support_plugin.shop.quotes.contents import Contents
from tests.helpers.shopping import FARS, TEHRAN, find_part, make_address, make_product, offer, put_into_cart
from tools.buying.steps import pay_by, send, ship_by, ship_to_saved

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
TEHRAN_CITY = {"state": TEHRAN, "line4": "تهران"}


def read_change(client, page="checkout:shipping-address"):
    """Return what a step of the checkout says about a risen total; "" for nothing."""
    html = client.get(reverse(page), follow=True).content.decode()
    return find_part(html, '<div class="support-change', "</div>").partition(">")[2].strip()


def give_voucher(client, percent=10):
    """Put a voucher on everything into the cart; return it."""
    everything = get_model("offer", "Range").objects.create(name="All", includes_all_products=True)
    condition = get_model("offer", "Condition").objects.create(range=everything, type="Count", value=1)
    benefit = get_model("offer", "Benefit").objects.create(range=everything, type="Percentage", value=percent)
    reward = get_model("offer", "ConditionalOffer").objects.create(
        name="Spring", condition=condition, benefit=benefit, offer_type="Voucher"
    )
    now = timezone.now()
    voucher = get_model("voucher", "Voucher").objects.create(
        name="Spring",
        code="SPRING",
        usage="Multi-use",
        start_datetime=now - timedelta(days=1),
        end_datetime=now + timedelta(days=1),
    )
    voucher.offers.add(reward)
    client.post(reverse("basket:vouchers-add"), {"code": "SPRING"})
    return voucher


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def buyer(buyer, shopper):
    """At the first step, with an address in the capital, where he has seen the total."""
    make_address(shopper, **TEHRAN_CITY)
    assert read_change(buyer) == ""
    return buyer


def test_a_dearer_address_is_named_at_the_next_step(buyer, shopper):
    send(buyer, ship_to_saved(make_address(shopper, FARS, line4="شیراز").pk))
    text = read_change(buyer, "checkout:shipping-method")
    assert "more than you saw before" in text
    assert "Shipping to شیراز costs more." in text


def test_a_dearer_method_is_named(buyer, shopper):
    send(buyer, ship_to_saved(shopper.addresses.first().pk))
    assert read_change(buyer, "checkout:shipping-method") == ""
    send(buyer, ship_by("courier"))
    assert "Shipping with Courier costs more." in read_change(buyer, "checkout:payment-details")


def test_what_was_added_to_the_cart_is_named_neutrally(buyer):
    put_into_cart(buyer, make_product(), 1)
    html = buyer.get(reverse("checkout:shipping-address")).content.decode()
    assert "New in your cart: <bdi>زعفران</bdi>." in html
    assert "support-change-quiet" in html


def test_more_of_the_same_is_shown_neutrally(buyer):
    line = get_model("basket", "Line").objects.filter(product__title="زعفران").first()
    put_into_cart(buyer, line.product, 2)
    html = buyer.get(reverse("checkout:shipping-address")).content.decode()
    assert "More of <bdi>زعفران</bdi> in your cart." in html
    assert "support-change-quiet" in html


def test_a_risen_price_is_named_and_not_neutral(buyer):
    get_model("partner", "StockRecord").objects.filter(product__title="زعفران").update(price=2_000_000)
    html = buyer.get(reverse("checkout:shipping-address")).content.decode()
    assert "The price of <bdi>زعفران</bdi> has risen." in html
    assert "support-change-quiet" not in html


def test_a_voucher_that_ended_is_named(buyer):
    voucher = give_voucher(buyer)
    assert read_change(buyer) == ""
    voucher.end_datetime = timezone.now() - timedelta(minutes=1)
    voucher.save()
    assert "The voucher SPRING no longer counts." in read_change(buyer)


def test_an_offer_that_ended_is_named(buyer):
    found = offer("Percentage", 10)
    assert read_change(buyer) == ""
    get_model("offer", "ConditionalOffer").objects.filter(pk=found.pk).update(status="Suspended")
    assert "The offer “Offer of Percentage” has ended" in read_change(buyer)


def test_an_offer_on_shipping_that_ended_is_named(buyer):
    found = offer("Shipping percentage", 50)
    assert read_change(buyer) == ""
    get_model("offer", "ConditionalOffer").objects.filter(pk=found.pk).update(status="Suspended")
    assert "The offer “Offer of Shipping percentage” has ended" in read_change(buyer)


def test_a_total_that_falls_is_no_news(buyer):
    offer("Percentage", 10)
    assert read_change(buyer) == ""


def test_the_news_stays_when_the_page_is_loaded_again_and_ends_with_the_next(buyer, shopper):
    send(buyer, ship_to_saved(make_address(shopper, FARS, line4="شیراز").pk))
    send(buyer, ship_by())
    first = read_change(buyer, "checkout:payment-details")
    assert first
    assert read_change(buyer, "checkout:payment-details") == first
    send(buyer, pay_by())
    assert read_change(buyer, "checkout:preview") == ""


def test_a_page_without_news_writes_no_session(buyer):
    with CaptureQueriesContext(connection) as asked:
        read_change(buyer)
    assert not [query for query in asked if 'UPDATE "django_session"' in query["sql"]]


def test_an_outsiders_session_knows_nothing_of_it(buyer, shopper, other_shopper, django_user_model):
    from django.test import Client

    send(buyer, ship_to_saved(make_address(shopper, FARS, line4="شیراز").pk))
    stranger = Client()
    stranger.force_login(other_shopper)
    put_into_cart(stranger, make_product(), 9)
    assert read_change(stranger) == ""


def test_the_session_holds_no_word_of_the_destination(buyer):
    kept = str(buyer.session["support_quote"])
    assert "تهران" not in kept
    assert "1417613151" not in kept


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ({"tax": False}, {}, "tax"),
        ({"surcharges": "0"}, {"surcharges": Decimal(500)}, "surcharge"),
        ({"charge": "100"}, {"charge_low": Decimal(700)}, "shipping"),
        ({}, {}, "unknown"),
    ],
)
def test_tax_surcharge_and_shipping_are_named_as_the_cause(before, now, kind):
    quote = make_quote(**{"total_low": Decimal(2000), "total_high": Decimal(2000), **now})
    kept = {**snapshot(make_quote(), Contents()), **before}
    change = find_change(kept, quote, Contents())
    assert change.causes == (Cause(kind),)
    assert change.rise == Decimal(1000)


def test_amounts_of_two_currencies_are_not_compared():
    kept = {**snapshot(make_quote(), Contents()), "currency": "EUR"}
    assert find_change(kept, make_quote(total_low=Decimal(9999)), Contents()) is None


class FakeQuote:
    """As much of a quote as is compared."""

    currency, destination, method = "IRR", None, None
    total_low = total_high = Decimal(1000)
    charge_low = charge_high = Decimal(100)
    surcharges = tax = Decimal(0)


def make_quote(**fields):
    quote = FakeQuote()
    vars(quote).update(fields)
    return quote

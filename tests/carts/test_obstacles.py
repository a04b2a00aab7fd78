"""What stood in the way is kept with the cart, through the shop's own pages, and costs nothing before."""

from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.page_steps import note_page
from tests.guests.buying import send_address, start
from tests.helpers.shopping import FARS, TEHRAN, make_address, make_product, place_order, put_into_cart
from tools.buying.steps import send, ship_by, ship_to_saved

pytestmark = pytest.mark.django_db
BASKET, ADDRESS = "basket:summary", "checkout:shipping-address"


def refuse_form(client):
    send_address(client, postcode="12")
    send_address(client, postcode="12")


def fail_payment(client):
    send_address(client)
    bank = place_order(client, payment="bank")
    client.post(bank.url, {"decision": "decline"}, follow=True)


def refuse_voucher(client):
    client.post(reverse("basket:vouchers-add"), {"code": "NOSUCH"})


def ask_for_too_many(client):
    put_into_cart(client, get_model("catalogue", "Product").objects.get(), 51)


def sell_out(client):
    get_model("partner", "StockRecord").objects.update(num_in_stock=0)
    client.get(reverse(BASKET))


def ship_further(client):
    client.get(reverse(ADDRESS))
    send_address(client)
    client.get(reverse("checkout:shipping-method"))
    send(client, ship_by("courier"))
    client.get(reverse("checkout:payment-details"))


HAPPENINGS = {
    "form_refused": refuse_form,
    "payment_failed": fail_payment,
    "voucher_refused": refuse_voucher,
    "out_of_stock": ask_for_too_many,
    "out_of_stock since": sell_out,
    "shipping_jump": ship_further,
}


def noting(queries):
    """Return the statements that note an obstacle."""
    return [query for query in queries if 'SET "obstacle"' in query["sql"]]


@pytest.mark.parametrize("obstacle", HAPPENINGS)
def test_an_obstacle_is_noted_when_it_happens_and_the_abandonment_has_it(client, later, obstacle):
    start(client)
    assert CartActivity.objects.get().obstacle == ""
    with CaptureQueriesContext(connection) as asked:
        HAPPENINGS[obstacle](client)
    assert len(noting(asked)) == 1
    assert CartActivity.objects.get().obstacle == obstacle.partition(" ")[0]
    announce_abandoned(now=later(2))
    assert Abandonment.objects.get().obstacle == obstacle.partition(" ")[0]


def test_where_nothing_happens_nothing_is_written_or_asked(client):
    start(client)
    with CaptureQueriesContext(connection) as asked:
        put_into_cart(client, make_product())
        client.get(reverse(BASKET))
        client.get(reverse(ADDRESS))
        send_address(client)
        client.get(reverse("checkout:shipping-method"))
    assert noting(asked) == []
    assert CartActivity.objects.get().obstacle == ""


def test_the_basket_page_costs_no_query_more(client, monkeypatch):
    start(client)
    client.get(reverse(BASKET))
    counts = []
    for is_looking in (True, False):
        if not is_looking:
            monkeypatch.setattr("support_plugin.middleware.note_unavailable", lambda *arguments: None)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(BASKET))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_the_shopper_adds_is_no_obstacle(client, shopper):
    client.force_login(shopper)
    start(client)
    make_address(shopper, TEHRAN)
    client.get(reverse(ADDRESS))
    put_into_cart(client, make_product(), 3)
    assert "support-change" in client.get(reverse(ADDRESS)).content.decode()
    assert CartActivity.objects.get().obstacle == ""


def test_a_total_that_rose_by_the_address_is_noted_once_and_not_by_reloads(client, shopper):
    put_into_cart(client, make_product())
    client.force_login(shopper)
    home, away = make_address(shopper, TEHRAN, line4="تهران"), make_address(shopper, FARS, line4="شیراز")
    client.get(reverse(ADDRESS))
    for address in (home, away):
        send(client, ship_to_saved(address.pk))
        with CaptureQueriesContext(connection) as asked:
            for _time in range(2):
                client.get(reverse("checkout:shipping-method"))
        assert len(noting(asked)) == (address == away)
    assert CartActivity.objects.get().obstacle == "shipping_jump"


def test_a_refusal_for_another_reason_than_stock_is_none(client):
    start(client)
    put_into_cart(client, get_model("catalogue", "Product").objects.get(), -1)
    assert CartActivity.objects.get().obstacle == ""


def test_switched_off_nothing_is_noted(client, prefer):
    start(client)
    prefer(carts_enabled=False)
    refuse_voucher(client)
    refuse_form(client)
    assert CartActivity.objects.get().obstacle == ""


@pytest.mark.parametrize("has_account", [False, True])
def test_a_question_asked_on_the_last_page_of_all_is_known_as_unanswered(client, has_account, shopper, later):
    if has_account:
        client.force_login(shopper)
    put_into_cart(client, make_product())
    client.get(reverse(BASKET))
    client.get(reverse("support_plugin:api-session"))
    asked = {"client_id": str(uuid4()), "body": "می‌رسد؟", "page": "/fa/basket/"}
    answer = client.post(reverse("support_plugin:api-conversations"), asked, "application/json")
    assert answer.status_code == 201
    announce_abandoned(now=later(2))
    assert Abandonment.objects.get().obstacle == "unanswered"


def test_a_page_that_gives_no_key_asks_nothing_about_it(django_assert_num_queries):
    request, response = RequestFactory().get("/"), HttpResponse()
    with django_assert_num_queries(0):
        note_page(request, response)

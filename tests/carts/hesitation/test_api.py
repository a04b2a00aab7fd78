"""The beacon: stored once, for the browser's own cart, from the shop's own pages alone."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin import limits
from support_plugin.adapters import SupportAdapter
from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.hesitation.models import Hesitation, Kind, Page
from support_plugin.outbox.models import Event
from tests.helpers.shopping import make_product, put_into_cart

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def cart_of(client):
    return client.get(reverse("basket:summary")).context["basket"]


def events():
    return Event.objects.filter(kind="cart.hesitated")


def test_a_hesitation_is_stored_with_its_event(buyer, send_beacon, noted):
    answer = send_beacon(buyer, "leaving", "method", user_agent="Mozilla/5.0 (iPhone) Mobile")
    assert (answer.status_code, answer.json()) == (200, {"prompt": None})
    assert noted() == [("leaving", "method")]
    row, event = Hesitation.objects.get(), events().get()
    assert (row.cart_id, row.language, row.device) == (cart_of(buyer).pk, "fa", "phone")
    assert event.stream == f"cart:{row.cart_id}"
    assert event.data["hesitation"] == row.pk
    assert {"kind": "leaving", "page": "method", "cart": str(row.cart_id)}.items() <= event.data.items()


def test_a_replay_and_another_tab_store_nothing_more(buyer, send_beacon, noted):
    for _time in range(3):
        assert send_beacon(buyer).status_code == 200
    assert noted() == [("paused", "payment")]
    assert events().count() == 1


def test_another_page_or_kind_is_another_hesitation(buyer, send_beacon, noted):
    send_beacon(buyer), send_beacon(buyer, page="basket"), send_beacon(buyer, kind="idle")
    assert len(noted()) == 3


def test_a_cart_that_was_left_and_taken_up_again_is_hesitated_at_again(buyer, send_beacon, later):
    send_beacon(buyer)
    announce_abandoned(now=later(2))
    send_beacon(buyer, kind="idle")
    buyer.get(reverse("basket:summary"))
    send_beacon(buyer)
    assert list(Hesitation.objects.order_by("pk").values_list("period", flat=True)) == [1, 1, 2]
    assert events().count() == 3


def test_nothing_is_stored_without_a_cart(send_beacon, noted):
    client = Client()
    assert send_beacon(client, "copied", "product").json() == {"prompt": None}
    put_into_cart(client, make_product())
    get_model("basket", "Line").objects.all().delete()
    assert send_beacon(client, "copied", "product").json() == {"prompt": None}
    assert noted() == []


def test_it_is_the_browsers_own_cart_whatever_else_is_sent(buyer, send_beacon, noted):
    other = Client()
    put_into_cart(other, make_product())
    body = {"kind": "paused", "page": "payment", "cart": cart_of(buyer).pk, "at": "2020-01-01"}
    headers = {"Origin": "http://testserver"}
    other.post(reverse("support_plugin:api-hesitations"), body, "application/json", headers=headers)
    assert Hesitation.objects.get().cart_id == cart_of(other).pk
    assert Hesitation.objects.get().at.year > 2020


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://testserver.evil.example", "https://testserver"]
)
def test_a_foreign_page_is_refused(buyer, send_beacon, noted, origin):
    assert send_beacon(buyer, Origin=origin).status_code == 403
    assert noted() == []


def test_whoever_names_no_origin_is_refused(buyer, noted):
    url, body = reverse("support_plugin:api-hesitations"), {"kind": "paused", "page": "payment"}
    for headers in ({}, {"Referer": "http://testserver/"}):
        assert buyer.post(url, body, "application/json", headers=headers).status_code == 403
    assert noted() == []


@pytest.mark.parametrize("body", ["", "[]", "null", "{", '"paused"', '{"kind": ["paused"], "page": {}}'])
def test_what_is_no_beacon_is_refused(buyer, noted, body):
    url, headers = reverse("support_plugin:api-hesitations"), {"Origin": "http://testserver"}
    assert buyer.post(url, body, "application/json", headers=headers).status_code == 400
    assert buyer.post(url, {"kind": "paused", "page": "payment"}, headers=headers).status_code == 415
    assert noted() == []


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("bought", "payment"),
        ("paused", "/checkout/?token=secret"),
        ("paused", "<script>alert(1)</script>"),
        ("paused", "payment\x00"),
        ("paused", ""),
        ("PAUSED", "payment"),
        (1, 2),
        (None, None),
    ],
)
def test_names_that_are_not_ours_are_refused(buyer, send_beacon, noted, kind, page):
    answer = send_beacon(buyer, kind, page)
    assert answer.status_code == 400
    assert "script" not in json.dumps(answer.json())
    assert noted() == []


def test_a_flood_is_refused_and_costs_a_cart_a_few_rows_at_most(buyer, send_beacon, settings):
    settings.SUPPORT_PLUGIN = {"HESITATIONS_PER_MINUTE": 3, "PEOPLE_PER_ADDRESS": 2}
    limits.reset()
    assert [send_beacon(buyer, page=page).status_code for page in Page.values] == [200] * 6 + [429]
    assert send_beacon(Client()).status_code == 429
    assert Hesitation.objects.count() <= len(Kind) * len(Page)


def test_an_account_has_a_limit_of_its_own(buyer, shopper, send_beacon, settings):
    settings.SUPPORT_PLUGIN = {"HESITATIONS_PER_MINUTE": 2}
    limits.reset()
    buyer.force_login(shopper)
    assert [send_beacon(buyer).status_code for _time in range(3)] == [200, 200, 429]
    assert send_beacon(Client()).status_code == 200


class Declined(SupportAdapter):
    def may_measure(self, request):
        return False


@pytest.mark.parametrize("no", ["privacy control", "banner", "hesitation_enabled", "carts_enabled"])
def test_whoever_may_not_be_measured_is_not(buyer, send_beacon, noted, settings, prefer, no):
    headers = {"Sec-GPC": "1"} if no == "privacy control" else {}
    if no == "banner":
        settings.SUPPORT_PLUGIN = {"ADAPTER": f"{__name__}.Declined"}
    elif not headers:
        prefer(**{no: False})
    assert send_beacon(buyer, **headers).json() == {"prompt": None}
    assert noted() == []
    assert not events().exists()


def test_a_beacon_is_no_visit(buyer, send_beacon, later):
    announce_abandoned(now=later(2))
    send_beacon(buyer, "idle")
    assert not Event.objects.filter(kind="cart.returned").exists()


def test_a_replay_costs_no_statement_that_writes(buyer, send_beacon, django_assert_max_num_queries):
    send_beacon(buyer)
    with django_assert_max_num_queries(14) as asked:
        send_beacon(buyer)
    assert not [query for query in asked.captured_queries if query["sql"].startswith("INSERT")]


def test_the_signal_gets_the_rows_as_they_are_now(buyer, send_beacon):
    from support_plugin.carts.hesitation.events import _load

    send_beacon(buyer)
    event = events().get()
    found = _load(event.pk, event.data)
    assert found["hesitation"] == Hesitation.objects.get()
    assert found["cart"].pk == cart_of(buyer).pk
    get_model("basket", "Basket").objects.all().delete()
    gone = _load(event.pk, event.data)
    assert gone["cart"] is None
    assert gone["hesitation"].cart_id is None

"""How far a shopper has come, with what, and from where."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin import clock
from support_plugin.adapters import SupportAdapter
from support_plugin.carts.abandoning import announce_abandoned
from support_plugin.carts.circumstances import take_over
from support_plugin.carts.models import CartActivity, Step
from tests.helpers.shopping import make_cart, make_product, put_into_cart
from tools.buying.steps import enter_as_guest, send

pytestmark = pytest.mark.django_db

BASKET, ADDRESS = reverse("basket:summary"), reverse("checkout:shipping-address")
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
IPAD = "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15"
PIXEL = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
GALAXY_TAB = "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@pytest.fixture
def buyer(client):
    """A browser with something in its cart."""
    put_into_cart(client, make_product())
    return client


def test_the_furthest_step_stays_however_they_go_back(buyer, shopper):
    buyer.force_login(shopper)
    for path, step in [
        (BASKET, Step.BASKET),
        (ADDRESS, Step.ADDRESS),
        (BASKET, Step.ADDRESS),
    ]:
        assert buyer.get(path).status_code == 200
        assert CartActivity.objects.get().step == step


def test_the_time_of_the_furthest_step_is_that_of_the_first_look(buyer):
    buyer.get(BASKET)
    first = CartActivity.objects.get()
    buyer.get(BASKET)
    again = CartActivity.objects.get()
    assert again.step_since == first.step_since
    assert again.last_active_at > first.last_active_at


def test_whoever_looks_at_an_abandoned_cart_has_returned(buyer, stored, later):
    announce_abandoned(now=later(2))
    buyer.get(BASKET)
    assert [kind for kind, _cart in stored()] == ["abandoned", "returned"]
    assert CartActivity.objects.get().step == Step.BASKET


def test_what_a_browser_fetches_on_the_off_chance_is_no_look(buyer):
    buyer.get(BASKET, headers={"Sec-Purpose": "prefetch;prerender"})
    assert CartActivity.objects.get().step == Step.CART


def test_a_look_costs_one_statement(buyer, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    buyer.get(BASKET)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        buyer.get(BASKET)
    ours = [query["sql"] for query in asked if "support_plugin_cartactivity" in query["sql"]]
    assert len(ours) == 1


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (IPHONE, "phone"),
        (IPAD, "tablet"),
        (PIXEL, "phone"),
        (GALAXY_TAB, "tablet"),
        (WINDOWS, "desktop"),
        ("", ""),
    ],
)
def test_the_device_is_known_by_what_the_browser_says(agent, device):
    client = Client(headers={"User-Agent": agent})
    put_into_cart(client, make_product())
    assert CartActivity.objects.get().device == device


def test_the_language_is_the_readers(client):
    client.post("/fa/basket/add/0/")
    put_into_cart(client, make_product())
    assert CartActivity.objects.get().language in ("fa", "ar", "en")


def test_a_guests_address_is_known_at_the_step_where_it_is_given(buyer):
    send(buyer, enter_as_guest("Guest@Example.com"))
    buyer.get(ADDRESS)
    assert CartActivity.objects.get().email == "guest@example.com"


def test_where_somebody_came_from_is_known_when_they_fill_a_cart(client):
    client.get("/?utm_campaign=nowruz", headers={"Referer": "https://www.google.com/search?q=saffron"})
    put_into_cart(client, make_product())
    activity = CartActivity.objects.get()
    assert (activity.source, activity.campaign) == ("www.google.com", "nowruz")


def test_a_page_of_the_shop_is_no_source(client):
    assert "support_source" not in client.get("/", headers={"Referer": "http://testserver/"}).cookies


def test_global_privacy_control_is_obeyed(client):
    answer = client.get("/", headers={"Referer": "https://example.com/", "Sec-GPC": "1"})
    assert "support_source" not in answer.cookies


class Declined(SupportAdapter):
    def may_measure(self, request):
        return False


def test_the_shops_own_answer_is_obeyed(client, settings):
    settings.SUPPORT_PLUGIN = {"ADAPTER": f"{__name__}.Declined"}
    answer = client.get("/", headers={"Referer": "https://example.com/"})
    assert "support_source" not in answer.cookies


@pytest.mark.parametrize(
    "referer",
    ["https://exa\x00mple.com/", "https://[", "javascript:alert(1)", f"https://{'a' * 5000}.com/"],
)
def test_a_hostile_address_is_kept_harmless_or_not_at_all(client, referer):
    client.get("/?utm_campaign=%3Cscript%3E%00%F0%9F", headers={"Referer": referer})
    put_into_cart(client, make_product())
    activity = CartActivity.objects.get()
    assert len(activity.source) <= 100
    assert "\x00" not in activity.source + activity.campaign


def test_a_note_that_is_not_ours_is_ignored(client):
    client.cookies["support_source"] = "forged"
    put_into_cart(client, make_product())
    assert CartActivity.objects.get().source == ""


def test_switched_off_a_page_sets_no_cookie_and_asks_nothing(buyer, prefer):
    prefer(carts_enabled=False)
    assert "support_source" not in buyer.get(BASKET, headers={"Referer": "https://example.com/"}).cookies
    assert CartActivity.objects.get().step == Step.CART


def test_what_goes_wrong_loses_nobody_a_page(buyer, monkeypatch, caplog):
    def fail(*arguments):
        raise ValueError("no")

    monkeypatch.setattr("support_plugin.carts.page_steps.note_visit", fail)
    assert buyer.get(BASKET).status_code == 200
    assert "A visit could not be noted" in caplog.text


def test_staff_who_change_a_cart_of_somebody_leave_no_mark_of_their_own(rf, agent):
    cart = make_cart()
    CartActivity.objects.all().delete()
    cart.lines.get().save()
    assert CartActivity.objects.get().device == ""
    assert get_model("basket", "Basket").objects.get(pk=cart.pk).owner is None


def pause(minutes):
    """Let so many minutes pass in which nothing is done with any cart."""
    for row in CartActivity.objects.all():
        earlier = row.last_active_at - timedelta(minutes=minutes)
        CartActivity.objects.filter(pk=row.pk).update(last_active_at=earlier)


def visits():
    return CartActivity.objects.get().visits


@pytest.mark.any_database
def test_whoever_comes_back_after_half_an_hour_begins_another_visit(buyer):
    first = CartActivity.objects.get()
    buyer.get(BASKET)
    assert visits() == 1
    pause(29)
    buyer.get(ADDRESS)
    assert visits() == 1
    pause(31)
    buyer.get(BASKET)
    buyer.get(BASKET)
    assert visits() == 2
    pause(24 * 60)
    put_into_cart(buyer, make_product())
    buyer.get(BASKET)
    assert visits() == 3
    assert CartActivity.objects.get().first_seen_at == first.first_seen_at


@pytest.mark.parametrize("by", ["page", "change"])
def test_whoever_comes_back_to_an_abandoned_cart_begins_one_visit(buyer, later, by):
    pause(2 * 60)
    CartActivity.objects.update(idle_from=F("last_active_at"))
    announce_abandoned(now=later(2))
    assert CartActivity.objects.get().abandonment_id
    if by == "page":
        buyer.get(BASKET)
    else:
        put_into_cart(buyer, make_product())
    assert CartActivity.objects.get().abandonment_id is None
    assert visits() == 2


def test_a_page_without_the_cart_and_a_renewal_count_no_visit(buyer):
    pause(60)
    buyer.get(reverse("catalogue:index"))
    assert visits() == 1


def test_a_visit_costs_no_statement_of_its_own(buyer):
    buyer.get(BASKET)

    def written():
        with CaptureQueriesContext(connection) as queries:
            buyer.get(BASKET)
        return [
            query["sql"]
            for query in queries
            if query["sql"].startswith("UPDATE") and "cartactivity" in query["sql"]
        ]

    same = written()
    pause(60)
    assert len(written()) == len(same) == 1


def test_two_carts_that_become_one_keep_the_earlier_visits_of_both():
    now = clock.now()
    kept = CartActivity(last_active_at=now, visits=3, first_seen_at=now - timedelta(days=2))
    merged = CartActivity(last_active_at=now, visits=4, first_seen_at=now - timedelta(days=9))
    assert {"visits", "first_seen_at"} <= set(take_over(merged, kept))
    assert (kept.visits, kept.first_seen_at) == (6, now - timedelta(days=9))
    once = CartActivity(last_active_at=now, first_seen_at=now)
    assert not {"visits", "first_seen_at"} & set(take_over(once, kept))

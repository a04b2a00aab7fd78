from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from support_plugin import cache
from support_plugin.notices.models import NoticeSettings
from support_plugin.preferences.models import SupportSettings
from support_plugin.signals import quote_shown
from tests.helpers.shopping import FARS, TEHRAN, make_address, make_product, order, put_into_cart
from tests.notices.test_slots import money, read_line, read_total, show_basket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country(db):
    get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="IR", defaults={"name": "Iran", "printable_name": "Iran", "is_shipping_country": True}
    )
    cache.clear()


def ask(client, **place):
    return client.get(reverse("support_plugin:api-quote"), place)


def test_the_api_gives_the_figures_of_the_notice_and_of_the_order(buyer, shopper):
    address = make_address(shopper, FARS)
    quote = ask(buyer).json()["quote"]
    assert quote["certainty"] == "exact"
    page = show_basket(buyer)
    assert money(quote["total_high"]) in read_total(page)
    assert money(quote["charge_high"]) in read_line(page)
    placed = order(buyer, address)
    assert quote["total_low"] == quote["total_high"] == str(placed.total_incl_tax)
    assert quote["charge_high"] == str(placed.shipping_incl_tax)
    assert quote["method"] == "post"


def test_a_destination_can_be_asked_about_without_being_kept(guest):
    answer = ask(guest, country="IR", state=TEHRAN)
    quote = answer.json()["quote"]
    assert quote["certainty"] == "estimate"
    assert quote["charge_high"] == "750000.00"
    assert quote["destination"]["name"] == "تهران"
    assert not answer.cookies


def test_amounts_that_nobody_knows_are_null_and_never_zero(guest, monkeypatch):
    from oscar.core.loading import get_class

    def fail(self, basket):
        raise ValueError("no rate")

    monkeypatch.setattr(get_class("shipping.methods", "Post"), "calculate", fail)
    quote = ask(guest, country="IR", state=TEHRAN).json()["quote"]
    assert quote["certainty"] == "unknown"
    assert quote["charge_low"] is quote["charge_high"] is quote["total_low"] is quote["total_high"] is None
    assert quote["is_free"] is False


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_wrong_destination_is_refused_in_the_callers_language(guest, language):
    with translation.override(language):
        answer = ask(guest, country="XX")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["country"]
    assert answer.json()["fields"]["country"][0].isascii() is (language == "en")


def test_another_session_sees_its_own_cart_alone(buyer, shopper, other_shopper):
    make_address(shopper)
    stranger = Client()
    assert ask(stranger).json() == {"quote": None}
    stranger.force_login(other_shopper)
    put_into_cart(stranger, make_product(price=7_000_000))
    assert ask(stranger).json()["quote"]["items"] == "7000000.00"
    assert ask(stranger).json()["quote"]["destination"] is None
    assert ask(buyer).json()["quote"]["items"] == "3000000.00"
    cart = get_model("basket", "Basket").objects.get(owner=shopper)
    assert ask(stranger, cart=cart.pk, basket=cart.pk).json()["quote"]["items"] == "7000000.00"


def test_no_cache_may_keep_it(guest):
    assert ask(guest).headers["Cache-Control"] == "private, no-store"


def test_strangers_are_throttled_in_their_own_language_whatever_they_claim_to_be(client, settings):
    settings.SUPPORT_PLUGIN = {"QUOTES_PER_MINUTE": 1, "PEOPLE_PER_ADDRESS": 3}
    for number in range(3):
        assert ask(client, **{}).status_code == 200, number
    answer = client.get(reverse("support_plugin:api-quote"), headers={"X-Forwarded-For": "10.9.8.7"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 61
    assert not answer.json()["detail"].isascii()


def test_the_switch_of_the_admin_holds_for_the_api(guest):
    SupportSettings.objects.create(notices_enabled=False)
    assert ask(guest).json() == {"quote": None}
    assert guest.get(reverse("support_plugin:api-quote-progress")).json() == {"progress": None}


def test_what_is_missing_to_free_shipping(buyer, shopper):
    make_address(shopper)
    progress = buyer.get(reverse("support_plugin:api-quote-progress")).json()["progress"]
    assert Decimal(progress["amount"]) == 12_000_000
    assert progress["method"] == "post"
    assert progress["percent"] == 20
    put_into_cart(buyer, make_product(price=12_000_000))
    assert buyer.get(reverse("support_plugin:api-quote-progress")).json() == {"progress": None}


def test_the_api_gives_the_dates_of_each_method(buyer, shopper):
    NoticeSettings.objects.create(weekend=[4])
    make_address(shopper)
    methods = ask(buyer).json()["quote"]["methods"]
    assert methods[0]["arrives_first"] <= methods[0]["arrives_last"]
    assert len(methods[0]["arrives_first"]) == len("2026-11-24")


def test_the_signal_is_sent_for_the_api_too(guest):
    pages = []

    def receive(page, **kwargs):
        pages.append(page)

    quote_shown.connect(receive)
    ask(guest)
    quote_shown.disconnect(receive)
    assert pages == ["api"]

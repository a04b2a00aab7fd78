"""Agents read the amounts of the shopper's own page, to the penny, whatever the shop adds to them."""

import html
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from support_plugin.carts.models import CartActivity
from support_plugin.carts.side_panel import CartSection
from support_plugin.chat.side_panel.registry import Subject
from support_plugin.text.digits import to_ascii_digits
from support_plugin.visitors.models import Visitor
from tests.factories import ConversationFactory
from tests.guests.buying import make_country
from tests.helpers.shopping import make_product, put_into_cart
from tests.notices.one_total.test_one_total import ADDRESSES, FIRST, Case, Walk, shop
from tools.buying.addresses import TEHRAN_ADDRESS
from tools.buying.steps import enter_as_guest, pay_by, send, ship_by, ship_to

pytestmark = pytest.mark.django_db
BASKET = "basket:summary"
CASES = [
    FIRST,
    Case(((1_234_560, 500, 2),), "country", "Berlin", (("Percentage", 7),), None, "ar", "post", "toman"),
    Case(
        ((7_900_000, 500, 1), (15_000, 0, 3)),
        "province",
        "Shiraz",
        (("Percentage", 7), ("Shipping percentage", 50)),
        ("Percentage", 15),
        "fa",
        "pick-up",
    ),
    Case(
        ((123_456_780, 3200, 1),), "whole", "Shiraz", (), ("Shipping percentage", 100), "en", "post", "toman"
    ),
]


def plain(page):
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    return re.sub(r"[\u2066-\u2069\u200e\u200f]", "", text).replace("\u00a0", " ")


def section_of(cart, language):
    """Return the panel's section of a guest's cart, in a language."""
    visitor = Visitor.objects.create(key_hash="a" * 64)
    CartActivity.objects.filter(pk=cart.pk).update(visitor_hash=visitor.key_hash)
    subject = Subject(ConversationFactory(visitor=visitor), AnonymousUser())
    with translation.override(language):
        found = CartSection().load(subject)
    visitor.delete()
    return found


def amounts(section):
    return {
        row.label: row.value for row in section.rows if "amount" in row.data and "product" not in row.data
    }


def assert_same(section, page, language):
    text = plain(page)
    with translation.override(language):
        total = translation.gettext("Total to pay")
    found = amounts(section)
    assert found.get(total), found
    for row in section.rows:
        assert plain(row.value) in text, (row.label, row.value)


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_the_panels_amounts_are_those_of_the_shoppers_page(case):
    with shop(case) as code:
        walk = Walk(case)
        walk.fill_cart(code)
        page = walk.see("basket", "basket/").content.decode()
        cart = get_model("basket", "Basket").objects.get()
        assert_same(section_of(cart, case.language), page, case.language)
        walk.see("gateway", "checkout/")
        walk.send(enter_as_guest(), ship_to(TEHRAN_ADDRESS, **ADDRESSES[case.address]))
        walk.send(ship_by(case.method), pay_by(case.payment))
        page = walk.see("preview", "checkout/preview/").content.decode()
        section = section_of(cart, case.language)
        assert_same(section, page, case.language)


@pytest.fixture
def cart(client):
    put_into_cart(client, make_product(), 2)
    return get_model("basket", "Basket").objects.get()


@pytest.fixture
def buyer(client, cart):
    return client


def test_the_amounts_are_the_shops_own_where_the_app_shows_none(buyer, cart, prefer):
    prefer(notices_enabled=False)
    page = buyer.get(reverse(BASKET)).content.decode()
    assert_same(section_of(cart, "fa"), page, "fa")


def test_a_shop_without_time_zones_reads_them_too(buyer, cart, settings):
    settings.USE_TZ = False
    page = buyer.get(reverse(BASKET)).content.decode()
    assert_same(section_of(cart, "fa"), page, "fa")


def test_before_the_shopper_has_looked_there_is_no_total(cart):
    section = section_of(cart, "en")
    assert amounts(section) == {}
    assert section.note == "The shopper has not looked at the total yet."
    assert [row.data["quantity"] for row in section.rows] == [2]


def test_a_cart_that_changed_since_says_so_and_prices_nothing_by_itself(buyer, cart):
    buyer.get(reverse(BASKET))
    put_into_cart(buyer, make_product(price=3_000_000))
    section = section_of(cart, "en")
    assert section.note.startswith("The cart has changed since the shopper saw these amounts")
    lines = [row for row in section.rows if "product" in row.data]
    assert [bool(row.value) for row in lines] == [True, False]
    put_into_cart(buyer, cart.lines.first().product)
    lines = [row for row in section_of(cart, "en").rows if "product" in row.data]
    assert [bool(row.value) for row in lines] == [False, False]


def test_a_part_of_a_page_that_is_renewed_counts_as_looked_at(buyer, cart):
    buyer.get(reverse(BASKET))
    before = CartActivity.objects.get().shown
    put_into_cart(buyer, make_product(price=3_000_000))
    buyer.get(reverse("support_plugin:notice-basket"))
    after = CartActivity.objects.get().shown
    assert len(after["lines"]) == 2
    assert after["total"] != before["total"]


def test_an_emptied_cart_keeps_no_amounts_of_before(buyer, cart):
    buyer.get(reverse(BASKET))
    cart.lines.all().delete()
    buyer.get(reverse(BASKET))
    assert CartActivity.objects.get().shown is None
    assert section_of(cart, "en") is None


def test_a_later_price_changes_nothing_of_what_the_shopper_saw(buyer, cart):
    page = buyer.get(reverse(BASKET)).content.decode()
    get_model("partner", "StockRecord").objects.update(price=9_999_999)
    assert_same(section_of(cart, "fa"), page, "fa")


def test_keeping_them_asks_the_database_nothing_more(buyer, cart, django_assert_num_queries, monkeypatch):
    buyer.get(reverse(BASKET))
    monkeypatch.setattr("support_plugin.carts.page_steps.read_shown_amounts", lambda *given: None)
    with CaptureQueriesContext(connection) as without:
        buyer.get(reverse(BASKET))
    monkeypatch.undo()
    with django_assert_num_queries(len(without)):
        buyer.get(reverse(BASKET))
    assert CartActivity.objects.get().shown


def test_no_street_and_no_name_is_kept_with_them(buyer, cart):
    make_country("IR")
    send(buyer, enter_as_guest(), ship_to(TEHRAN_ADDRESS))
    buyer.get(reverse("checkout:shipping-method"))
    kept = str(CartActivity.objects.get().shown)
    assert TEHRAN_ADDRESS["line4"] in kept
    assert not any(TEHRAN_ADDRESS[name] in kept for name in ("line1", "last_name"))
    assert to_ascii_digits(TEHRAN_ADDRESS["postcode"]) not in kept


def test_another_browsers_page_leaves_no_amounts_with_it(buyer, cart):
    buyer.get(reverse(BASKET))
    before = CartActivity.objects.get().shown
    other = Client()
    other.get(reverse(BASKET))
    assert CartActivity.objects.get().shown == before


def test_switched_off_nothing_is_kept(buyer, cart, prefer):
    prefer(carts_enabled=False)
    buyer.get(reverse(BASKET))
    assert CartActivity.objects.get().shown is None

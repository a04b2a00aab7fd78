import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from support_plugin.adapters import SupportAdapter
from support_plugin.notices.models import NoticeSettings
from support_plugin.preferences.queries import get_preferences
from tests.helpers.shopping import TEHRAN, find_part, make_address, make_product, put_into_cart
from tests.notices.test_slots import BOX, LINE, MINI, money

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
ADDED = '<p class="support-notice-added">'


def show(client, product):
    return client.get(product.get_absolute_url()).content.decode()


@pytest.fixture
def resident(client, shopper):
    """A shopper with an address in the capital, and an empty cart."""
    client.force_login(shopper)
    make_address(shopper, TEHRAN, line4="تهران")
    return client


def test_the_products_page_says_what_one_costs_with_shipping(resident):
    html = show(resident, make_product(price=2_000_000))
    assert money(650_000) in find_part(html, LINE, "</summary>")
    assert money(2_650_000) in find_part(html, "<dl>", "</dl>")
    assert ADDED not in html


def test_with_a_cart_it_says_what_shipping_both_costs_and_no_second_total(resident):
    put_into_cart(resident, make_product(price=1_000_000, weight_grams=900))
    html = show(resident, make_product(price=2_000_000))
    assert money(650_000) in find_part(html, LINE, "</summary>")
    # 1.4 kg: the second kilogram costs 100,000 more.
    assert money(750_000) in find_part(html, ADDED, "</p>")
    assert money(3_750_000) not in html
    assert money(2_650_000) not in html


def test_with_a_cart_that_changes_no_charge_nothing_is_said_of_both(resident):
    put_into_cart(resident, make_product(weight_grams=100))
    assert ADDED not in show(resident, make_product(weight_grams=100))


def test_looking_at_a_product_changes_no_cart(resident):
    put_into_cart(resident, make_product())
    before = list(resident.get(reverse("basket:summary")).context["basket"].all_lines())
    show(resident, make_product())
    assert list(resident.get(reverse("basket:summary")).context["basket"].all_lines()) == before


def test_a_product_that_cannot_be_bought_has_no_notice(resident):
    product = make_product()
    product.stockrecords.update(num_in_stock=0)
    assert BOX not in show(resident, product)


@pytest.mark.parametrize("switch", ["on_product"])
def test_the_admin_switches_it_off(resident, switch):
    NoticeSettings.objects.create(**{switch: False})
    assert BOX not in show(resident, make_product())


def test_lists_have_a_line_for_each_product_only_where_the_admin_wants_it(resident):
    make_product()
    page = reverse("catalogue:index")
    assert "support-card" not in resident.get(page).content.decode()
    NoticeSettings.objects.create(on_cards=True)
    assert money(650_000) in find_part(resident.get(page).content.decode(), '<p class="support-card"', "</p>")


def count(client, page, monkeypatch, **enabled):
    for name, value in enabled.items():
        monkeypatch.setattr(get_preferences(), name, value)
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    return [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]


@pytest.fixture
def _warm(settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}


@pytest.mark.usefixtures("_warm")
@pytest.mark.parametrize("in_cart", [0, 2])
def test_the_notice_costs_the_products_page_two_queries_at_most(client, monkeypatch, in_cart):
    product = make_product()
    if in_cart:
        put_into_cart(client, make_product(), in_cart)
    page = product.get_absolute_url()
    with_notice = count(client, page, monkeypatch, notices_enabled=True)
    without = count(client, page, monkeypatch, notices_enabled=False)
    assert len(with_notice) - len(without) <= 2, set(with_notice) - set(without)


@pytest.mark.usefixtures("_warm")
def test_cards_cost_no_query_each(client, monkeypatch):
    NoticeSettings.objects.create(on_cards=True)
    page = reverse("catalogue:index")
    make_product()
    one = len(count(client, page, monkeypatch, notices_enabled=True))
    plain_one = len(count(client, page, monkeypatch, notices_enabled=False))
    for _number in range(6):
        make_product()
    many = len(count(client, page, monkeypatch, notices_enabled=True))
    plain_many = len(count(client, page, monkeypatch, notices_enabled=False))
    assert many - plain_many <= one - plain_one


@pytest.mark.usefixtures("_warm")
def test_the_line_at_the_top_costs_other_pages_two_queries_at_most(client, monkeypatch):
    put_into_cart(client, make_product(), 2)
    page = reverse("catalogue:index")
    assert MINI in client.get(page).content.decode()
    with_line = count(client, page, monkeypatch, notices_enabled=True)
    without = count(client, page, monkeypatch, notices_enabled=False)
    assert len(with_line) - len(without) <= 2, set(with_line) - set(without)


class SlowAdapter(SupportAdapter):
    """Knows more of the delivery than the methods do."""

    def delivery_days(self, method, cart, destination):
        if method.code == "pick-up":
            raise ValueError("the store is closed")
        return 40 if destination.state == TEHRAN else None


def test_the_adapter_says_how_long_a_method_takes_and_may_fail(resident, settings):
    settings.SUPPORT_PLUGIN = {"ADAPTER": "tests.notices.test_products.SlowAdapter"}
    NoticeSettings.objects.create(weekend=[], cut_off="23:59:59")
    with translation.override("en"):
        html = show(resident, make_product())
        assert "Arrives" in find_part(html, LINE, "</summary>")
        assert "tomorrow" not in find_part(html, LINE, "</summary>")
        assert "Pick-up in store free" in find_part(html, '<ul class="support-methods">', "</ul>")

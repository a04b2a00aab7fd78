"""What the app asks the database on the shop's pages: exact counts, so that none creeps back."""

from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin import cache
from support_plugin.shop.quotes.orders import hold_order
from tests.guests.buying import buy
from tests.helpers.shopping import make_product, offer, put_into_cart

pytestmark = pytest.mark.django_db

# Tables, and what identifies a query of theirs; the shop's facts.
FACTS = {
    "preferences": 'FROM "support_plugin_supportsettings"',
    "notices": 'FROM "support_plugin_noticesettings"',
    "badges": 'FROM "support_plugin_badge"',
    "prompts": 'FROM "support_plugin_promptrule"',
    "links to the help centre": 'FROM "support_plugin_helplink"',
    "dates of offers": 'AS "end_datetime" FROM "offer_conditionaloffer"',
}


@pytest.fixture
def product(settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    found = make_product()
    offer("Percentage", 10)
    offer("Shipping percentage", 50)
    return found


@pytest.fixture
def shopper(client, product):
    put_into_cart(client, product)
    put_into_cart(client, make_product(price=2_000_000))
    return client


def asked(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def count(queries: list[str], text: str) -> int:
    return sum(text in query for query in queries)


def asked_of_us(queries: list[str]) -> list[str]:
    """Return what is asked of the app's tables; not the one note of a cart's step (docs/carts.md)."""
    ours = [query for query in queries if "support_plugin_" in query]
    notes = [query for query in ours if query.startswith('UPDATE "support_plugin_cartactivity"')]
    assert len(notes) <= 1
    return [query for query in ours if query not in notes]


def on_quiet_page(client: Client, path: str) -> list[str]:
    client.get(path)
    cache.clear()
    return asked(client, path)


@pytest.mark.parametrize("name", ["basket:summary", "checkout:index"])
def test_a_page_reads_the_carts_vouchers_and_each_range_once(shopper, name):
    queries = on_quiet_page(shopper, reverse(name))
    # As the middleware reads them; the basket's view reads them again in Oscar.
    assert count(queries, '"basket_basket_vouchers"') == 1
    own = [query for query in queries if FACTS["preferences"] not in query]
    assert count(own, 'FROM "offer_range" ') == 1


def test_a_cart_page_finds_out_what_is_in_its_ranges_in_one_query(shopper):
    queries = on_quiet_page(shopper, reverse("checkout:index"))
    assert count(queries, "offer_rangeproduct") == 1
    assert count(queries, "offer_range_classes") == 1


def test_each_of_the_shops_facts_is_read_once_on_a_quiet_page(shopper, product):
    for path in (reverse("basket:summary"), product.get_absolute_url()):
        queries = on_quiet_page(shopper, path)
        found = {name: count(queries, text) for name, text in FACTS.items()}
        assert set(found.values()) == {1}, found
        # All by the same statement.
        assert sum(any(text in query for text in FACTS.values()) for query in queries) == 1


def test_a_reload_asks_for_none_of_the_shops_facts(shopper, product):
    for path in (reverse("basket:summary"), product.get_absolute_url(), reverse("checkout:index")):
        shopper.get(path)
        queries = asked(shopper, path)
        assert asked_of_us(queries) == []
        assert not count(queries, FACTS["dates of offers"])


def test_another_shoppers_page_finds_the_shops_facts_known(shopper, product, client):
    other = Client()
    put_into_cart(other, make_product(price=3_000_000), 2)
    path = reverse("basket:summary")
    other.get(path)
    cache.clear()
    shopper.get(path)
    queries = asked(other, path)
    assert asked_of_us(queries) == []
    assert not count(queries, FACTS["dates of offers"])
    assert count(queries, '"address_country"') == 0


def test_a_products_stock_is_read_once_for_all_prices_on_its_page(client, product):
    queries = on_quiet_page(client, product.get_absolute_url())
    own = [query for query in queries if 'FROM "partner_stockrecord"' in query]
    # One for the page and one for the product alone in a cart that does not exist.
    assert Counter(f"= {product.pk}" in query or f"({product.pk})" in query for query in own) == {True: 1}


def test_saving_lines_within_a_request_costs_no_query_each(client, product):
    put_into_cart(client, product)
    with CaptureQueriesContext(connection) as few:
        put_into_cart(client, product)
    basket = get_model("basket", "Basket").objects.get()
    assert basket.num_items == 2
    assert count([query["sql"] for query in few], '"support_plugin_cartactivity"') <= 1


def test_the_thank_you_page_reads_the_orders_lines_together(client, product):
    counts = []
    for more in (1, 4):
        for number in range(more):
            put_into_cart(client, make_product(price=1_000_000 + number))
        buy(client)
        path = reverse("checkout:thank-you")
        client.get(path)
        queries = asked(client, path)
        counts.append(len(queries))
        for table in ("order_lineattribute", "catalogue_productimage", "payment_source"):
            assert count(queries, f'FROM "{table}"') == 1, table
        # With their lines and payments; a cart that no shipping method wants is not read.
        for table in ("catalogue_product", "payment_sourcetype", "basket_basket"):
            assert count(queries, f'FROM "{table}"') == 0, table
        assert asked_of_us(queries) == []
    assert counts[0] == counts[1]


def test_nothing_is_read_of_an_order_that_the_page_does_not_show(client, product):
    buy(client)
    order = get_model("order", "Order").objects.get()
    with CaptureQueriesContext(connection) as captured:
        hold_order(order)
        hold_order(None)
    assert len(captured) == 0
    shown = [(line.title, line.product.pk, line.description) for line in order.lines.all()]
    plain = get_model("order", "Order").objects.get()
    assert shown == [(line.title, line.product.pk, line.description) for line in plain.lines.all()]
    assert order.lines.filter(quantity=1).count() == plain.lines.filter(quantity=1).count()
    assert [source.pk for source in order.sources.all()] == [source.pk for source in plain.sources.all()]


def test_a_quiet_products_page_asks_for_the_facts_and_what_is_in_its_offers(client, product):
    queries = on_quiet_page(client, product.get_absolute_url())
    # The offers, their conditions, benefits and ranges came with the facts.
    facts, ranges = [query for query in queries if '"offer_' in query]
    assert FACTS["preferences"] in facts
    assert "offer_rangeproduct" in ranges

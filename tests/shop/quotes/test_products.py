import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_class
from oscar.test import factories

from support_plugin.shop.places.destinations import Destination, from_address, to_address
from support_plugin.shop.quotes.carts import quote_cart
from support_plugin.shop.quotes.certainty import Certainty
from support_plugin.shop.quotes.products import quote_product
from tests.helpers.shopping import TEHRAN, make_product, offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    """A whole address."""
    return from_address(to_address(Destination("IR", TEHRAN, "تهران", "1417613151")), "checkout")


@pytest.fixture
def cart_request(rf, shopper):
    """A request with an empty cart."""
    request = rf.get("/")
    request.user, request.session = shopper, SessionStore()
    request.strategy = get_class("partner.strategy", "Selector")().strategy()
    request.basket = factories.create_basket(empty=True)
    request.basket.strategy = request.strategy
    return request


def put_in(request, product, quantity=1):
    request.basket.add_product(product, quantity)
    get_class("offer.applicator", "Applicator")().apply(request.basket, request.user, request)


def amounts(quote):
    return {method.code: (method.charge_high, method.total_high) for method in quote.methods}


@pytest.mark.parametrize("benefit", [None, "Percentage", "Shipping percentage"])
@pytest.mark.parametrize("quantity", [1, 3])
def test_a_product_costs_in_the_cart_what_was_said_on_its_page(cart_request, home, benefit, quantity):
    if benefit:
        offer(benefit, 20)
    product = make_product(price=1_230_000)
    said = quote_product(cart_request, product, quantity, home)
    assert said.added is None
    put_in(cart_request, product, quantity)
    assert amounts(said.alone) == amounts(quote_cart(cart_request, None, home))


@pytest.mark.parametrize("is_new", [True, False])
def test_added_to_the_cart_it_costs_what_was_said(cart_request, home, is_new):
    offer("Percentage", 20)
    first = make_product(price=9_990_000)
    product = make_product(price=1_230_000) if is_new else first
    put_in(cart_request, first, 2)
    said = quote_product(cart_request, product, 2, home)
    before = amounts(quote_cart(cart_request, None, home))
    put_in(cart_request, product, 2)
    assert amounts(said.added) == amounts(quote_cart(cart_request, None, home)) != before
    assert amounts(said.alone) != amounts(said.added)


def test_what_may_be_seconds_old_is_never_called_exact(cart_request, home):
    said = quote_product(cart_request, make_product(), 1, home)
    assert (said.alone.certainty, said.alone.assumed) == (Certainty.ESTIMATE, ("moment",))


def test_looking_at_a_product_leaves_the_cart_alone_and_writes_nothing(cart_request, home):
    offer("Percentage", 20)
    put_in(cart_request, make_product(), 2)
    product, before = make_product(), quote_cart(cart_request, None, home)
    with CaptureQueriesContext(connection) as asked:
        assert quote_product(cart_request, product, 1, home)
    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}
    assert quote_cart(cart_request, None, home) == before
    assert cart_request.basket.num_lines == 1


def test_a_warm_page_asks_the_database_nothing(cart_request, home, settings, django_assert_num_queries):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    offer("Percentage", 20)
    product = make_product()
    put_in(cart_request, make_product(), 2)
    said = quote_product(cart_request, product, 1, home)
    with django_assert_num_queries(0):
        assert quote_product(cart_request, product, 1, home) is said


def test_after_a_change_of_the_cart_the_product_is_quoted_again(cart_request, home, settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    product = make_product()
    quote_product(cart_request, product, 1, home)
    put_in(cart_request, make_product(price=20_000_000))
    assert quote_product(cart_request, product, 1, home).added.charge_high == 0


@pytest.mark.parametrize("fields", [{"num_in_stock": 0}, {"price": None}])
def test_what_cannot_be_bought_has_no_quote(cart_request, home, fields):
    product = make_product()
    product.stockrecords.update(**fields)
    assert quote_product(cart_request, product, 1, home) is None


def test_a_product_in_another_currency_cannot_be_added(cart_request, home):
    put_in(cart_request, make_product())
    product = make_product()
    product.stockrecords.update(price_currency="EUR")
    said = quote_product(cart_request, product, 1, home)
    assert said.alone.currency == "EUR"
    assert said.added is None


def test_without_a_destination_nothing_is_known_of_a_product_either(cart_request):
    said = quote_product(cart_request, make_product())
    assert said.alone.certainty == Certainty.UNKNOWN
    assert not said.alone.is_free

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.template import Context
from oscar.apps.shipping.methods import Base, FixedPrice, Free
from oscar.core.loading import get_class, get_model
from oscar.core.prices import Price

from support_plugin.shop.places.destinations import Destination, known_destination, to_address
from support_plugin.shop.quotes.carts import quote_cart
from support_plugin.shop.quotes.certainty import Certainty
from tests.helpers.shopping import FARS, TEHRAN, make_address, make_product, offer

pytestmark = pytest.mark.django_db
Applicator = get_class("offer.applicator", "Applicator")
TO_TEHRAN, TO_FARS = Destination("IR", TEHRAN, source="region"), Destination("IR", FARS, source="region")


@pytest.fixture
def use_method(monkeypatch):
    """Let the shop's repository offer these methods."""

    def use(*methods):
        repository = get_class("shipping.repository", "Repository")
        monkeypatch.setattr(
            repository, "get_available_shipping_methods", lambda self, **kwargs: list(methods)
        )

    return use


@pytest.fixture
def ask(cart_request, shopper):
    """The quote for the shopper's own address."""
    make_address(shopper)

    def ask(page=None):
        return quote_cart(cart_request, page, known_destination(cart_request))

    return ask


class Broken(Free):
    """A method that fails."""

    code = "broken"

    def calculate(self, basket):
        raise RuntimeError("rates are away")


@pytest.mark.parametrize(("state", "charge", "days"), [(TEHRAN, 650_000, (1, 3)), (FARS, 850_000, (2, 5))])
def test_for_the_accounts_own_address_the_quote_is_exact(cart_request, shopper, state, charge, days):
    make_address(shopper, state)
    quote = quote_cart(cart_request, None, known_destination(cart_request))
    assert (quote.certainty, quote.assumed) == (Certainty.EXACT, ())
    assert (quote.method.code, quote.currency, quote.destination.source) == ("post", "IRR", "account")
    assert (quote.items, quote.charge_low, quote.total_high) == (2_000_000, charge, 2_000_000 + charge)
    assert quote.method.delivery_days == days
    assert quote.is_shipping_required
    assert quote.is_single
    assert [method.code for method in quote.methods] == ["post", "pick-up"]


def test_an_address_the_checkout_would_refuse_is_no_destination(cart_request, shopper):
    make_address(shopper)
    get_model("address", "Country").objects.update(is_shipping_country=False)
    assert known_destination(cart_request) is None


def test_the_address_of_the_running_checkout_comes_before_the_accounts_own(cart_request, shopper):
    make_address(shopper, FARS)
    other = get_model("address", "UserAddress")(country_id="IR", state=TEHRAN, line1="x", line4="y")
    data = get_class("checkout.utils", "CheckoutSessionData")(cart_request)
    data.ship_to_new_address({"country_id": "IR", "state": TEHRAN, "line1": "x", "line4": "y"})
    found = known_destination(cart_request)
    assert (found.source, found.state, found.city) == ("checkout", other.state, "y")
    assert quote_cart(cart_request, None, found).charge_high == 650_000


def test_looking_at_a_page_begins_no_session(cart_request):
    cart_request.user = AnonymousUser()
    assert known_destination(cart_request) is None
    quote_cart(cart_request, None, TO_FARS)
    assert cart_request.session.is_empty()


def test_the_method_chosen_in_the_checkout_is_the_one_that_will_be_used(cart_request, ask):
    get_class("checkout.utils", "CheckoutSessionData")(cart_request).use_shipping_method("pick-up")
    quote = ask()
    assert (quote.method.code, quote.charge_high, quote.is_free) == ("pick-up", 0, True)
    assert quote.certainty == Certainty.EXACT


def test_without_a_destination_and_regions_nothing_is_known_and_nothing_is_free(cart_request, use_method):
    use_method(Free())
    quote = quote_cart(cart_request)
    assert quote.certainty == Certainty.UNKNOWN
    assert (quote.charge_low, quote.total_high, quote.method) == (None, None, None)
    assert not quote.is_free
    assert not quote.is_known
    assert quote.items == 2_000_000


def test_without_a_destination_the_quote_reaches_over_the_shops_regions(cart_request):
    quote = quote_cart(cart_request, None, None, (TO_TEHRAN, TO_FARS))
    assert quote.certainty == Certainty.RANGE
    assert (quote.charge_low, quote.charge_high) == (650_000, 850_000)
    assert (quote.total_low, quote.total_high) == (2_650_000, 2_850_000)
    assert quote.method.delivery_days == (1, 5)
    assert not quote.is_free


def test_one_region_where_nobody_knows_the_charge_makes_the_range_unknown(cart_request, monkeypatch):
    repository = get_class("shipping.repository", "Repository")

    def offered(self, basket, shipping_addr=None, **kwargs):
        return [] if shipping_addr.state == FARS else [Free()]

    monkeypatch.setattr(repository, "get_available_shipping_methods", offered)
    quote = quote_cart(cart_request, None, None, (TO_TEHRAN, TO_FARS))
    assert quote.certainty == Certainty.UNKNOWN
    assert not quote.is_free


def test_of_a_place_known_in_part_the_quote_says_what_it_assumes(cart_request):
    quote = quote_cart(cart_request, None, Destination("IR"), (TO_TEHRAN, TO_FARS, Destination("AE")))
    assert (quote.certainty, quote.assumed) == (Certainty.ESTIMATE, ("state", "city", "postcode"))
    assert quote.places == (Destination("IR"), TO_TEHRAN, TO_FARS)
    assert (quote.charge_low, quote.charge_high) == (650_000, 850_000)


def test_four_known_parts_are_no_address(cart_request):
    quote = quote_cart(cart_request, None, Destination("IR", TEHRAN, "تهران", "1417613151"))
    assert (quote.certainty, quote.assumed) == (Certainty.ESTIMATE, ("address",))
    assert "courier" in [method.code for method in quote.methods]


def test_a_charge_that_the_shop_calls_an_estimate_is_one(ask, use_method):
    method = Free()
    method.is_estimate = True
    use_method(method)
    assert (ask().certainty, ask().assumed) == (Certainty.ESTIMATE, ("charge",))


def test_an_empty_cart_has_no_quote_and_the_shop_is_not_asked(cart_request, monkeypatch):
    repository = get_class("shipping.repository", "Repository")
    monkeypatch.setattr(repository, "get_shipping_methods", lambda *args, **kwargs: pytest.fail("asked"))
    cart_request.basket.flush()
    assert quote_cart(cart_request, None, TO_FARS) is None


# --- What the view has worked out ---------------------------------------------------------------------------


@pytest.fixture
def late_tax_page(cart_request, shopper, use_method):
    """The context of a checkout's view that alone knows the tax, and the destination it is for."""
    make_address(shopper)
    method = FixedPrice(charge_excl_tax=Decimal(100))
    use_method(method)
    destination = known_destination(cart_request)
    return destination, Context(
        {
            "basket": cart_request.basket,
            "shipping_address": destination.address,
            "shipping_method": method,
            "shipping_charge": Price("IRR", Decimal(100), tax=Decimal(20)),
            "order_total": Price("IRR", Decimal(1_818_282), incl_tax=Decimal(2_000_120)),
        }
    )


def test_a_tax_that_only_the_page_knows_is_in_the_quote(cart_request, late_tax_page):
    destination, page = late_tax_page
    assert quote_cart(cart_request, None, destination).certainty == Certainty.ESTIMATE
    quote = quote_cart(cart_request, page, destination)
    assert (quote.certainty, quote.charge_high, quote.total_high) == (Certainty.EXACT, 120, 2_000_120)


def test_a_page_for_another_address_says_nothing_about_this_one(cart_request, late_tax_page):
    destination, page = late_tax_page
    page["shipping_address"] = to_address(TO_FARS)
    quote = quote_cart(cart_request, page, destination)
    assert (quote.certainty, quote.assumed) == (Certainty.ESTIMATE, ("tax",))


def test_while_the_tax_is_not_known_all_amounts_are_without_it(cart_request, ask, use_method):
    use_method(FixedPrice(charge_excl_tax=Decimal(100)))
    quote = ask()
    assert quote.tax is None
    assert (quote.certainty, quote.assumed) == (Certainty.ESTIMATE, ("tax",))
    assert quote.charge_high == 100
    assert quote.items == cart_request.basket.total_excl_tax
    assert quote.total_high == quote.items + 100


# --- How the total is made up -------------------------------------------------------------------------------


def test_the_tax_in_the_total_is_shown(cart_request, ask, use_method):
    use_method(FixedPrice(charge_excl_tax=Decimal(100), charge_incl_tax=Decimal(110)))
    assert ask().tax == cart_request.basket.total_tax + 10
    assert ask().total_high == 2_000_110


@pytest.mark.parametrize("benefit", ["Percentage", "Shipping percentage"])
def test_discounts_on_items_and_on_shipping_are_distinguished(cart_request, ask, benefit):
    offer(benefit, 50)
    Applicator().apply(cart_request.basket, cart_request.user, cart_request)
    quote = ask()
    is_on_shipping = benefit.startswith("Shipping")
    assert (quote.items, quote.discount) == (2_000_000, 0 if is_on_shipping else 1_000_000)
    assert (quote.method.full_charge, quote.charge_high) == (650_000, 325_000 if is_on_shipping else 650_000)
    assert quote.method.is_discounted is is_on_shipping
    assert quote.items - quote.discount + quote.charge_high == quote.total_high
    assert quote.method.delivery_days == (1, 3), "the discount's wrapper hides the method's own attributes"


def test_surcharges_are_in_the_total(ask, monkeypatch):
    from oscar.apps.checkout.surcharges import FlatCharge

    applicator = get_class("checkout.applicator", "SurchargeApplicator")
    fee = FlatCharge(excl_tax=Decimal(30), incl_tax=Decimal(33))
    monkeypatch.setattr(applicator, "get_surcharges", lambda self, basket, **kwargs: [fee])
    quote = ask()
    assert quote.surcharges == 33
    assert quote.items - quote.discount + quote.charge_high + quote.surcharges == quote.total_high


def test_goods_that_need_no_sending_cost_the_same_everywhere(cart_request):
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=False)
    cart_request.basket.reset_offer_applications()
    quote = quote_cart(cart_request)
    assert (quote.certainty, quote.is_shipping_required) == (Certainty.EXACT, False)
    assert quote.total_high == 2_000_000


@pytest.mark.parametrize(
    ("given", "days"),
    [
        (3, (3, 3)),
        ((2, 5), (2, 5)),
        ([1, 2], (1, 2)),
        (lambda cart: (1, cart.num_items), (1, 2)),
        (None, None),
    ],
)
def test_a_method_gives_its_delivery_time_as_a_value_or_for_a_cart(ask, use_method, given, days):
    method = Free()
    method.delivery_days = given
    use_method(method)
    assert ask().method.delivery_days == days


def test_a_shop_may_take_another_method_by_default_than_its_first(ask, monkeypatch):
    repository = get_class("shipping.repository", "Repository")

    def cheapest(self, basket, **kwargs):
        methods = self.get_shipping_methods(basket, **kwargs)
        return min(methods, key=lambda method: method.calculate(basket).incl_tax)

    monkeypatch.setattr(repository, "get_default_shipping_method", cheapest)
    assert ask().method.code == "pick-up"


# --- Bad input ----------------------------------------------------------------------------------------------


class Unknown(Base):
    code, name = "unknown", "Unknown"

    def calculate(self, basket):
        return Price(currency="IRR", excl_tax=None)


class Negative(FixedPrice):
    charge_excl_tax = charge_incl_tax = Decimal(-5)


@pytest.mark.parametrize("methods", [(), (Broken(),), (Unknown(),), (Negative(),), (Broken(), Free())])
def test_what_nobody_knows_is_unknown_and_never_free(ask, use_method, methods):
    use_method(*methods)
    quote = ask()
    assert quote.certainty == Certainty.UNKNOWN
    assert (quote.charge_low, quote.charge_high, quote.total_low, quote.total_high) == (None,) * 4
    assert not quote.is_free
    assert quote.items == 2_000_000


def test_a_method_that_fails_leaves_the_others_and_a_line_in_the_log(ask, use_method, caplog):
    use_method(FixedPrice(charge_excl_tax=Decimal(7), charge_incl_tax=Decimal(7)), Broken())
    quote = ask()
    assert (quote.certainty, quote.charge_high) == (Certainty.EXACT, 7)
    assert [method.code for method in quote.methods] == [FixedPrice.code]
    assert "rates are away" in caplog.text


def test_a_repository_that_fails_is_logged_and_the_quote_unknown(ask, monkeypatch, caplog):
    repository = get_class("shipping.repository", "Repository")

    def fail(self, **kwargs):
        raise RuntimeError("no repository today")

    monkeypatch.setattr(repository, "get_available_shipping_methods", fail)
    assert ask().certainty == Certainty.UNKNOWN
    assert "no repository today" in caplog.text


def test_a_cart_with_a_product_that_has_no_price_any_more_has_no_total(cart_request, ask):
    cart_request.basket.add_product(make_product(price=500_000))
    get_model("partner", "StockRecord").objects.filter(price=500_000).update(price=None)
    cart_request.basket.reset_offer_applications()
    quote = ask()
    assert (quote.certainty, quote.total_high) == (Certainty.UNKNOWN, None)
    assert quote.currency == "IRR"


def test_errors_of_the_database_are_not_hidden(ask, monkeypatch):
    repository = get_class("shipping.repository", "Repository")

    def fail(self, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(repository, "get_available_shipping_methods", fail)
    with pytest.raises(DatabaseError):
        ask()


def test_a_forged_country_is_no_error(cart_request, monkeypatch):
    repository = get_class("shipping.repository", "Repository")
    monkeypatch.setattr(
        repository,
        "get_available_shipping_methods",
        lambda self, shipping_addr, **kwargs: [Free()] if shipping_addr.country.is_shipping_country else [],
    )
    assert quote_cart(cart_request, None, Destination("XX")).certainty == Certainty.UNKNOWN


def test_a_repository_that_is_not_oscars_will_do(ask, monkeypatch):
    class Own:
        def get_shipping_methods(self, basket, **kwargs):
            return [FixedPrice(charge_excl_tax=Decimal(3), charge_incl_tax=Decimal(3))]

    monkeypatch.setattr(
        "support_plugin.shop.quotes.charges.get_class",
        lambda module, name: Own if name == "Repository" else get_class(module, name),
    )
    assert ask().charge_high == 3


def test_a_quote_asks_the_database_nothing_more(cart_request, shopper, django_assert_num_queries):
    make_address(shopper)
    assert cart_request.basket.total_incl_tax == 2_000_000  # as the page has asked before
    with django_assert_num_queries(1):
        destination = known_destination(cart_request)
    quote_cart(cart_request, None, destination)
    with django_assert_num_queries(0):
        quote_cart(cart_request, None, destination)

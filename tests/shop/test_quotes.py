from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context
from oscar.apps.shipping.methods import Base, FixedPrice, Free
from oscar.core.loading import get_class, get_model
from oscar.core.prices import Price
from oscar.test import factories

from support_plugin.shop.quotes import quote_cart
from tests.shopping import FARS, TEHRAN, make_address, make_product, offer

pytestmark = pytest.mark.django_db
Applicator = get_class("offer.applicator", "Applicator")


@pytest.fixture
def cart_request(rf, shopper):
    """A request by a shopper, as the shop's middleware leaves it, with one product in the cart."""
    request = rf.get("/")
    request.user = shopper
    request.strategy = get_class("partner.strategy", "Selector")().strategy()
    request.basket = factories.create_basket(empty=True)
    request.basket.strategy = request.strategy
    request.basket.add_product(make_product(price=1_000_000), 2)
    return request


@pytest.fixture
def use_method(monkeypatch):
    """Let the shop's repository offer these methods."""

    def use(*methods):
        repository = get_class("shipping.repository", "Repository")
        monkeypatch.setattr(
            repository, "get_available_shipping_methods", lambda self, **kwargs: list(methods)
        )

    return use


def test_a_quote_is_what_the_shops_own_classes_charge(cart_request):
    quote = quote_cart(cart_request)
    assert (quote.method_code, quote.currency) == ("post", "IRR")
    assert (quote.items, quote.charge, quote.total) == (2_000_000, 850_000, 2_850_000)
    assert quote.delivery_days == (2, 5)
    assert quote.is_estimate
    assert quote.is_shipping_required


@pytest.mark.parametrize(("state", "charge"), [(TEHRAN, 650_000), (FARS, 850_000)])
def test_the_default_address_decides_the_charge(cart_request, shopper, state, charge):
    make_address(shopper, state)
    quote = quote_cart(cart_request)
    assert (quote.charge, quote.is_estimate) == (charge, False)


def test_what_the_page_has_worked_out_is_not_worked_out_again(
    cart_request, use_method, django_assert_num_queries
):
    price = Price(currency="IRR", excl_tax=Decimal(5), incl_tax=Decimal(7))
    total = Price(currency="IRR", excl_tax=Decimal(10), incl_tax=Decimal(2_000_007))
    page = Context(
        {
            "basket": cart_request.basket,
            "shipping_method": Free(),
            "shipping_charge": price,
            "order_total": total,
        }
    )
    use_method()  # whoever asks the shop gets an error
    assert cart_request.basket.total_incl_tax == 2_000_000  # as the page has asked before
    with django_assert_num_queries(0):
        quote = quote_cart(cart_request, page)
    assert (quote.charge, quote.total) == (7, 2_000_007)


def test_an_empty_cart_has_no_quote_and_the_shop_is_not_asked(cart_request, monkeypatch):
    repository = get_class("shipping.repository", "Repository")
    monkeypatch.setattr(repository, "get_shipping_methods", lambda *args, **kwargs: pytest.fail("asked"))
    cart_request.basket.flush()
    assert quote_cart(cart_request) is None


def test_where_nothing_can_be_sent_there_is_no_quote(cart_request, use_method):
    use_method()
    with pytest.raises(ImproperlyConfigured):
        get_class("shipping.repository", "Repository")().get_default_shipping_method(cart_request.basket)
    assert quote_cart(cart_request) is None


def test_a_charge_that_is_not_known_is_not_free(cart_request, use_method, monkeypatch):
    class Unknown(Base):
        code, name = "unknown", "Unknown"

        def calculate(self, basket):
            return Price(currency="IRR", excl_tax=None)

    use_method(Unknown())
    calculator = get_class("checkout.calculators", "OrderTotalCalculator")
    total = Price(currency="IRR", excl_tax=Decimal(1))
    monkeypatch.setattr(calculator, "calculate", lambda *args, **kwargs: total)
    assert quote_cart(cart_request) is None


def test_what_the_shop_raises_is_not_hidden(cart_request, use_method):
    class Broken(Free):
        def calculate(self, basket):
            raise RuntimeError("rates are away")

    use_method(Broken())
    with pytest.raises(RuntimeError):
        quote_cart(cart_request)


def test_while_the_tax_is_not_known_all_amounts_are_without_it(cart_request, use_method):
    use_method(FixedPrice(charge_excl_tax=Decimal(100)))
    quote = quote_cart(cart_request)
    assert quote.tax is None
    assert quote.charge == 100
    assert quote.items == cart_request.basket.total_excl_tax
    assert quote.total == quote.items + 100


def test_the_tax_in_the_total_is_told(cart_request, use_method):
    use_method(FixedPrice(charge_excl_tax=Decimal(100), charge_incl_tax=Decimal(110)))
    quote = quote_cart(cart_request)
    assert quote.tax == cart_request.basket.total_tax + 10
    assert quote.total == 2_000_110


@pytest.mark.parametrize("benefit", ["Percentage", "Shipping percentage"])
def test_discounts_on_items_and_on_shipping_are_told_apart(cart_request, benefit):
    offer(benefit, 50)
    Applicator().apply(cart_request.basket, cart_request.user, cart_request)
    quote = quote_cart(cart_request)
    is_on_shipping = benefit.startswith("Shipping")
    assert (quote.items, quote.discount) == (2_000_000, 0 if is_on_shipping else 1_000_000)
    assert (quote.full_charge, quote.charge) == (850_000, 425_000 if is_on_shipping else 850_000)
    assert quote.items - quote.discount + quote.charge == quote.total
    assert quote.delivery_days == (2, 5), "the discount's wrapper hides the method's own attributes"


def test_surcharges_are_in_the_total_as_on_the_basket_page(cart_request, monkeypatch):
    from oscar.apps.checkout.surcharges import FlatCharge

    applicator = get_class("checkout.applicator", "SurchargeApplicator")
    fee = FlatCharge(excl_tax=Decimal(30), incl_tax=Decimal(33))
    monkeypatch.setattr(applicator, "get_surcharges", lambda self, basket, **kwargs: [fee])
    quote = quote_cart(cart_request)
    assert quote.surcharges == 33
    assert quote.items - quote.discount + quote.charge + quote.surcharges == quote.total


def test_goods_that_need_no_sending_need_no_shipping(cart_request):
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=False)
    cart_request.basket.reset_offer_applications()
    quote = quote_cart(cart_request)
    assert not quote.is_shipping_required
    assert quote.total == 2_000_000


@pytest.mark.parametrize(
    ("told", "days"),
    [
        (3, (3, 3)),
        ((2, 5), (2, 5)),
        ([1, 2], (1, 2)),
        (lambda cart: (4, cart.num_items), (4, 2)),
        (None, None),
    ],
)
def test_a_method_tells_its_delivery_time_as_a_value_or_for_a_cart(cart_request, use_method, told, days):
    method = Free()
    method.delivery_days = told
    use_method(method)
    assert quote_cart(cart_request).delivery_days == days

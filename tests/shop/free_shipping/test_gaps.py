from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_class, get_model
from oscar.test import factories

from support_plugin.shop.free_shipping.gaps import free_shipping_gap
from support_plugin.shop.free_shipping.products import products_closing
from support_plugin.shop.places.destinations import Destination
from tests.helpers.shopping import FARS, TEHRAN, make_product, offer

pytestmark = pytest.mark.django_db
HOME, ABROAD = Destination("IR", TEHRAN), Destination("DE")
# From here on the example shop posts within Iran for nothing.
THRESHOLD = 15_000_000


def apply_offers(request):
    request.basket.reset_offer_applications()
    get_class("offer.applicator", "Applicator")().apply(request.basket, request.user, request)


def free_shipping_offer(value, goods, **fields):
    """Return an offer of free shipping from a value of some goods on."""
    condition = get_model("offer", "Condition").objects.create(range=goods, type="Value", value=value)
    benefit = get_model("offer", "Benefit").objects.create(type="Shipping percentage", value=100)
    return get_model("offer", "ConditionalOffer").objects.create(
        name="Free shipping", condition=condition, benefit=benefit, **fields
    )


def test_what_is_missing_to_the_threshold_is_shown_with_tax(cart_request):
    gap = free_shipping_gap(cart_request, HOME)
    assert (gap.amount, gap.of, gap.currency) == (THRESHOLD - 2_000_000, THRESHOLD, "IRR")
    assert (gap.method_code, gap.range_id) == ("post", None)
    assert round(gap.progress, 2) == Decimal("0.13")


def test_where_a_discount_takes_part_of_what_is_added_more_has_to_be_added(cart_request):
    offer("Percentage", 10)
    apply_offers(cart_request)
    gap = free_shipping_gap(cart_request, HOME)
    # 1,800,000 in the cart; of what is added, nine tenths count.
    assert gap.amount > (THRESHOLD - 1_800_000) / 0.9 - 10
    assert gap.amount < (THRESHOLD - 1_800_000) / 0.9 + 10


def test_a_discount_that_begins_on_the_way_is_reckoned_to_the_last_unit(cart_request):
    goods = get_model("offer", "Range").objects.create(name="All", includes_all_products=True)
    get_model("offer", "ConditionalOffer").objects.create(
        name="A million off",
        condition=get_model("offer", "Condition").objects.create(range=goods, type="Value", value=5_000_000),
        benefit=get_model("offer", "Benefit").objects.create(range=goods, type="Absolute", value=1_000_000),
        max_basket_applications=1,
    )
    assert free_shipping_gap(cart_request, HOME).amount == THRESHOLD - 2_000_000 + 1_000_000


@pytest.mark.parametrize("is_voucher", [False, True])
def test_goods_that_do_not_count_for_the_offer_close_no_gap(cart_request, is_voucher):
    counted = make_product(price=3_000_000)
    goods = get_model("offer", "Range").objects.create(name="Tea")
    goods.add_product(counted)
    model = get_model("offer", "ConditionalOffer")
    made = free_shipping_offer(4_000_000, goods, offer_type=model.VOUCHER if is_voucher else model.SITE)
    if is_voucher:
        voucher = factories.VoucherFactory(usage="Multi-use")
        voucher.offers.set([made])
        cart_request.basket.vouchers.add(voucher)
    cart_request.basket.add_product(counted)
    apply_offers(cart_request)
    gap = free_shipping_gap(cart_request, HOME)
    assert (gap.amount, gap.of, gap.range_id) == (1_000_000, 4_000_000, goods.pk)
    assert gap.product_id == counted.pk


@pytest.mark.parametrize("destination", [ABROAD, None])
def test_without_a_rule_or_a_destination_there_is_no_gap(cart_request, destination):
    assert free_shipping_gap(cart_request, destination) is None


def test_what_is_missing_everywhere_alike_needs_no_destination(cart_request):
    regions = (HOME, Destination("IR", FARS))
    assert free_shipping_gap(cart_request, None, regions).amount == THRESHOLD - 2_000_000
    assert free_shipping_gap(cart_request, None, (*regions, ABROAD)) is None


def test_a_discount_on_shipping_that_leaves_something_to_pay_is_no_rule(cart_request):
    offer("Shipping percentage", 50)
    assert free_shipping_gap(cart_request, ABROAD) is None


def test_what_is_free_already_has_no_gap(cart_request):
    cart_request.basket.add_product(make_product(price=20_000_000))
    assert free_shipping_gap(cart_request, HOME) is None


def test_goods_that_need_no_sending_have_no_gap(cart_request):
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=False)
    cart_request.basket.reset_offer_applications()
    assert free_shipping_gap(cart_request, HOME) is None


def test_a_rule_that_can_never_be_met_is_no_gap(cart_request, monkeypatch):
    method = get_class("shipping.methods", "Post")
    monkeypatch.setattr(method, "charge", lambda self, basket: Decimal(5))
    assert free_shipping_gap(cart_request, HOME) is None


def test_a_voucher_put_in_a_moment_ago_counts_at_once(cart_request):
    assert free_shipping_gap(cart_request, HOME).of == THRESHOLD
    goods = get_model("offer", "Range").objects.create(name="All", includes_all_products=True)
    model = get_model("offer", "ConditionalOffer")
    voucher = factories.VoucherFactory(usage="Multi-use")
    voucher.offers.set([free_shipping_offer(3_000_000, goods, offer_type=model.VOUCHER)])
    cart_request.basket.vouchers.add(voucher)
    gap = free_shipping_gap(cart_request, HOME)
    assert (gap.amount, gap.of, gap.range_id) == (1_000_000, 3_000_000, None)


def test_products_that_close_the_gap_can_be_seen_and_bought_and_suffice(cart_request):
    fitting = [make_product(price=price) for price in (14_000_000, 13_000_000, 13_500_000)]
    make_product(price=12_999_999)
    make_product(price=90_000_000)
    make_product(price=13_000_000, is_public=False)
    make_product(price=13_000_000).stockrecords.update(num_in_stock=0)
    found = products_closing(cart_request, free_shipping_gap(cart_request, HOME))
    assert found == [fitting[1], fitting[2], fitting[0]]
    assert products_closing(cart_request, free_shipping_gap(cart_request, HOME), limit=1) == [fitting[1]]


def test_a_product_that_a_discount_makes_too_cheap_closes_no_gap(cart_request):
    cheap, fitting = make_product(price=13_000_000), make_product(price=13_100_000)
    goods = get_model("offer", "Range").objects.create(name="Cheap")
    goods.add_product(cheap)
    get_model("offer", "ConditionalOffer").objects.create(
        name="Cheap",
        condition=get_model("offer", "Condition").objects.create(range=goods, type="Count", value=1),
        benefit=get_model("offer", "Benefit").objects.create(range=goods, type="Percentage", value=10),
    )
    assert products_closing(cart_request, free_shipping_gap(cart_request, HOME)) == [fitting]


def test_looking_for_the_gap_writes_nothing_and_costs_no_query_when_warm(cart_request, settings):
    settings.SUPPORT_PLUGIN = {"PREFERENCES_CACHE_SECONDS": 600}
    offer("Percentage", 10)
    make_product(price=15_000_000)
    apply_offers(cart_request)
    with CaptureQueriesContext(connection) as asked:
        gap = free_shipping_gap(cart_request, HOME)
        assert products_closing(cart_request, gap)
    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}
    assert cart_request.basket.num_lines == 1
    with CaptureQueriesContext(connection) as asked:
        assert free_shipping_gap(cart_request, HOME) == gap
        assert products_closing(cart_request, gap)
    assert not asked.captured_queries

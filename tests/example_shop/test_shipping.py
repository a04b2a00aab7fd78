"""What delivery costs, and where each method goes."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from example_shop.shipping import rates
from example_shop.shipping.repository import Repository


def basket(grams=400, total=1_000_000):
    product = SimpleNamespace(weight_grams=grams, is_shipping_required=True)
    return SimpleNamespace(
        all_lines=lambda: [SimpleNamespace(product=product, quantity=1)],
        total_incl_tax=total,
        currency="IRR",
        is_shipping_required=lambda: True,
        has_shipping_discounts=False,
    )


def address(country="IR", state="IR-07", city="شیراز"):
    return SimpleNamespace(country_id=country, state=state, line4=city)


def offered(addr):
    return {method.code: method for method in Repository().get_shipping_methods(basket(), addr)}


def post_charge(addr, **cart):
    return offered(addr)["post"].calculate(basket(**cart)).incl_tax


def test_post_costs_more_the_farther_it_goes():
    places = [address(state="IR-23"), address(), address("IQ"), address("DE")]
    charges = [post_charge(place) for place in places]
    assert charges == [650_000, 850_000, 9_500_000, 18_000_000]


@pytest.mark.parametrize(
    ("grams", "charge"), [(0, 850_000), (1000, 850_000), (1001, 1_000_000), (3000, 1_150_000)]
)
def test_post_charges_each_further_kilogram_begun(grams, charge):
    assert post_charge(address(), grams=grams) == charge


def test_post_within_iran_is_free_from_the_threshold_on():
    assert post_charge(address(), total=rates.FREE_POST_FROM - 1) == 850_000
    assert post_charge(address(), total=rates.FREE_POST_FROM) == 0


@pytest.mark.parametrize("country", ["IQ", "DE"])
def test_post_abroad_is_never_free(country):
    assert post_charge(address(country), total=rates.FREE_POST_FROM * 10) > 0


@pytest.mark.parametrize("city", ["شیراز", "شيراز", " Shiraz ", "اصفهان", "أصفهان", "طهران", "ESFAHAN"])
def test_the_courier_goes_to_big_cities_however_they_are_spelt(city):
    assert "courier" in offered(address(city=city))


@pytest.mark.parametrize("place", [address(city="مرودشت"), address("IQ", "", "مشهد")])
def test_the_courier_goes_nowhere_else(place):
    assert "courier" not in offered(place)


def test_pick_up_is_free_and_only_for_addresses_in_iran():
    assert offered(address())["pick-up"].calculate(basket()).incl_tax == 0
    assert "pick-up" not in offered(address("AE"))


def test_without_an_address_every_method_says_that_it_is_an_estimate():
    methods = offered(None)
    assert list(methods) == ["post", "courier", "pick-up"]
    assert methods["post"].is_estimate
    assert methods["courier"].is_estimate
    assert methods["post"].calculate(basket()).incl_tax == post_charge(address())
    with translation.override("en"):
        assert "follows from the address" in str(methods["post"].description)


def test_with_an_address_no_method_is_an_estimate():
    assert not any(method.is_estimate for method in offered(address()).values())


def test_every_method_shows_its_working_days():
    for place in (None, address(), address("IQ"), address("DE")):
        for method in offered(place).values():
            fewest, most = method.delivery_days
            assert 0 <= fewest <= most


def test_the_charge_contains_its_tax():
    price = offered(address())["post"].calculate(basket())
    assert price.is_tax_known
    assert price.excl_tax == 772_727
    assert price.tax == 77_273

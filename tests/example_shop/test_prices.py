"""Prices and discounts, as they are charged and as they are shown."""

from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from oscar.core.loading import get_model
from oscar.templatetags.currency_filters import currency

from example_shop.money import round_to_toman
from example_shop.templatetags.shop_numbers import text_digits

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("language", "text"),
    [("fa", "۱٬۲۵۰٬۰۰۰\xa0تومان"), ("ar", "١٬٢٥٠٬٠٠٠\xa0تومان"), ("en", "1,250,000\xa0Toman")],
)
def test_amounts_are_shown_in_toman_in_the_readers_digits(shop, language, text):
    with translation.override(language):
        assert currency(12_500_000, "IRR") == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("موجود (45)", "موجود (۴۵)"),
        ("SF-1023, CVV2, a1@b.ir, RRRD2929", "SF-1023, CVV2, a1@b.ir, RRRD2929"),
        ("+989123456789", "+۹۸۹۱۲۳۴۵۶۷۸۹"),
        (mark_safe('<li class="x1">8 &#x27;نویسه&#39;</li>'), '<li class="x1">۸ &#x27;نویسه&#39;</li>'),
    ],
)
@pytest.mark.django_db
def test_numbers_in_a_text_are_the_readers_and_codes_and_markup_stay(text, shown):
    with translation.override("fa"):
        assert text_digits(text) == shown
        assert isinstance(text_digits(text), SafeString) == isinstance(text, SafeString)
    with translation.override("en"):
        assert text_digits(text) == text


def test_a_negative_amount_keeps_its_sign(shop):
    with translation.override("en"):
        assert currency(-50) == "-5\xa0Toman"


@pytest.mark.parametrize(("path", "text"), [("fa", "۳۰۰٬۰۰۰\xa0تومان"), ("en", "300,000\xa0Toman")])
def test_the_product_page_shows_the_price_with_tax(client, tea, path, text):
    page = client.get(f"/{path}/catalogue/{tea.slug}_{tea.pk}/").content.decode()
    assert text in page
    assert "IRR" not in page.split("<main")[-1].split("application/ld+json")[0]


def test_the_price_contains_ten_per_cent_tax(client, tea):
    client.get("/en/basket/")
    from example_shop.partner.strategy import Selector

    price = Selector().strategy().fetch_for_product(tea).price
    assert (price.incl_tax, price.excl_tax, price.tax) == (3_000_000, 2_727_273, 272_727)


def test_a_parent_shows_the_price_of_its_cheapest_variant(shop):
    from example_shop.partner.strategy import Selector

    bowl = get_model("catalogue", "Product").objects.get(upc="BOWL")
    assert Selector().strategy().fetch_for_parent(bowl).price.incl_tax == 2_500_000


def read_totals(shopping):
    context = shopping.client.get("/en/basket/").context
    return context["basket"].total_incl_tax, context["shipping_charge"].incl_tax


def test_the_voucher_takes_ten_per_cent_off(shopping, tea):
    shopping.add(tea)
    response = shopping.client.post("/en/basket/vouchers/add/", {"code": "SALAM10"}, follow=True)
    assert response.status_code == 200
    assert read_totals(shopping)[0] == 2_700_000


def test_large_orders_get_five_per_cent_off_and_free_post(shopping, rug):
    shopping.add(rug)
    assert read_totals(shopping) == (47_500_000, 0)


def test_enough_tea_halves_the_shipping_charge(shopping, tea):
    shopping.add(tea)
    assert read_totals(shopping) == (3_000_000, 850_000)
    shopping.add(tea)
    assert read_totals(shopping) == (6_000_000, 425_000)


def test_an_offers_condition_is_described_in_toman(shop):
    offer = get_model("offer", "ConditionalOffer").objects.get(slug="order-5")
    with translation.override("en"):
        assert "4,000,000\xa0Toman" in offer.condition.name


def test_discounts_are_whole_toman():
    assert round_to_toman(Decimal("1234567.8")) == 1_234_560

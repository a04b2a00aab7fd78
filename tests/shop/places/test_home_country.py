"""The shop's country is what its settings say, never the first of the alphabet."""

import pytest
from oscar.core.loading import get_model

from support_plugin import cache
from support_plugin.shop.places.home import home_country

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_set(settings):
    settings.LANGUAGE_CODE, settings.OSCAR_DEFAULT_CURRENCY = "en-us", "GBP"
    settings.PHONENUMBER_DEFAULT_REGION = None
    for code in ("AF", "AT", "DE", "GB", "IR", "KW", "US"):
        add(code)


def add(code, **fields):
    return get_model("address", "Country").objects.create(
        iso_3166_1_a2=code, name=code, printable_name=code, is_shipping_country=True, **fields
    )


def test_nothing_is_set_and_no_country_is_named():
    assert home_country() == ""


@pytest.mark.parametrize(
    ("language", "currency", "country"),
    [
        ("en-us", "USD", ""),  # as any new project has it
        ("en-us", "KWD", "KW"),
        ("en-gb", "KWD", "KW"),
        ("en-gb", "GBP", "GB"),
        ("fa", "IRR", "IR"),
        ("fa", "EUR", ""),
        ("de", "EUR", ""),
        ("de-at", "EUR", "AT"),
        ("ar", "USD", ""),
        ("xx-yy", "???", ""),
        ("en-gb", "", ""),
    ],
)
def test_language_and_currency_decide_together(settings, language, currency, country):
    settings.LANGUAGE_CODE, settings.OSCAR_DEFAULT_CURRENCY = language, currency
    assert home_country() == country


def test_the_region_of_phone_numbers_decides(settings):
    settings.PHONENUMBER_DEFAULT_REGION = "DE"
    assert home_country() == "DE"


def test_a_country_that_the_shop_does_not_send_to_is_not_its_own(settings):
    settings.PHONENUMBER_DEFAULT_REGION = "FR"
    assert home_country() == ""


def test_the_only_country_is_the_shops():
    get_model("address", "Country").objects.exclude(pk="AF").update(is_shipping_country=False)
    cache.clear()
    assert home_country() == "AF"


def test_a_country_put_before_all_others_is_the_shops(settings):
    settings.PHONENUMBER_DEFAULT_REGION = "DE"
    get_model("address", "Country").objects.filter(pk="KW").update(display_order=9)
    cache.clear()
    assert home_country() == "KW"


def test_the_address_that_parcels_come_from_decides():
    partner = get_model("partner", "Partner").objects.create(name="Own")
    get_model("partner", "PartnerAddress").objects.create(partner=partner, line1="x", country_id="KW")
    cache.clear()
    assert home_country() == "KW"

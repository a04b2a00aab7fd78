"""Amounts in the unit that the admin chose."""

from decimal import Decimal
from itertools import product

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oscar.templatetags import currency_filters

from support_plugin.digits import parse_number
from support_plugin.formats.money import format_money

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PER_UNIT = {"rial": 1, "toman": 10, "thousand_rial": 1_000, "thousand_toman": 10_000}


@pytest.mark.parametrize(
    ("unit", "language", "text"),
    [
        ("rial", "fa", "۱۲٬۵۰۰٬۰۰۰ ریال"),
        ("toman", "fa", "۱٬۲۵۰٬۰۰۰ تومان"),
        ("thousand_rial", "fa", "۱۲٬۵۰۰ هزار ریال"),
        ("thousand_toman", "fa", "۱٬۲۵۰ هزار تومان"),
        ("toman", "ar", "١٬٢٥٠٬٠٠٠ تومان"),
        ("toman", "en", "1,250,000 Toman"),
        ("thousand_toman", "en", "1,250 thousand Toman"),
    ],
)
def test_rial_are_shown_in_the_chosen_unit(prefer, read_in, unit, language, text):
    prefer(rial_unit=unit)
    assert read_in(language, format_money, 12_500_000, "IRR") == text


@pytest.mark.parametrize(
    ("unit", "text"), [("toman", "۱۲۳٫۴ تومان"), ("thousand_toman", "۰٫۱۲۳۴ هزار تومان")]
)
def test_what_is_no_whole_unit_has_a_fraction_so_that_sums_add_up(prefer, read_in, unit, text):
    prefer(rial_unit=unit)
    assert read_in("fa", format_money, 1_234, "IRR") == text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.decimals(Decimal("-1e15"), Decimal("1e15"), places=2))
def test_an_amount_is_read_back_from_every_unit(prefer, amount):
    for unit, language in product(PER_UNIT, ["fa", "ar", "en"]):
        prefer(rial_unit=unit)
        with translation.override(language):
            number = format_money(amount, "IRR").split(" ")[0]
        assert parse_number(number) * PER_UNIT[unit] == amount


@pytest.mark.parametrize("language", ["fa", "ar", "en"])
@pytest.mark.parametrize("currency", ["USD", "SAR", "IQD", "KWD"])
def test_other_currencies_are_written_as_cldr_has_them(prefer, read_in, language, currency):
    prefer(rial_unit="toman")
    shown = read_in(language, format_money, Decimal("1234567.50"), currency)
    symbols = {"USD": "$", "SAR": "ر.س", "IQD": "د.ع", "KWD": "د.ك"}
    assert (symbols[currency] if language == "ar" or currency == "USD" else currency) in shown
    digits = {"fa": "۱٬۲۳۴٬۵۶", "ar": "١٬٢٣٤٬٥٦", "en": "1,234,56"}
    assert digits[language] in shown


def test_without_a_choice_amounts_are_written_as_the_shop_does(prefer, read_in):
    assert read_in("en", format_money, 1000, "IRR") == "IRR1,000"
    assert read_in("fa", format_money, 1000, "IRR") == "\u200eریال\xa0۱٬۰۰۰"


@pytest.mark.parametrize("nothing", [None, "", "ten", "NaN", float("inf")])
def test_what_is_no_amount_is_shown_as_nothing(prefer, read_in, nothing):
    prefer(rial_unit="toman")
    assert read_in("fa", format_money, nothing, "IRR") == ""


def test_oscars_own_filter_and_python_show_the_same(prefer):
    prefer(rial_unit="toman")
    ours = Template("{% load support_formats %}{{ amount|money:'IRR' }}")
    oscars = Template("{% load currency_filters %}{{ amount|currency:'IRR' }}")
    context = Context({"amount": Decimal(4_000_000)})
    with translation.override("fa"):
        shown = currency_filters.currency(Decimal(4_000_000), "IRR")
        assert ours.render(context) == oscars.render(context) == shown == "۴۰۰٬۰۰۰ تومان"


def test_the_shops_own_filter_wins(prefer, read_in, monkeypatch):
    prefer(rial_unit="toman")
    monkeypatch.setattr(currency_filters, "currency", lambda amount, currency=None: f"{amount} coins")
    assert read_in("fa", format_money, 5, "IRR") == "5 coins"

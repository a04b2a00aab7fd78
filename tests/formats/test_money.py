"""Amounts in the unit that the admin chose."""

from decimal import Decimal
from itertools import product

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from oscar.templatetags import currency_filters

from support_plugin.formats.money import format_missing, format_money, format_span, format_tax
from support_plugin.text.digits import parse_number

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
    assert read_in(language, format_money, 12_500_000, "IRR") == text.replace(" ", "\xa0")


@pytest.mark.parametrize(
    ("unit", "text"), [("toman", "۱۲۳٫۴ تومان"), ("thousand_toman", "۰٫۱۲۳۴ هزار تومان")]
)
def test_what_is_no_whole_unit_has_a_fraction_so_that_sums_add_up(prefer, read_in, unit, text):
    prefer(rial_unit=unit)
    assert read_in("fa", format_money, 1_234, "IRR") == text.replace(" ", "\xa0")


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.decimals(Decimal("-1e15"), Decimal("1e15"), places=2))
def test_an_amount_is_read_back_from_every_unit(prefer, amount):
    for unit, language in product(PER_UNIT, ["fa", "ar", "en"]):
        prefer(rial_unit=unit)
        with translation.override(language):
            number = format_money(amount, "IRR").split("\xa0")[0]
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
        assert ours.render(context) == oscars.render(context) == shown == "۴۰۰٬۰۰۰\xa0تومان"


def test_the_shops_own_filter_wins(prefer, read_in, monkeypatch):
    prefer(rial_unit="toman")
    monkeypatch.setattr(currency_filters, "currency", lambda amount, currency=None: f"{amount} coins")
    assert read_in("fa", format_money, 5, "IRR") == "5\xa0coins"


@pytest.mark.parametrize("unit", ["", *PER_UNIT])
@pytest.mark.parametrize("language", ["fa", "ar", "en"])
@pytest.mark.parametrize("currency", ["IRR", "EUR", "SAR", "SEK"])
def test_number_and_unit_are_never_parted_at_the_end_of_a_line(prefer, read_in, unit, language, currency):
    prefer(rial_unit=unit)
    assert " " not in read_in(language, format_money, 4_142_000, currency)


@pytest.mark.parametrize(
    ("unit", "tax", "text"),
    [
        ("toman", "3765455.15", "376,546 Toman"),
        ("rial", "3765455.15", "3,765,455 Rial"),
        ("thousand_toman", "3765455.15", "376.546 thousand Toman"),
        ("toman", "0", "0 Toman"),
    ],
)
def test_a_tax_is_shown_in_whole_units(prefer, read_in, unit, tax, text):
    prefer(rial_unit=unit)
    assert read_in("en", format_tax, Decimal(tax), "IRR").replace("\xa0", " ") == text


@pytest.mark.parametrize(
    ("unit", "currency", "missing", "text"),
    [
        ("toman", "IRR", "10216666.67", "1,021,667 Toman"),
        ("toman", "IRR", "10216670", "1,021,667 Toman"),
        ("rial", "IRR", "10216666.01", "10,216,667 Rial"),
        ("toman", "EUR", "3.331", "€3.34"),
    ],
)
def test_what_is_missing_is_shown_in_whole_units_and_is_enough(
    prefer, read_in, unit, currency, missing, text
):
    prefer(rial_unit=unit)
    assert read_in("en", format_missing, Decimal(missing), currency).replace("\xa0", " ") == text


def test_the_tax_of_another_currency_keeps_its_cents(read_in):
    assert read_in("en", format_tax, Decimal("3.4567"), "EUR") == "€3.46"
    assert read_in("en", format_tax, Decimal("3.4567"), "KWD").endswith("3.457")


def test_a_span_names_its_unit_once_and_is_one_amount_where_its_ends_are_equal(prefer, read_in):
    prefer(rial_unit="toman")
    assert read_in("en", format_span, 375_000, 500_000, "IRR") == "37,500–50,000\xa0Toman"
    assert read_in("en", format_span, 375_000, 375_000, "IRR") == "37,500\xa0Toman"
    span = read_in("en", format_span, 12, 15, "EUR")
    assert span == "\u2068€12.00\u2069–\u2068€15.00\u2069"


def test_a_format_of_the_shops_own_stays_as_it_is_and_does_not_break_in_our_texts(read_in, settings):
    settings.OSCAR_CURRENCY_FORMAT = {"EUR": {"format": "#,##0.00 ¤"}, "USD": {"currency_digits": False}}
    assert read_in("en", currency_filters.currency, Decimal("10.23"), "EUR") == "10.23 €"
    assert read_in("en", format_money, Decimal("10.23"), "EUR") == "10.23\xa0€"
    assert " " not in read_in("de", currency_filters.currency, Decimal("10.23"), "USD")
    settings.OSCAR_CURRENCY_FORMAT = "#,##0.00 ¤"
    assert read_in("en", currency_filters.currency, Decimal("10.23"), "GBP") == "10.23 £"

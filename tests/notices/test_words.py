"""What is said for each degree of certainty."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from support_plugin.formats.money import format_money, format_span
from support_plugin.notices.samples import ITEMS, sample_quote
from support_plugin.notices.slots import ShippingNotice, notice_slot
from support_plugin.notices.texts import charge_words, total_words
from support_plugin.shop.quotes.certainty import Certainty
from tests.helpers.shopping import find_part
from tests.notices.test_slots import LINE, money

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def show(quote, placement="basket", place=""):
    return render_to_string(*notice_slot(ShippingNotice(quote, placement, place=place)))


def clean(text):
    """Return a text without the invisible marks around amounts."""
    return text.translate({0x2068: None, 0x2069: None})


def line(quote, place=""):
    return clean(find_part(show(quote, place=place), LINE, "</summary>"))


def span(low, high):
    return clean(format_span(Decimal(low), Decimal(high), sample_quote(Certainty.RANGE).currency))


def test_an_exact_charge_is_said_with_its_place():
    text = line(sample_quote(Certainty.EXACT), place="Shiraz")
    assert text == f"Shipping {money(50_000)} to Shiraz"


def test_the_first_row_is_the_charge_the_second_the_date():
    shown = ShippingNotice(sample_quote(Certainty.RANGE), "basket", arrival="tomorrow")
    html = clean(render_to_string(*notice_slot(shown)))
    rows = html.partition("</summary>")[0].split('<span class="support-notice-row">')[1:]
    assert [find_part(f"<i>{row}</i>", "<i>", "</i>") for row in rows] == [
        f"Shipping {span(50_000, 90_000)}",
        "Arrives tomorrow",
    ]


def test_a_span_is_said_and_why():
    quote = sample_quote(Certainty.RANGE)
    assert line(quote) == f"Shipping {span(50_000, 90_000)}"
    html = clean(show(quote, "checkout"))
    assert "It depends on where it goes." in html
    assert f"<bdi>{span(1_050_000, 1_090_000)}</bdi>" in html


@pytest.mark.parametrize("amount", [0, 50_000])
def test_a_span_whose_ends_are_equal_is_one_amount_and_depends_on_nothing(amount):
    amount = Decimal(amount)
    same = replace(
        sample_quote(Certainty.RANGE),
        charge_low=amount,
        charge_high=amount,
        total_low=ITEMS + amount,
        total_high=ITEMS + amount,
    )
    assert line(same) == f"Shipping {money(amount) if amount else 'free'}"
    html = show(same, "checkout")
    assert "It depends" not in html
    assert f"<bdi>{money(ITEMS + amount)}</bdi>" in html


@pytest.mark.parametrize("placement", ["basket", "mini", "card", "product", "checkout"])
def test_what_nobody_knows_is_never_called_free_nor_given_an_amount(placement):
    html = show(sample_quote(Certainty.UNKNOWN), placement)
    assert "free" not in html
    assert f">{money(0)}<" not in html
    assert "Total" not in html


def test_what_nobody_knows_is_said_to_be_so():
    quote = sample_quote(Certainty.UNKNOWN)
    assert line(quote) == "Shipping not known yet"
    assert f"Without shipping: <bdi>{money(1_000_000)}</bdi>" in show(quote, "mini")


def test_goods_without_a_price_have_no_total_at_all():
    quote = replace(sample_quote(Certainty.UNKNOWN), items=None, discount=None)
    for placement in ("basket", "mini"):
        html = show(quote, placement)
        assert "Total" not in html
        assert "Without shipping" not in html


def test_free_is_said_only_where_all_of_it_is_free():
    nothing = Decimal(0)
    free = replace(sample_quote(Certainty.EXACT), charge_low=nothing, charge_high=nothing)
    assert charge_words(free, "IRR") == "free"
    partly = replace(sample_quote(Certainty.RANGE), charge_low=nothing)
    assert charge_words(partly, "IRR") == f"at most \u2068{money(90_000)}\u2069"
    assert charge_words(sample_quote(Certainty.UNKNOWN), "IRR") == "not known yet"


def test_taxes_that_are_added_later_are_named():
    html = show(replace(sample_quote(Certainty.ESTIMATE), tax=None, assumed=("tax",)))
    assert "Taxes are added at the checkout." in html


def test_a_charge_that_the_shop_calls_an_estimate_is_called_so():
    html = show(replace(sample_quote(Certainty.ESTIMATE), assumed=("charge",)))
    assert "The exact charge follows from your address." in html


@pytest.mark.parametrize("language", ["en", "fa", "ar"])
def test_the_tax_is_named_as_a_part_of_the_total_in_whole_units(language, prefer):
    prefer(rial_unit="toman")
    quote = replace(sample_quote(Certainty.EXACT), currency="IRR", tax=Decimal("95454.55"))
    with translation.override(language):
        html = show(quote, "checkout")
        tax = format_money(Decimal(95_450), "IRR")
    assert f"<dd><bdi>{tax}</bdi></dd>" in html
    assert html.index(tax) > html.index("support-notice-total")


@pytest.mark.parametrize("language", ["en", "fa", "ar"])
def test_the_minus_stands_where_the_shops_own_rows_have_it(language):
    quote = replace(sample_quote(Certainty.EXACT), discount=Decimal(2_180))
    with translation.override(language):
        direction = "" if language == "en" else ' dir="rtl"'
        assert f"<bdi{direction}>{money(-2_180)}</bdi>" in show(quote, "checkout")


def test_a_cart_of_downloads_needs_no_sending():
    text = line(replace(sample_quote(Certainty.EXACT), is_shipping_required=False))
    assert text == "Nothing here has to be sent."


def test_every_amount_stands_in_an_isolate_of_its_own():
    quote = sample_quote(Certainty.RANGE)
    assert f"<bdi>{total_words(quote)}</bdi>" in show(quote, "checkout")


@pytest.mark.parametrize("place", ["<img src=x onerror=alert(1)>", '" onmouseover="x'])
def test_a_place_cannot_bring_markup_in(place):
    html = show(sample_quote(Certainty.EXACT), place=place)
    assert place not in html

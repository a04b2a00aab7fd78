"""What is said for each degree of certainty."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from support_plugin.notices.samples import sample_quote
from support_plugin.notices.slots import ShippingNotice, notice_slot
from support_plugin.shop.destinations import Destination
from support_plugin.shop.quotes import Certainty
from support_plugin.templatetags.support_notices import charge_words, total_words
from tests.notices.test_slots import LINE, money
from tests.shopping import find_part

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def show(quote, placement="basket", place=""):
    return render_to_string(*notice_slot(ShippingNotice(quote, placement, place=place)))


def line(quote, place=""):
    """Return the line without the invisible marks around amounts."""
    return find_part(show(quote, place=place), LINE, "</summary>").translate({0x2068: None, 0x2069: None})


def test_an_exact_charge_is_said_plainly():
    text = line(sample_quote(Certainty.EXACT), place="Shiraz")
    assert f"Shipping to Shiraz: {money(50_000)} (Sample method)." in text
    assert f"Total: {money(1_050_000)}." in text
    assert "from" not in text


def test_an_estimate_names_what_it_takes_for_granted():
    quote = replace(sample_quote(Certainty.ESTIMATE), destination=Destination("IR", "IR-23"))
    assert "Shipping to an address in Tehran:" in line(quote, place="Tehran")


def test_a_span_is_said_from_to_and_why():
    text = line(sample_quote(Certainty.RANGE))
    assert f"Shipping: from {money(50_000)} to {money(90_000)}." in text
    assert "It depends on where it goes." in text
    assert f"Total: from {money(1_050_000)} to {money(1_090_000)}." in text


@pytest.mark.parametrize("placement", ["basket", "mini", "card", "product", "checkout"])
def test_what_nobody_knows_is_never_called_free_nor_given_an_amount(placement):
    html = show(sample_quote(Certainty.UNKNOWN), placement)
    assert "free" not in html
    assert f">{money(0)}<" not in html
    assert "Total:" not in html


def test_what_nobody_knows_is_said_to_be_so():
    text = line(sample_quote(Certainty.UNKNOWN))
    assert "Shipping: not known yet." in text
    assert f"Total without shipping: {money(1_000_000)}." in text


def test_goods_without_a_price_have_no_total_at_all():
    quote = replace(sample_quote(Certainty.UNKNOWN), items=None, discount=None)
    for placement in ("basket", "mini"):
        assert "Total" not in show(quote, placement).replace("Shipping and total", "")


def test_free_is_said_only_where_all_of_it_is_free():
    nothing = Decimal(0)
    free = replace(sample_quote(Certainty.EXACT), charge_low=nothing, charge_high=nothing)
    assert charge_words(free, "IRR") == "free"
    partly = replace(sample_quote(Certainty.RANGE), charge_low=nothing)
    assert charge_words(partly, "IRR") == f"at most \u2068{money(90_000)}\u2069"
    assert charge_words(sample_quote(Certainty.UNKNOWN), "IRR") == "not known yet"


def test_taxes_that_are_added_later_are_named():
    text = line(replace(sample_quote(Certainty.ESTIMATE), tax=None, assumed=("tax",)))
    assert "Taxes are added at the checkout." in text


def test_a_charge_that_the_shop_calls_an_estimate_is_called_so():
    text = line(replace(sample_quote(Certainty.ESTIMATE), assumed=("charge",)))
    assert "The exact charge follows from your address." in text


def test_a_cart_of_downloads_needs_no_sending():
    text = line(replace(sample_quote(Certainty.EXACT), is_shipping_required=False))
    assert text.startswith("Nothing here has to be sent.")
    assert "Shipping" not in text


def test_every_amount_and_name_stands_in_an_isolate_of_its_own():
    html = show(sample_quote(Certainty.RANGE))
    assert (
        f"<bdi>{total_words(sample_quote(Certainty.RANGE), sample_quote(Certainty.RANGE).currency)}</bdi>"
        in html
    )


@pytest.mark.parametrize("place", ["<img src=x onerror=alert(1)>", '" onmouseover="x'])
def test_a_place_cannot_bring_markup_in(place):
    html = show(sample_quote(Certainty.EXACT), place=place)
    assert place not in html

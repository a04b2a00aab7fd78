"""A shop that shows the tax in rows of its own: in whole units, as the note below the total has it."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from oscar.core.prices import Price

from support_plugin.formats.money import format_money
from support_plugin.preferences.models import SupportSettings
from tests.shop.conftest import cart_request

__all__ = ["cart_request"]
pytestmark = pytest.mark.django_db
NET, TAX, WHOLE = Decimal("18348623.85"), Decimal("1651376.15"), Decimal(1_651_380)  # Rial


@pytest.fixture(autouse=True)
def _toman_without_notices(prefer):
    prefer(rial_unit=SupportSettings.RialUnit.TOMAN, notices_enabled=False)


def render(request, **values):
    total = Price("IRR", NET, tax=TAX)
    context = {"basket": request.basket, "order_total": total, "show_tax_separately": True, **values}
    return render_to_string("oscar/basket/partials/basket_totals.html", context, request)


def test_a_tax_in_the_shops_rows_is_in_whole_units(cart_request):
    html = render(cart_request)
    assert format_money(WHOLE, "IRR") in html
    assert format_money(TAX, "IRR") not in html


def test_other_amounts_keep_their_fractions(cart_request):
    rows = (
        "{% load currency_filters support_formats %}{% with price=price|whole_taxes:'IRR' %}"
        "{{ price.tax|currency:'IRR' }} {{ price.excl_tax|currency:'IRR' }}{% endwith %}"
    )
    shown = Template(rows).render(Context({"price": Price("IRR", NET, tax=TAX)}))
    assert shown == f"{format_money(WHOLE, 'IRR')} {format_money(NET, 'IRR')}"


@pytest.mark.parametrize("total", [None, Price("IRR", NET)])
def test_rows_without_a_total_or_with_an_unknown_tax_are_rendered_as_before(cart_request, total):
    assert "totals" in render(cart_request, order_total=total, shipping_charge=total)

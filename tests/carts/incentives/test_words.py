"""Readers get amounts, days and digits as they are used to."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from support_plugin.carts.incentives.models import Incentive
from support_plugin.carts.incentives.owners import Fault
from support_plugin.carts.incentives.words import benefit_text, conditions_text, fault_text
from support_plugin.text.bidi import without_controls
from tests.carts.incentives.conftest import give, leave, make_incentive

pytestmark = pytest.mark.django_db


def plain(text):
    return without_controls(text).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"value": 10}, "10% off"),
        ({"benefit": "amount", "value": 500_000}, "50,000 Toman off"),
        ({"benefit": "free_shipping"}, "Free shipping"),
    ],
)
def test_a_codes_benefit_is_shown_in_the_readers_amounts(prefer, fields, text):
    prefer(rial_unit="toman")
    row = Incentive(**{"currency": "IRR", "value": 0, **fields})
    assert plain(benefit_text(row)) == text


def test_persian_readers_get_their_calendar_and_digits(prefer):
    prefer(rial_unit="toman")
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    row = give(make_incentive(minimum=500_000), leave("a@example.com"), now).voucher
    with translation.override("fa"):
        said = plain(conditions_text(row))
        assert "۶ آذر ۱۴۰۵" in said
        assert "۵۰٬۰۰۰ تومان" in said
        assert "۱۰٪" in plain(benefit_text(row))
        for fault in Fault:
            assert "%(" not in fault_text(fault, row)

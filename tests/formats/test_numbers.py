"""Numbers as readers see them, and back."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.formats.numbers import format_number, in_readers_digits, in_readers_number
from support_plugin.text.digits import parse_number

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
decimals = st.decimals(
    min_value=Decimal(-(10**15)), max_value=Decimal(10**15), places=3, allow_nan=False, allow_infinity=False
)


@given(decimals | st.integers(-(10**18), 10**18), st.sampled_from(["fa", "ar", "ar-ma", "en", "de"]))
def test_what_is_shown_to_a_reader_can_be_typed_back(number, language):
    with translation.override(language):
        assert parse_number(format_number(number)) == number
        assert parse_number(in_readers_digits(f"{number:,}")) == number


@pytest.mark.parametrize(
    ("language", "text"), [("fa", "\u200e−۱٬۲۳۴٫۵"), ("ar", "\u061c-١٬٢٣٤٫٥"), ("en", "-1,234.5")]
)
def test_a_number_has_the_separators_of_its_digits(read_in, language, text):
    assert read_in(language, format_number, Decimal("-1234.5")) == text


def test_only_separators_between_digits_are_the_readers(read_in):
    assert read_in("ar", in_readers_number, "1,234.50 ر.س.") == "١٬٢٣٤٫٥٠ ر.س."
    assert read_in("fa", in_readers_number, "a.b, c") == "a.b, c"

"""Numbers as people read and type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.text.digits import (
    ARABIC_INDIC,
    ASCII,
    PERSIAN,
    parse_number,
    to_ascii_digits,
)

DIGIT_SETS = [str.maketrans(ASCII, digits) for digits in (ASCII, PERSIAN, ARABIC_INDIC)]
GROUPINGS = ["", ",", "،", "٬", "'", " ", "\u00a0", "\u202f"]
DECIMALS = [".", "٫", "/"]
MARKS = ["", "\u200e", "\u200f", "\u061c", "\u2067"]
numbers = st.decimals(
    min_value=Decimal(-(10**15)), max_value=Decimal(10**15), places=3, allow_nan=False, allow_infinity=False
)


@given(
    numbers,
    st.sampled_from(DIGIT_SETS),
    st.sampled_from(GROUPINGS),
    st.sampled_from(DECIMALS),
    st.sampled_from(["-", "−"]),
    st.sampled_from(MARKS),
)
def test_a_number_reads_alike_in_every_script_and_with_every_separator(
    number, digits, grouping, decimal, minus, mark
):
    written = f"{number:,.3f}".replace(".", decimal).replace(",", grouping).replace("-", minus)
    assert parse_number(mark + written.translate(digits) + mark) == number


@given(st.text())
def test_turning_digits_into_ascii_twice_changes_nothing_more(text):
    once = to_ascii_digits(text)
    assert to_ascii_digits(once) == once
    assert len(once) == len(text)


NO_NUMBERS = "|-|۱2|٣۳|12,34|1,234٬567|1.2.3|1,5|ten|1e5|१२|--1|1-|1,23,456|∞|1 2"


@pytest.mark.parametrize("text", NO_NUMBERS.split("|"))
def test_what_is_no_clear_number_is_refused(text):
    with pytest.raises(ValueError, match=r"number|script"):
        parse_number(text)

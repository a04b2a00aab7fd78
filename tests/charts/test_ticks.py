"""An axis has few, round, equally spaced values, up to the highest one that is drawn."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.charts.ticks import make_ticks


@given(
    st.integers(0, 10**18) | st.decimals(0, 10**18, places=4, allow_nan=False, allow_infinity=False),
    st.booleans(),
)
def test_ticks_cover_the_highest_value_in_few_round_steps(most, whole):
    found = make_ticks(most, whole=whole)
    step = found[1]
    assert found == [step * number for number in range(len(found))]
    assert found[-1] >= most
    assert most == 0 or most > found[-2]
    assert 2 <= len(found) <= 6
    assert step.normalize().as_tuple().digits in {(1,), (2,), (2, 5), (5,)}
    assert not whole or all(tick == int(tick) for tick in found)


@pytest.mark.parametrize(
    ("most", "whole", "expected"),
    [
        (0, True, "0 1"),
        (1, True, "0 1"),
        (3, True, "0 1 2 3"),
        (9, True, "0 5 10"),
        (Decimal("0.9"), False, "0 0.25 0.50 0.75 1.00"),
        (10**12, True, "0 250000000000 500000000000 750000000000 1000000000000"),
    ],
)
def test_ticks_are_what_people_would_choose(most, whole, expected):
    assert make_ticks(most, whole=whole) == [Decimal(number) for number in expected.split()]

"""How much memory a value takes, about: what the cache's bound is reckoned with."""

import pytest

from support_plugin import cache_sizes
from support_plugin.cache_sizes import size_of


class Row:
    """Holds what it is given."""

    def __init__(self, value):
        self.value = value


def test_a_small_value_is_measured_with_all_that_it_holds():
    text = "x" * 10_000
    assert 10_000 < size_of(text) < 10_200
    assert 10_000 < size_of([Row({"key": (text, text)})]) < 12_000


@pytest.mark.parametrize(
    "make",
    [lambda n: "x" * 500 + str(n), lambda n: (f"{n:300}", n), lambda n: Row(f"{n:300}")],
    ids=["texts", "tuples", "objects"],
)
def test_a_large_value_is_estimated_by_a_few_of_its_parts(make, monkeypatch):
    many = [make(number) for number in range(5_000)]
    estimate = size_of(many)
    monkeypatch.setattr(cache_sizes, "MOST_PARTS", 10**9)
    assert 0.4 < estimate / size_of(many) < 2.5

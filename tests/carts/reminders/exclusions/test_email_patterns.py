"""Which addresses a line of the exclusions stands for."""

import pytest

from support_plugin.carts.reminders.exclusions.email_patterns import compile_patterns, is_pattern, patterns_of


@pytest.mark.parametrize(
    ("line", "meant", "not_meant"),
    [
        ("one@shop.example", ["one@shop.example"], ["two@shop.example", "one@shop.example.com"]),
        ("shop.example", ["a@shop.example", "b.c+d@shop.example"], ["a@my.shop.example", "a@shop-example"]),
        ("@shop.example", ["a@shop.example"], ["a@my.shop.example", "a@shop.example.com"]),
        ("*.shop.example", ["a@my.shop.example"], ["a@shop.example"]),
        ("*@*.shop.example", ["a@my.shop.example"], ["a@shop.example"]),
        ("test-*@example.com", ["test-1@example.com", "test-@example.com"], ["test@example.com"]),
        ("*", ["a@example.com"], []),
        ("*a*b@c.example", ["ab@c.example", "xaxbab@c.example"], ["ba@c.example", "abc@c.example"]),
        ("**@**.c.example", ["a@b.c.example"], ["a@c.example"]),
        (" Shop.Example ", ["a@shop.example"], []),
        ("a+b@(x).example", ["a+b@(x).example"], ["aab@x.example"]),
    ],
)
def test_a_line_stands_for_these_addresses_and_no_others(line, meant, not_meant):
    found = compile_patterns(patterns_of(f"\n{line}\nnobody@nowhere.example\n"))
    assert found is not None
    assert [one for one in [*meant, *not_meant] if found.fullmatch(one)] == meant


def test_many_stars_cost_no_time():
    # Tried in all ways, these would take longer than anybody waits.
    found = compile_patterns(patterns_of("*a" * 20 + "@c.example\n" + "*" * 20 + "b@c.example"))
    assert found is not None
    assert not found.fullmatch("a" * 200 + "@b.example")


def test_no_line_stands_for_nobody():
    assert compile_patterns(patterns_of(" \n\n")) is None


@pytest.mark.parametrize("line", ["a b", "a@b@c", "a,b", "a@", "a;b@c", "Ann <ann@example.com>", ""])
def test_what_is_no_address_or_host_is_known(line):
    assert not is_pattern(line)

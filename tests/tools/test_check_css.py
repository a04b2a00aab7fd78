import pytest

from tools.check_css import physical_sides


@pytest.mark.parametrize(
    "css",
    [
        "a { margin-left: 1px }",
        "a{padding-right:1px}",
        "a {\n  left: 0;\n}",
        "a { border-right-color: red }",
        "a { border-top-left-radius: 1px }",
        "a { text-align: right; }",
        "a { float:left }",
        "a { scroll-margin-left: 1px }",
    ],
)
def test_a_physical_side_is_found(css):
    assert list(physical_sides(css))


@pytest.mark.parametrize(
    "css",
    [
        "a { margin-inline-start: 1px; inset-inline-end: 0 }",
        "a { text-align: start }",
        ".left { color: red }",
        ".icon-right:hover { color: red }",
        "/* left: 0 */ a { color: red }",
        "a { background: url(left.svg) }",
        "a { transform-origin: left top }",
    ],
)
def test_what_only_contains_the_word_is_not(css):
    assert not list(physical_sides(css))


def test_the_line_is_told_even_after_a_long_comment():
    assert list(physical_sides("/* one\ntwo */\na { left: 0 }")) == [(3, "a { left: 0 }")]

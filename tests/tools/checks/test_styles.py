import pytest

from tools.checks.styles import physical_sides, physical_sides_in_html, physical_sides_in_script


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
        "a { margin: 1px 2px 3px 4px }",
        "a { padding:0 1px 0 calc(1px + 2px) }",
        "a { inset: 0 auto 0 0 }",
        "a { border-width: 0 0 0 4px }",
        "a { border-radius: 1px 0 0 1px }",
        "a { border-radius: 1px 2px }",
        "a { border-radius: 1px 2px 3px }",
        "a { transform: translateX(-50%) }",
        "a { transform: rotate(1deg) translate(3px, 0) }",
        "a { translate: -50% 0 }",
        "a { background-position: right 1rem center }",
        "a { background: url(x.svg) no-repeat left center }",
        "a { transform-origin: left top }",
        "a { background: linear-gradient(to right, red, blue) }",
        "a { background: linear-gradient(90deg, red, blue) }",
        "a { box-shadow: inset 3px 0 0 red }",
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
        "a { margin: 1px 2px 3px 2px; padding: 1px 2px 3px; inset: auto 0 }",
        "a { border-radius: 1px 1px 0 0; border-color: red }",
        "a { border-radius: 0 0 var(--small) var(--small) }",
        "a { translate: 0 -30vh; transform: translate(0, 1px) scaleX(-1) }",
        "a { box-shadow: 0 1px 2px rgb(0 0 0 / 6%), 0 0 red; box-shadow: inset 0 -3px var(--brand) }",
        "a { background: linear-gradient(to top, red, blue) url(to-right.svg) }",
        "a { left: 0 /* physical: a map's west */ }",
    ],
)
def test_what_only_contains_the_word_is_not(css):
    assert not list(physical_sides(css))


def test_the_line_is_told_even_after_a_long_comment():
    assert list(physical_sides("/* one\ntwo */\na { left: 0 }")) == [(3, "a { left: 0 }")]


@pytest.mark.parametrize(
    "html",
    [
        '<td style="text-align: left">',
        "<p style='margin-left:1px'>",
        "<style>\n.a { float: right }</style>",
        '<td align="right">',
    ],
)
def test_styles_in_templates_are_read_too(html):
    assert next(physical_sides_in_html(f"<p>left: 0;</p>\n{html}"))[0] >= 2


def test_a_template_whose_side_depends_on_the_language_is_not_blamed():
    assert not list(
        physical_sides_in_html('<td align="{% if rtl %}left{% else %}right{% endif %}">right;</td>')
    )


@pytest.mark.parametrize(
    "script",
    [
        "node.style.left = `${x}px`;",
        "node.style.marginRight = 0",
        'node.style.setProperty("padding-left", "1px")',
        "box.scrollLeft += 10;",
        "box.scrollBy({ left: 10 });",
    ],
)
def test_what_scripts_do_to_one_side_is_found(script):
    assert list(physical_sides_in_script(script)) == [(1, script)]


def test_a_script_may_measure():
    assert not list(
        physical_sides_in_script("const { left } = node.getBoundingClientRect(); go({ top: 1 });")
    )

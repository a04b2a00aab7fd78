"""Style sheets are mirrored: every property that has a side, and nothing that has none."""

import re

import pytest

from support_plugin.right_to_left.flipping import turn


def turned(css):
    return re.sub(r"\s+", " ", turn(css)).strip()


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("margin-left:1px", "margin-right:1px"),
        ("margin:1px 2px 3px 4px", "margin:1px 4px 3px 2px"),
        ("padding:0 calc(1em + 2px) 0 auto", "padding:0 auto 0 calc(1em + 2px)"),
        ("border-width:1px 2px 3px 4px", "border-width:1px 4px 3px 2px"),
        ("border-left:1px solid red", "border-right:1px solid red"),
        ("left:-2px", "right:-2px"),
        ("float:left", "float:right"),
        ("text-align:left!important", "text-align:right!important"),
        ("border-radius:1px 2px", "border-radius:2px 1px"),
        ("border-radius:1px 2px 3px", "border-radius:2px 1px 2px 3px"),
        ("border-radius:1px 2px 3px 4px / 5px 6px", "border-radius:2px 1px 4px 3px/6px 5px"),
        ("border-top-left-radius:1px", "border-top-right-radius:1px"),
        ("-moz-border-radius-topleft:1px", "-moz-border-radius-topright:1px"),
        ("box-shadow:1px 2px red,inset -3px 0 #000", "box-shadow:-1px 2px red,inset 3px 0 #000"),
        ("transform:translateX(-50%)", "transform:translateX(50%)"),
        ("transform:translate(.5rem,1px) rotate(45deg)", "transform:translate(-.5rem,1px) rotate(-45deg)"),
        ("transform:translateX(var(--a))", "transform:translateX(calc(-1 * var(--a)))"),
        ("translate:1px 2px", "translate:-1px 2px"),
        ("transform-origin:0 0", "transform-origin:100% 0"),
        ("transform-origin:left top", "transform-origin:right top"),
        (
            "background-position:right calc(1em + 2px) top",
            "background-position:left calc(1em + 2px) top",
        ),
        ("background-position:20% 5px", "background-position:80% 5px"),
        ("background:url(a.png) no-repeat 0 0", "background:url(a.png) no-repeat 100% 0"),
        (
            "background:url(a.png) 5px 0/8px 10px",
            "background:url(a.png) calc(100% - 5px) 0/8px 10px",
        ),
        (
            "background:linear-gradient(to right,red,tan)",
            "background:linear-gradient(to left,red,tan)",
        ),
        (
            "background:linear-gradient(9deg,red,tan)",
            "background:linear-gradient(-9deg,red,tan)",
        ),
        ("transition:left .3s,margin-right .3s", "transition:right .3s,margin-left .3s"),
        ("cursor:ne-resize", "cursor:nw-resize"),
        ('content:"→"', 'content:"\\002190"'),
    ],
)
def test_what_has_a_side_changes_it(declaration, expected):
    assert turned(f".a{{{declaration}}}") == f".a{{{expected};}}"


@pytest.mark.parametrize(
    "declaration",
    [
        "margin:1px 2px 3px",
        "color:red",
        "border-radius:50%",
        "transform:translateY(-50%) scale(2)",
        "background:url(left.png)",
        "background-position:center top",
        # A piece of a picture of many.
        "background-position:-20px -40px",
        "margin-inline-start:1px",
        "text-align:start",
        "cursor:ew-resize",
        "animation-name:slide-left",
        "--margin-left:1px",
        # A code in a page of words.
        "direction:ltr",
        "content:'\\f0a4'",
    ],
)
def test_what_has_no_side_stays_with_its_sheet_as_it_was(declaration):
    assert turn(f".left{{{declaration}}}") == f".left{{{declaration}}}"


def test_the_page_itself_is_turned():
    assert turned("html, body{direction:ltr}") == "html, body{direction:rtl;}"


@pytest.mark.parametrize("selector", ['[dir="rtl"] .a', ".b:dir(ltr)", "[dir=ltr]"])
def test_rules_that_name_a_direction_are_right_already(selector):
    css = f"{selector}{{margin-left:1px}}"
    assert turned(f"{css}.c{{left:0}}") == f"{css}.c{{right:0;}}"


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("@media print{.a:hover{left:0}}", "@media print{.a:hover{right:0;}}"),
        ("@supports (top:0){@media print{a{left:0}}}", "@supports (top:0){@media print{a{right:0;}}}"),
        ("@keyframes b{0%{left:0}100%{left:1px}}", "@keyframes b{0%{right:0;}100%{right:1px;}}"),
        (".a{left:0;@media print{left:1px}}", ".a{right:0;@media print{right:1px;}}"),
        (".a{& .b{float:left}}", ".a{& .b{float:right;}}"),
        ("@font-face{font-family:left}.a{left:0}", "@font-face{font-family:left}.a{right:0;}"),
        ("/*! Licence */.a{left:0}", "/*! Licence */.a{right:0;}"),
        (".a{left:0}/*# sourceMappingURL=a.css.map */", ".a{right:0;}"),
    ],
)
def test_rules_are_found_wherever_they_are(css, expected):
    assert turned(css) == expected


@pytest.mark.parametrize(
    "rule",
    [
        '.fa-chevron-left:before{content:"\\f053"}',
        '.fa-chevron-left{--fa:"\\f053"}',
        '.bi-arrow-right::before{content:"a"}',
        '.glyphicon-menu-left:before{content:"a"}',
        '.fa-sign-out-alt:before{content:"a"}',
        '.fa-list-ul:before{content:"a"}',
    ],
)
def test_icons_that_point_somewhere_are_mirrored(rule):
    name = re.match(r"\.[\w-]+", rule)[0]
    assert turned(rule).endswith(f"{name}::before{{display:inline-block;transform:scaleX(-1)}}")


@pytest.mark.parametrize("name", ["search", "align-left", "quote-left", "check", "arrow-up", "clock"])
def test_icons_that_point_nowhere_are_not_mirrored(name):
    css = f'.fa-{name}:before{{content:"a"}}'
    assert turn(css) == css


def test_addresses_of_fonts_and_pictures_stay():
    css = '@font-face{src:url("../webfonts/a.woff2")}.a{left:0;background:url(../img/left.png)}'
    assert '"../webfonts/a.woff2"' in turn(css)
    assert "url(../img/left.png)" in turn(css)


@pytest.mark.parametrize("address", ['"a/b.css"', "url(a/b.css)", "url('a/b.css')"])
def test_an_imported_sheet_may_be_another(address):
    assert turn(f"@import {address} print;", lambda old: f"{old}?") == '@import "a/b.css?" print;'


def test_what_no_browser_understands_is_left_out():
    assert turned(".a{left:0;*zoom:1;color:red}") == ".a{right:0;color:red;}"

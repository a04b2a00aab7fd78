"""Every accent an admin may choose can be read, on light and on dark."""

import re
from itertools import product

from support_plugin.chat.pages.colours import (
    BLACK,
    DARK,
    LIGHT,
    READABLE,
    WHITE,
    Colour,
    accent_colours,
    contrast,
)
from tools.paths import ROOT

STEPS = (0, 51, 102, 119, 153, 204, 255)
ACCENTS = [str(Colour(*parts)) for parts in product(STEPS, repeat=3)]
CSS = (ROOT / "support_plugin/static/support_plugin/chat/panel/panel.css").read_text(encoding="utf-8")


def both(name: str) -> list[Colour]:
    """The light and the dark value of one of the panel's colours."""
    found = re.search(rf"{name}: light-dark\((#\w+), (#\w+)\)", CSS)
    assert found, name
    return [Colour.parse(value if len(value) == 7 else "#" + value[1:] * 2) for value in found.groups()]


def test_black_on_white_is_21_to_1():
    assert round(contrast(BLACK, WHITE), 6) == 21


def test_words_on_any_accent_can_be_read():
    for accent in ACCENTS:
        found = accent_colours(accent)
        assert contrast(Colour.parse(found["accent"]), Colour.parse(found["on-accent"])) >= READABLE, accent


def test_words_in_any_accent_can_be_read_on_light_and_on_dark():
    grounds = list(zip(both("--paper"), both("--support-sand"), strict=True))
    for accent in ACCENTS:
        found = accent_colours(accent)
        for name, shades in zip(("accent-ink", "accent-glow"), grounds, strict=True):
            for ground in shades:
                assert contrast(Colour.parse(found[name]), ground) >= READABLE, (accent, name)


def test_an_accent_that_can_be_read_is_left_as_it_is():
    assert accent_colours("#0f766e")["accent-ink"] == "#0f766e"
    assert accent_colours("#ffdd00")["accent-glow"] == "#ffdd00"


def test_the_panels_own_colours_can_be_read_on_each_other():
    pairs = [
        ("--support-ink", "--paper"),
        ("--support-ink", "--support-sand"),
        ("--support-ink", "--support-rose"),
        ("--support-ink", "--straw"),
        ("--support-soft", "--paper"),
        ("--support-soft", "--support-sand"),
        ("--support-danger", "--paper"),
        ("--support-danger", "--support-rose"),
    ]
    for ink, ground in pairs:
        for front, back in zip(both(ink), both(ground), strict=True):
            assert contrast(front, back) >= READABLE, (ink, ground)


def test_the_panels_grounds_are_those_that_the_accent_is_made_for():
    assert both("--support-sand") == [LIGHT, DARK]

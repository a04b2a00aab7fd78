"""What strangers write is cleaned at one place."""

import sys
import unicodedata

import pytest

from support_plugin.text.cleaning import (
    clean_line,
    is_blank,
    is_storable,
    storable,
    with_plain_breaks,
    without_invisible,
)

# Format characters that do print (Unicode's Prepended_Concatenation_Mark), and the signs that control
# Egyptian hieroglyphs, which belong to visible ones.
PRINTED = {
    *range(0x600, 0x606),
    0x6DD,
    0x70F,
    0x890,
    0x891,
    0x8E2,
    0x110BD,
    0x110CD,
    *range(0x13430, 0x13440),
}


@pytest.mark.parametrize(
    "text",
    ["", " ", "\u200c", "\u200b", "\u200d\u200c ", "\u2060", "\ufeff", "\u3164", "\u2800", "\u00ad\n", "\0"],
)
def test_what_shows_nothing_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "\u200c۱", "🙂", "\U0001fae9", "❤\ufe0f", "\u0600", "\ue000", "َ"])
def test_what_shows_something_is_not_blank(text):
    assert not is_blank(text)


def test_blank_agrees_with_unicodes_categories():
    for code in range(sys.maxunicode + 1):
        kind = unicodedata.category(chr(code))
        if kind in ("Cc", "Cs", "Zs", "Zl", "Zp") or (kind == "Cf" and code not in PRINTED):
            assert is_blank(chr(code)), hex(code)
        if kind[0] in "NPS" and code != 0x2800:
            assert not is_blank(chr(code)), hex(code)


def test_nul_and_lone_surrogates_are_not_stored():
    assert not is_storable("a\0")
    assert not is_storable("\udfff")
    assert is_storable("🙂\n")
    assert storable("a\0b\ud800c") == "abc"


def test_each_kind_of_break_counts_once():
    assert with_plain_breaks("a\r\nb\rc\nd\r\n\r\n") == "a\nb\nc\nd\n\n"


@pytest.mark.parametrize(
    "mark", ["\u200c", "\u200d", "\u200b", "\u2060", "\u00ad", "\ufeff", "\u202e", "\ufe0f", "\u180e"]
)
def test_a_code_has_no_invisible_characters(mark):
    assert without_invisible(f"{mark}ali@{mark}example.com{mark}") == "ali@example.com"


def test_letters_digits_and_spaces_of_a_code_stay():
    assert without_invisible("تخفیف ۱۴۰۵-ABC\u00a0é") == "تخفیف ۱۴۰۵-ABC\u00a0é"


def test_a_line_is_cut_and_never_refused():
    assert clean_line("/fa/\0\ud800x\r\ny", 100) == "/fa/x y"
    assert clean_line("x" * 60_000, 500) == "x" * 500
    assert clean_line(["x"], 500) == ""

"""Bidirectional control characters (bidi controls, UAX 9): stripping them, and isolating texts.

A name that holds ``U+202E`` reverses what stands beside it on a page, in a mail or in the dashboard, whose
templates are the shop's. Nobody types these controls; they come with copied texts. The marks (U+200E, U+200F,
U+061C) and the joiners, which people do type, stay.
"""

import re
import unicodedata

# Embeddings, overrides, isolates, and their ends.
BIDI_CONTROLS = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_NO_CONTROLS = str.maketrans("", "", BIDI_CONTROLS)
_LEFT_TO_RIGHT, _FIRST_STRONG, _END = "\u2066", "\u2068", "\u2069"
_ISOLATED = re.compile("[\u2066-\u2068][^\u2069]*\u2069")
_RIGHT_TO_LEFT_MARK = "\u200f"


def without_controls(text: str) -> str:
    """Strip bidi controls: return the text without what changes the direction of the text after it."""
    return text.translate(_NO_CONTROLS)


def isolate(text: object) -> str:
    """Return a text for a sentence, as ``<bdi>`` does in HTML; it can't end the isolate itself."""
    return f"{_FIRST_STRONG}{without_controls(str(text))}{_END}"


def isolate_code(code: str) -> str:
    """Return a code or a number whose groups stand from left to right in every sentence."""
    return f"{_LEFT_TO_RIGHT}{without_controls(code)}{_END}"


def isolate_lines(text: object) -> str:
    """Return a text with each of its lines isolated, as ``unicode-bidi: plaintext`` does in CSS."""
    return "\n".join(isolate(line) if line else "" for line in str(text).splitlines())


def mark_rtl_lines(text: str) -> str:
    """Return a text of a language that runs from right to left, whose lines stand alone (``dir="auto"``).

    A line of isolates, digits and marks alone has no direction of its own, and would run from left to right.
    """
    return "\n".join(
        line if not line or _has_letter(_ISOLATED.sub("", line)) else _RIGHT_TO_LEFT_MARK + line
        for line in text.split("\n")
    )


def _has_letter(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("L", "R", "AL") for letter in text)

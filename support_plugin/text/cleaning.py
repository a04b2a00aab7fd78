"""The one cleaning of what strangers write, at the door: before it is measured, compared or stored.

Letters are never changed here, and no spelling: see ``support_plugin.text.folding`` for comparing.
"""

import re

# PostgreSQL stores no NUL, and a lone surrogate is no text: only broken or hostile programs send them.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
# Takes no room on the screen and no ink: Unicode's default ignorable characters and other format characters,
# the interlinear marks, the empty letters of Hangul and Braille. Not those few that print: U+0600 …
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_WITHOUT_EXTENT = re.compile(f"[{INVISIBLE}]")
# Besides these, spaces, breaks and control characters show nothing either.
_VISIBLE = re.compile(rf"[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff{INVISIBLE}]")
_BREAK = re.compile("\r\n?")


def is_storable(text: str) -> bool:
    """Return whether every database, JSON and mail can hold the text."""
    return _UNSTORABLE.search(text) is None


def storable(text: str) -> str:
    """Return the text without NUL and lone surrogates."""
    return _UNSTORABLE.sub("", text)


def is_blank(text: str) -> bool:
    """Return whether nothing of a text can be seen: only spaces, joiners, marks and the like."""
    return _VISIBLE.search(text) is None


def with_plain_breaks(text: str) -> str:
    """Return the text with its line breaks as LF. Forms send CR LF, which would count twice."""
    return _BREAK.sub("\n", text)


def without_invisible(code: str) -> str:
    """Return a code (e-mail address, number, voucher) without any character that has no extent.

    They come with copied texts, and with the non-joiner that Persian keyboards have beside the letters. Two
    codes that differ in them look the same. Control characters stay, for the field to refuse.
    """
    return code if code.isascii() else _WITHOUT_EXTENT.sub("", code)


def clean_line(text: object, limit: int) -> str:
    """Return what a program states about itself, such as a page's path, fit to be stored; "" for no text.

    Nobody is there to mend it: it is put on one line and cut after ``limit`` characters instead of refused.
    """
    if not isinstance(text, str):
        return ""
    return " ".join(storable(text[: limit * 2]).split())[:limit]

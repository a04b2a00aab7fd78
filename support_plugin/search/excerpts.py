"""A text as it was written, with what was looked for marked."""

from support_plugin.text.bidi import without_controls
from support_plugin.text.folding import locate

# Letters around the first word that was found.
BEFORE, LENGTH = 40, 160

# A piece of text, and whether it is to be marked.
Piece = tuple[str, bool]


def excerpt(text: str, words: list[str]) -> list[Piece]:
    """Return the part of a text in which the first of the squeezed words stands, in pieces.

    Each word is marked where it comes first; one that can't be located is not. Controls of direction are
    left out: a piece must read as the whole does.
    """
    text = without_controls(text)
    spans = sorted(span for word in words if (span := locate(text, word)))
    start = _start(text, spans[0][0]) if spans else 0
    end = min(len(text), max(start + LENGTH, spans[0][1] if spans else 0))
    pieces: list[Piece] = [("…", False)] if start else []
    for first, last in spans:
        if first >= start and last <= end:
            pieces += [(text[start:first], False), (text[first:last], True)]
            start = last
    pieces += [(text[start:end], False)] + ([("…", False)] if end < len(text) else [])
    return [piece for piece in pieces if piece[0]]


def _start(text: str, first: int) -> int:
    """Begin with a word, not within one."""
    if first <= BEFORE:
        return 0
    space = text.find(" ", first - BEFORE, first)
    return space + 1 if space >= 0 else first

"""Digits and marks on pages whose templates are not ours: those of Oscar's dashboard and of Django admin.

For staff only: on the shop's own pages every millisecond counts, and their templates have filters.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.utils.formats import get_format
from django.utils.safestring import SafeString, mark_safe

from support_plugin.formats.numbers import has_own_digits, in_digits_of
from support_plugin.formats.readers import Reader, current_reader

# The beginning of markup, entities; else words, one at a time.
_PIECE = re.compile(r"<|&#?\w{1,40};|[^\s<&]+")
# Elements whose contents people or programs wrote.
_WRITTEN = re.compile(r"<(?:(script|style|textarea|pre)\b|(\w+)[^<>]*\btranslate=\"no\")", re.IGNORECASE)
# Attributes that are shown, or read aloud.
_SPOKEN = re.compile(r'(?<=\s)(title|aria-label|alt|placeholder)="([^"]*)"')
_LATIN = re.compile("[A-Za-z]")
# At the end of a word, or alone behind markup.
_MARKS = str.maketrans(",;?", "،؛؟")
# As Django writes it.
_FRACTION = re.compile(r"(?P<whole>[0-9]+)(?P<point>[.,])(?P<rest>[0-9]{1,2})")
# Kinds of ends that a page may lack: each is looked for through the whole rest of the page.
MOST_MISSING = 20


def is_for_staff(request: HttpRequest) -> bool:
    """Return whether this is a page of Oscar's dashboard, or one of the app's in Django admin."""
    match = request.resolver_match
    if match is None or not match.namespaces:
        return False
    return match.namespaces[0] == "dashboard" or (
        match.namespaces[0] == "admin" and "/support_plugin/" in request.path
    )


def show_readers_digits(response: HttpResponse) -> None:
    """Put the reader's digits and marks into the text of a page; codes with Latin letters keep theirs."""
    is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
    # Compressed, where GZipMiddleware stands below the app's.
    if is_page and has_own_digits() and not response.has_header("Content-Encoding"):
        response.content = in_readers_html(response.content.decode(response.charset))
        if response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))


def in_readers_text(text: object) -> str:
    """Return a text, plain or HTML, with its numbers in the reader's digits; codes with letters stay."""
    reader = current_reader()
    if not reader.has_own_digits:
        return text if isinstance(text, str) else str(text)
    shown = "".join(_Page(str(text), reader).pieces())
    return mark_safe(shown) if isinstance(text, SafeString) else shown  # noqa: S308 (as safe as it was)


def in_readers_html(html: str) -> str:
    """Return HTML with the numbers of its text in the reader's digits, and its marks in those of the script.

    So are those of attributes that are read aloud; all other attributes, scripts, ``<textarea>``, ``<pre>``
    and elements with ``translate="no"`` stay as they are.
    """
    return "".join(_Page(html, current_reader()).pieces())


class _Page:
    """HTML that is read once, from its beginning to its end, however broken it is."""

    def __init__(self, html: str, reader: Reader) -> None:
        self.html, self.reader = html, reader
        # Ends that were looked for and are nowhere in the rest.
        self.missing: set[str] = set()

    def pieces(self) -> Iterator[str]:
        """Yield the page piece by piece, as the reader sees it."""
        position = 0
        while piece := _PIECE.search(self.html, position):
            yield self.html[position : piece.start()]
            start, position = piece.span()
            if piece[0] != "<":
                is_kept = piece[0][0] == "&" or _LATIN.search(piece[0])
                yield piece[0] if is_kept else _show_word(piece[0], self.reader)
                continue
            position, is_tag = self._markup_end(start)
            markup = self.html[start:position]
            yield _SPOKEN.sub(_show_spoken, markup) if is_tag else markup
        yield self.html[position:]

    def _markup_end(self, start: int) -> tuple[int, bool]:
        """Return where the markup ends that begins here, and whether it is a tag alone."""
        if self.html.startswith("<!--", start) and (end := self._find("-->", start)):
            return end, False
        written = _WRITTEN.match(self.html, start)
        if written and (end := self._find(f"</{written[1] or written[2]}".lower(), start)):
            return self._find(">", end) or end, False
        end = self._find(">", start)
        return (end, True) if end else (start + 1, False)

    def _find(self, end: str, start: int) -> int:
        """Return the position behind the next ``end``; 0 for none, which is looked for once."""
        if end in self.missing or len(self.missing) > MOST_MISSING:
            return 0
        found = self._lower.find(end, start)
        if found < 0:
            self.missing.add(end)
        return found + len(end) if found >= 0 else 0

    @cached_property
    def _lower(self) -> str:
        lower = self.html.lower()
        # A few letters have another length in small letters.
        return lower if len(lower) == len(self.html) else self.html


def _show_word(word: str, reader: Reader) -> str:
    if not reader.has_own_digits:
        return word
    fraction = _FRACTION.fullmatch(word)
    if fraction and fraction["point"] == get_format("DECIMAL_SEPARATOR"):
        word = f"{fraction['whole']}٫{fraction['rest']}"
    stem = word.rstrip(",;?")
    return in_digits_of(reader, stem) + word[len(stem) :].translate(_MARKS)


def _show_spoken(attribute: re.Match[str]) -> str:
    return f'{attribute[1]}="{in_readers_html(attribute[2])}"'

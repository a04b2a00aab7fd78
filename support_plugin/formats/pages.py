"""Digits on pages whose templates are not ours: Oscar's dashboard and Django admin print them as Python does.

For staff only: on the shop's own pages every millisecond counts, and their templates have filters.
"""

import re

from django.http import HttpRequest, HttpResponse

from support_plugin.formats.numbers import has_own_digits, in_readers_digits

# What people or programs wrote, comments, tags, entities; else words, one at a time.
_PIECE = re.compile(
    r"<(script|style|textarea|pre)\b.*?</\1\s*>|<(\w+)[^>]*\btranslate=\"no\".*?</\2>|<!--.*?-->"
    r"|<[^>]*>|&#?\w+;|[^\s<&]+",
    re.DOTALL | re.IGNORECASE,
)
# Attributes that are shown, or read aloud.
_SPOKEN = re.compile(r'(?<=\s)(title|aria-label|alt|placeholder)="([^"]*)"')
_LATIN = re.compile("[A-Za-z]")


def is_for_staff(request: HttpRequest) -> bool:
    """Return whether this is a page of Oscar's dashboard, or one of the app's in Django admin."""
    match = request.resolver_match
    if match is None or not match.namespaces:
        return False
    return match.namespaces[0] == "dashboard" or (
        match.namespaces[0] == "admin" and "/support_plugin/" in request.path
    )


def show_readers_digits(response: HttpResponse) -> None:
    """Put the reader's digits into the text of a page; codes with Latin letters keep theirs."""
    is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
    # Compressed, where GZipMiddleware stands below the app's.
    if is_page and has_own_digits() and not response.has_header("Content-Encoding"):
        response.content = in_readers_html(response.content.decode(response.charset))
        if response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))


def in_readers_html(html: str) -> str:
    """Return HTML with the numbers of its text in the reader's digits.

    So are those of attributes that are read aloud; all other attributes, scripts, ``<textarea>``, ``<pre>``
    and elements with ``translate="no"`` stay as they are.
    """
    return _PIECE.sub(_show, html)


def _show(found: re.Match[str]) -> str:
    piece = found[0]
    if piece.startswith("<") and not found[1] and not found[2]:
        return _SPOKEN.sub(lambda attribute: f'{attribute[1]}="{in_readers_html(attribute[2])}"', piece)
    is_kept = piece[0] in "<&" or _LATIN.search(piece)
    return piece if is_kept else in_readers_digits(piece)

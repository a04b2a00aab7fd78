"""CSV that machines read and that is safe to open in a spreadsheet.

A spreadsheet takes a cell for a formula that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break,
also in their full-width forms, and after what it leaves out: OWASP, *CSV Injection*
(https://owasp.org/www-community/attacks/CSV_Injection). Such a text gets an apostrophe before it. One that
parts cells with semicolons, as Excel does in many countries, sees no quotes in the middle of a line: so does
whatever follows a semicolon, a tab, a bar or a line break in a text, also where that is a quote; a text that
ends with one of them gets a space behind it. Numbers are no texts, and stay numbers.
"""

import re
import unicodedata
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

from support_plugin import clock
from support_plugin.text.bidi import without_controls
from support_plugin.text.cleaning import storable

# How many rows are sent at once.
_ROWS = 200
# Excel takes a file without it for one of Windows' old encodings.
_BOM = "\ufeff"
# What begins a formula. The other minus is what some locales write.
_TRIGGERS = frozenset("=+-@−")
_SEPARATOR = re.compile(r"([;|\t\r\n])")
_BEFORE_TAB = re.compile(r"([;|\r\n])(?=\t)")
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


def csv_response(
    request: HttpRequest, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """Return a file to download, called by ``name`` and the day on the shop's calendar.

    Rows are asked for as it is read: a queryset should come by ``.iterator()``. Cells: see :func:`write_row`.
    """
    chunks = _chunks(header, rows)
    # Under ASGI, Django would read all of a synchronous iterator first.
    content = _in_threads(chunks) if isinstance(request, ASGIRequest) else chunks
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    plain = _UNFIT.sub(" ", without_controls(storable(name))).strip(" .")
    filename = f"{plain} {clock.shop_day().isoformat()}.csv".strip()
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def write_row(cells: Iterable[object]) -> str:
    """Return a row, with its end.

    Numbers are written plainly, days and times by ISO 8601 (times in UTC), None and what is no finite number
    as an empty cell, ``true`` and ``false``; everything else as a text in quotes, which is never a formula.
    """
    return ",".join(map(_write_cell, cells)) + "\r\n"


def _write_cell(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float | Decimal):
        number = Decimal(str(cell))
        return f"{number:f}" if number.is_finite() else ""
    if isinstance(cell, datetime):
        return clock.to_json(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if cell is None:
        return ""
    return f'"{_harmless(storable(str(cell))).replace(chr(34), chr(34) * 2)}"'


def _harmless(text: str) -> str:
    first, *others = _SEPARATOR.split(text)
    # A tab or a line break at the beginning is a separator after nothing.
    is_formula = _begins_formula(first) or (not first and others and others[0] not in ";|")
    parts = ["'" if is_formula else "", first, *map(_harmless_part, others)]
    # Nor may a tab begin what another separator parts, or the quote at the text's end a cell, which would
    # take in the next row.
    return _BEFORE_TAB.sub(r"\1'", "".join(parts)) + (" " if others and not others[-1] else "")


def _harmless_part(part: str) -> str:
    """Return what follows a separator, unable to begin a formula, or a cell in quotes."""
    return f"'{part}" if part.startswith('"') or _begins_formula(part) else part


def _begins_formula(text: str) -> bool:
    """Return whether the first character that a spreadsheet does not leave out begins a formula."""
    for letter in text:
        # Spaces, controls and marks.
        if unicodedata.category(letter)[0] not in "ZCM":
            return unicodedata.normalize("NFKC", letter)[0] in _TRIGGERS
    return False


def _chunks(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield _BOM + write_row(header)
    remaining = iter(rows)
    while chunk := "".join(map(write_row, islice(remaining, _ROWS))):
        yield chunk


async def _in_threads(chunks: Iterator[str]) -> AsyncIterator[str]:
    # In the thread of the request's view, whose database connection the rows come by.
    while chunk := await sync_to_async(_next)(chunks):
        yield chunk


def _next(chunks: Iterator[str]) -> str:
    return next(chunks, "")

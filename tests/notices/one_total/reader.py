"""Every amount that stands beside a word for the total, as a reader of the page sees it."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

from support_plugin.text.digits import to_ascii_digits

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "template", "textarea", "title", "option", "datalist"}
# What stands in a row of text of its own.
BLOCKS = {
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "header",
    "hr",
    "html",
    "label",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "summary",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
}
WORDS = re.compile(
    r"\btotals?\b|\bto pay\b|\byour order\b|جمع|مجموع|قابل پرداخت|سفارش شما|إجمالي|المستحق|طلبك",
    re.IGNORECASE,
)
NUMBER = r"\d[\d,]*(?:\.\d+)?"
UNIT = r"(?:(?:thousand|هزار|ألف)?\s*(?:IRR|ر\.إ\.|تومان|ریال|ريال|Toman|Rial))"
# The unit stands behind the number or before it; two numbers of a span may share one.
AMOUNT = re.compile(rf"(?:{UNIT}\s*({NUMBER}))|(?:({NUMBER})(?:\s*(?:–|-|to|تا|إلى)\s*({NUMBER}))?\s*{UNIT})")
INVISIBLE = dict.fromkeys([0x200E, 0x200F, 0x061C, 0x2066, 0x2067, 0x2068, 0x2069])


class Total(NamedTuple):
    """One row with a word for the total."""

    amounts: frozenset[str]
    text: str


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows = [""]
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in BLOCKS:
            self.rows.append("")
        elif tag in ("td", "th", "dd"):
            self.rows[-1] += " "
        if tag not in VOID:
            self._open.append((tag, tag in SILENT or "hidden" in found))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS and tag != "dt":
            self.rows.append("")
        while any(name == tag for name, _silent in self._open):
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if not any(silent for _tag, silent in self._open):
            self.rows[-1] += data


def read_rows(html: str) -> list[str]:
    """Return what a page says, a row of text each, with ASCII digits and separators."""
    reader = _Rows()
    reader.feed(html)
    return [text for row in reader.rows if (text := _plain(row))]


def _plain(text: str) -> str:
    text = to_ascii_digits(text.translate(INVISIBLE)).replace("٬", ",").replace("٫", ".")
    return " ".join(text.split())


def read_totals(html: str) -> list[Total]:
    """Return every row of a page (or of a text) in which an amount stands beside a word for the total."""
    rows = read_rows(html) if "<" in html else [_plain(row) for row in html.splitlines()]
    found = []
    for row in rows:
        if word := WORDS.search(row):
            amounts = [amount for pair in AMOUNT.findall(row, word.start()) for amount in pair if amount]
            if amounts:
                found.append(Total(frozenset(amounts), row))
    return found

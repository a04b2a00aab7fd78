"""An article's plain text as HTML: paragraphs, lists and links; markup in it stays text."""

import re
from collections.abc import Iterator
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from support_plugin.text.bidi import without_controls
from support_plugin.text.shortening import cut_words

# A line of a list: "- …", or a number in any digits with a dot, bracket or dash, then a space.
_BULLET = re.compile(r"[-–•*]\s+(?P<rest>\S.*)")
_NUMBER = re.compile(r"(?P<number>\d{1,3})[.)\-]\s+(?P<rest>\S.*)")
# An address, or a path of the shop's own: one slash, as two would name another host, and then a letter.
_LINK = re.compile(
    r"(?P<before>^|[\s(«\"“])(?P<link>https?://[^\s<>\"«»“”]+|/[a-z][\w\-./?=&%#]*)", re.IGNORECASE
)
# What ends a sentence or a bracket after an address is none of it.
_TAIL = ".,;:!?)]'…،؛؟»”"


def render_text(text: str) -> SafeString:
    """Return a text as HTML: escaped, with ``<p>``, ``<ul>``, ``<ol>`` and links to http(s) and own paths."""
    html = [_block(kind, lines) for kind, lines in _blocks(without_controls(text))]
    return mark_safe("".join(html))  # noqa: S308 (made of escaped parts)


def extract(text: str, length: int = 160) -> str:
    """Return the beginning of a text on one line, cut between words."""
    line = " ".join(without_controls(text[: length * 4]).split())
    if len(line) <= length:
        return line
    return cut_words(line, length)


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each run of lines of one kind: ``p``, ``ul`` or ``ol``. Empty lines part paragraphs."""
    lines = [line.strip() for line in text.splitlines()]
    for kind, run in groupby(lines, _kind):
        if kind:
            yield kind, list(run)


def _kind(line: str) -> str:
    if not line:
        return ""
    if _BULLET.fullmatch(line):
        return "ul"
    return "ol" if _NUMBER.fullmatch(line) else "p"


def _block(kind: str, lines: list[str]) -> SafeString:
    if kind == "p":
        return format_html("<p>{}</p>", _joined("<br>", lines))
    pattern = _BULLET if kind == "ul" else _NUMBER
    found = [match for line in lines if (match := pattern.fullmatch(line))]
    items = format_html_join("", "<li>{}</li>", ((_linked(match["rest"]),) for match in found))
    if kind == "ul":
        return format_html("<ul>{}</ul>", items)
    # int() reads the digits of all languages.
    first = int(found[0]["number"])
    return (
        format_html("<ol>{}</ol>", items)
        if first == 1
        else format_html('<ol start="{}">{}</ol>', first, items)
    )


def _joined(between: str, lines: list[str]) -> SafeString:
    return mark_safe(between.join(_linked(line) for line in lines))  # noqa: S308


def _linked(line: str) -> SafeString:
    """Return a line escaped, with its addresses as links."""
    parts, at = [], 0
    for match in _LINK.finditer(line):
        link = match["link"].rstrip(_TAIL)
        if link.lower() in ("http://", "https://"):
            continue
        start = match.start("link")
        parts += [format_html("{}", line[at:start]), format_html('<a href="{}" dir="ltr">{}</a>', link, link)]
        at = start + len(link)
    return mark_safe("".join([*parts, format_html("{}", line[at:])]))  # noqa: S308

"""Small changes in what the shop's own templates have rendered, where no block holds the part alone."""

import re

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


def relabel_button(html: str, element_id: str, label: str) -> SafeString:
    """Return HTML whose button of an id has another label; unchanged where there is no such button."""
    found = rf"""(<button\b[^>]*\bid=(["']?){re.escape(element_id)}\2(?=[\s>])[^>]*>).*?(</button>)"""
    text = str(conditional_escape(label))
    return mark_safe(re.sub(found, lambda match: f"{match[1]}{text}{match[3]}", html, count=1, flags=re.S))  # noqa: S308


def take_link(html: str, path: str) -> tuple[SafeString, str | None]:
    """Return HTML without the first link to a path, and the link's label; None where there is none."""
    match = _link(path).search(html)
    if match is None:
        return mark_safe(html), None  # noqa: S308 (the shop's own)
    rest = html[: match.start()] + html[match.end() :]
    return mark_safe(rest), mark_safe(match["label"])  # noqa: S308


def demote_link(html: str, path: str) -> SafeString:
    """Return HTML whose first link to a path does not look like the page's main button."""
    return mark_safe(  # noqa: S308
        _link(path).sub(lambda match: match[0].replace("btn-primary", "btn-secondary", 1), html, count=1)
    )


def _link(path: str) -> re.Pattern[str]:
    return re.compile(rf"""<a\b[^>]*\bhref=(["']){re.escape(path)}\1[^>]*>(?P<label>.*?)</a>""", re.S)

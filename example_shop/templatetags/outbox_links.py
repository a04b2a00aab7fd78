"""Links in the texts that the outbox shows."""

import re

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# The controls of direction, which may stand around an address, end it.
_ADDRESS = re.compile(r"https?://[^\s<>\"'\u2066-\u2069]*[^\s<>\"'\u2066-\u2069.,;:!?)،؛؟]")
# Within a line that runs from right to left, its slashes stay where they are.
_LINK = '<a href="{0}" target="_blank" rel="noopener noreferrer"><bdi dir="ltr">{0}</bdi></a>'


@register.filter
def linked(text: str) -> SafeString:
    """Return a plain text with its web addresses as links that open a tab."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [
            escape(text[end : found.start()]),
            format_html(_LINK, found[0]),
        ]
        end = found.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308 - each part is escaped above

"""How pages without JavaScript and e-mails show names, files and ages."""

from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat

from support_plugin.digits import in_readers_digits

register = template.Library()
register.filter("readers_digits", in_readers_digits)

# The longest side of a picture in a thread, in CSS pixels; the same as in chat/attachments.js.
PREVIEW = 240


@register.filter
def file_size(size: int) -> str:
    """Return a size in bytes as people read it."""
    return in_readers_digits(filesizeformat(size))


@register.filter
def isolated(text: object) -> str:
    """Return a name for the text of an e-mail, which has no ``<bdi>``."""
    return f"\u2068{text}\u2069"


@register.filter
def preview_size(file: dict[str, Any]) -> dict[str, int]:
    """Return how large a picture is shown: ``{width, height}``, never larger than it is."""
    scale = min(1, PREVIEW / file["width"], PREVIEW / file["height"])
    return {side: max(1, round(file[side] * scale)) for side in ("width", "height")}

"""How pages without JavaScript and e-mails show names and files."""

from typing import Any

from django import template

from support_plugin.text.bidi import isolate, isolate_lines

register = template.Library()
# For the texts of e-mails, which have no ``<bdi>``.
register.filter("isolated", isolate)
register.filter("isolated_lines", isolate_lines)

# The longest side of a picture in a thread, in CSS pixels; the same as in chat/attachments.js.
PREVIEW = 240


@register.filter
def preview_size(file: dict[str, Any]) -> dict[str, int]:
    """Return how large a picture is shown: ``{width, height}``, never larger than it is."""
    scale = min(1, PREVIEW / file["width"], PREVIEW / file["height"])
    return {side: max(1, round(file[side] * scale)) for side in ("width", "height")}

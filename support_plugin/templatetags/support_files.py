"""How pages without JavaScript and e-mails show names and files."""

from typing import Any

from django import template

from support_plugin.shop.typed_texts import without_controls

register = template.Library()

# The longest side of a picture in a thread, in CSS pixels; the same as in chat/attachments.js.
PREVIEW = 240


@register.filter
def isolated(text: object) -> str:
    """Return a name for the text of an e-mail, which has no ``<bdi>``. It can't end the isolate itself."""
    return f"\u2068{without_controls(str(text))}\u2069"


@register.filter
def preview_size(file: dict[str, Any]) -> dict[str, int]:
    """Return how large a picture is shown: ``{width, height}``, never larger than it is."""
    scale = min(1, PREVIEW / file["width"], PREVIEW / file["height"])
    return {side: max(1, round(file[side] * scale)) for side in ("width", "height")}

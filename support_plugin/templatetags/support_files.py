"""How pages without JavaScript and e-mails show names and files."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from support_plugin.shop.static_files import static_address
from support_plugin.text.bidi import isolate, isolate_lines
from support_plugin.web.file_tags import script_tag, style_tag
from support_plugin.web.nonces import nonce_attribute

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


register.simple_tag(nonce_attribute, name="support_nonce")


@register.simple_tag(name="support_script")
def script_html(path: str) -> SafeString:
    """Return the tag of one of the app's modules, a static file, with the nonce of the page's policy."""
    return script_tag(static_address(path))


@register.simple_tag(name="support_style")
def style_html(path: str) -> SafeString:
    """Return the tag of one of the app's style sheets, with the nonce of the page's policy."""
    return style_tag(static_address(path))

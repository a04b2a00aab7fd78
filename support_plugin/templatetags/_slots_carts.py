"""The slot of what carts are followed by in the browser."""

from django.template.context import Context
from django.utils.safestring import mark_safe

from support_plugin.carts.hesitation.pages import module_of
from support_plugin.templatetags._cached_html import cached_html
from support_plugin.templatetags._slots import Slot, slot
from support_plugin.templatetags.support_files import script_html


@slot
def support_hesitation(context: Context) -> Slot:
    """What notices hesitation, on the pages of products, cart and checkout. Before ``</body>``."""
    request = context.get("request")
    found = module_of(request) if request is not None else None
    if found is None:
        return None
    html = cached_html("support_plugin/carts/hesitation.html", tuple(found.values()), lambda: found)
    html += script_html("support_plugin/carts/hesitation.js")
    return mark_safe(html)  # noqa: S308 (a template's output)

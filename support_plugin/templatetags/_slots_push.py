"""The slot that offers notifications of the browser."""

from django.template.context import Context
from django.utils.safestring import mark_safe

from support_plugin.carts.push.pages import offer_of
from support_plugin.templatetags._cached_html import cached_html
from support_plugin.templatetags._slots import Slot, slot, support_stylesheet
from support_plugin.templatetags.support_files import script_html


@slot
def support_push(context: Context) -> Slot:
    """The offer to notify this browser of a cart that is left; nothing where push is not configured."""
    found = offer_of()
    if found is None:
        return None
    html = cached_html("support_plugin/push/offer.html", tuple(found.values()), lambda: found)
    html = support_stylesheet(context) + html + script_html("support_plugin/push/offer.js")
    return mark_safe(html)  # noqa: S308 (a template's output)

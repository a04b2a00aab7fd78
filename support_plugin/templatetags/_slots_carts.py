"""The slots of what carts are followed by in the browser."""

from django.template.context import Context
from django.utils.safestring import mark_safe

from support_plugin.carts.hesitation.pages import attributes_of, module_of
from support_plugin.carts.prompts.pages import attributes_of as prompt_attributes
from support_plugin.carts.prompts.pages import module_of as prompts_of
from support_plugin.carts.proposals.answers import decidable
from support_plugin.carts.reminders.on_site.pages import may_wait
from support_plugin.carts.reminders.on_site.pages import module_of as messages_of
from support_plugin.carts.send_me.queries import offer_of
from support_plugin.chat.models import Conversation
from support_plugin.chat.pages.slots import colours_address, has_launcher
from support_plugin.templatetags._cached_html import cached_html
from support_plugin.templatetags._slots import Slot, render, slot, support_stylesheet
from support_plugin.templatetags.support_files import script_html
from support_plugin.web.file_tags import style_tag


@slot
def support_hesitation(context: Context) -> Slot:
    """What notices hesitation, on the pages of products, cart and checkout. Before ``</body>``."""
    request = context.get("request")
    found = module_of(request) if request is not None else None
    if found is None:
        return None
    name, key = "support_plugin/carts/hesitation.html", tuple(found.values())
    html = cached_html(name, key, lambda: {"attributes": attributes_of(found)})
    html += script_html("support_plugin/carts/hesitation.js")
    return mark_safe(html)  # noqa: S308 (a template's output)


@slot
def support_proposals(context: Context, conversation: Conversation | None) -> Slot:
    """What the shopper may decide of an agent's proposals, by ordinary forms. On the chat's page."""
    found = decidable(conversation) if conversation is not None else []
    return ("support_plugin/carts/proposals/forms.html", {"proposals": found}) if found else None


@slot
def support_send_cart(context: Context) -> Slot:
    """“Send me this cart”. On the basket page, outside of forms; nothing for an empty cart."""
    found = offer_of(context["request"])
    if found is None:
        return None
    html = support_stylesheet(context) + render(
        context, "support_plugin/carts/send_me.html", {"offer": found}
    )
    return mark_safe(html + script_html("support_plugin/carts/send_me.js"))  # noqa: S308 (a template's output)


@slot
def support_prompts(context: Context) -> Slot:
    """What shows proactive help, on pages where a rule of the admin's may fit. Before ``</body>``."""
    request = context.get("request")
    found = prompts_of(request) if request is not None else None
    if found is None:
        return None
    name = "support_plugin/carts/prompts.html"
    if "prompt" in found:
        html = render(context, name, {"attributes": prompt_attributes(found)})
    else:
        html = cached_html(name, found["page"], lambda: {"attributes": prompt_attributes(found)})
    html += script_html("support_plugin/carts/prompts.js")
    return mark_safe(html)  # noqa: S308 (a template's output)


@slot
def support_site_message(context: Context) -> Slot:
    """What asks for a message that waits for its reader, where a plan has such steps. Before ``</body>``."""
    request = context.get("request")
    if request is None or not may_wait(request):
        return None
    html = cached_html("support_plugin/carts/site_message.html", None, messages_of)
    # The launcher brings its own.
    colours = "" if has_launcher(request) else style_tag(colours_address())
    html = colours + html + script_html("support_plugin/carts/site_message_check.js")
    return mark_safe(html)  # noqa: S308 (a template's output)

"""What a page has of proactive help: nothing where none could be shown."""

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from support_plugin.carts.circumstances import device_of
from support_plugin.carts.hesitation.models import Page
from support_plugin.carts.hesitation.pages import is_noticed, page_of
from support_plugin.carts.prompts.choosing import choose
from support_plugin.carts.prompts.models import PromptRule
from support_plugin.carts.prompts.queries import enabled_rules
from support_plugin.chat.pages.slots import has_launcher
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.static_files import static_address
from support_plugin.text.language import language_of_words
from support_plugin.visitors.measuring import may_measure
from support_plugin.visitors.session_prompt import was_prompted
from support_plugin.web.attributes import html_attributes


def prompt_texts() -> dict[str, str]:
    """Return the words around a prompt."""
    return {
        "label": _("Help from the shop"),
        "write": _("Write to us"),
        "dismiss": _("No, thank you"),
        "close": _("Close"),
        "failed": _("This could not be sent. Please try again."),
    }


def module_of(request: HttpRequest) -> dict[str, Any] | None:
    """Return what carts/prompts.js needs to know of this page alone; None where no rule could fit.

    The rest is in :func:`attributes_of`. Rules that wait for a hesitation cost no query here; those that wait
    for time what ``choose`` costs.
    """
    page = page_of(request)
    if page is None or not get_preferences().has_prompts:
        return None
    rules = enabled_rules()
    if not rules or not _is_wanted(request):
        return None
    here = [rule for rule in rules if _may_fit(rule, request, page)]
    timed = tuple(rule for rule in here if not rule.kinds)
    prompt = choose(request, timed, "", page) if timed else None
    waits = any(rule.kinds for rule in here) and is_noticed(request)
    if prompt is None and not waits:
        return None
    found = {"page": page.value}
    if prompt is None:
        return found
    after = next((rule.after_seconds for rule in timed if rule.pk == prompt.rule_id), 0)
    return found | {"prompt": json.dumps(prompt.as_json(), ensure_ascii=False), "after": after}


def attributes_of(module: dict[str, Any]) -> SafeString:
    """Return the attributes of the element that carts/prompts.js reads."""
    data = {
        "url": reverse("support_plugin:api-prompts"),
        "card": static_address("support_plugin/carts/corner_card.js"),
        "module": static_address("support_plugin/carts/prompt.js"),
        "style": static_address("support_plugin/carts/prompt.css"),
        **prompt_texts(),
        **module,
    }
    own = {f"data-{name}": value for name, value in data.items()}
    return html_attributes({"lang": language_of_words(), **own})


def _is_wanted(request: HttpRequest) -> bool:
    return has_launcher(request) and may_measure(request) and not was_prompted(request)


def _may_fit(rule: PromptRule, request: HttpRequest, page: Page) -> bool:
    device = device_of(request)
    return (not rule.pages or page.value in rule.pages) and (not rule.devices or device in rule.devices)

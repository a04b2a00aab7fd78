"""Rules that an admin can add by one action: written once, in every language of the shop."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support_plugin.carts.hesitation.models import Kind, Page
from support_plugin.carts.prompts.models import PromptRule
from support_plugin.preferences.texts import in_every_language

Texts = Mapping[str, Promise | tuple[Promise, ...]]

READY_MADE: tuple[tuple[Promise, dict[str, Any], Texts], ...] = (
    (
        _("Pause at the payment"),
        {"kinds": [Kind.PAUSED], "pages": [Page.PAYMENT, Page.PREVIEW], "priority": 20},
        {
            "greetings": _("Hello {name}, is there anything we can clear up before you pay?"),
            "questions": _("What would you like to know?"),
            "replies": (
                _("Is it safe to pay here?"),
                _("Can I pay another way?"),
                _("When will my order arrive?"),
            ),
        },
    ),
    (
        _("Shipping cost looked at again and again"),
        {"kinds": [Kind.READ_DETAILS], "pages": [], "priority": 10, "closes_gap": True},
        {
            "greetings": _("Hello {name}, do you have a question about shipping?"),
            "questions": _("What would you like to know?"),
            "replies": (
                _("Is there a cheaper way to ship it?"),
                _("When will my order arrive?"),
                _("Can I return it?"),
            ),
        },
    ),
    (
        _("Text of a product copied"),
        {"kinds": [Kind.COPIED], "pages": [Page.PRODUCT], "priority": 0},
        {
            "greetings": _("Hello {name}, would you like to know more about this product?"),
            "questions": _("What would you like to know?"),
            "replies": (
                _("Is it genuine, and does it have a guarantee?"),
                _("Can I have a better price?"),
                _("Which one suits me?"),
            ),
        },
    ),
)


def add_ready_made() -> list[PromptRule]:
    """Store the ready-made rules that the shop does not have by their names; return the new ones."""
    known = set(PromptRule.objects.values_list("name", flat=True))
    made = [
        PromptRule(name=str(name), **conditions, **{field: _in_all(text) for field, text in texts.items()})
        for name, conditions, texts in READY_MADE
        if str(name) not in known
    ]
    for rule in made:
        rule.save()
    return made


def _in_all(text: Promise | tuple[Promise, ...]) -> dict[str, str]:
    """Return a text in each of the shop's languages; of several, one a line."""
    parts = [in_every_language(part) for part in (text if isinstance(text, tuple) else (text,))]
    return {code: "\n".join(part[code] for part in parts) for code in parts[0]}

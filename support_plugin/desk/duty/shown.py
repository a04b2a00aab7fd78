"""Where notifications are offered to agents, and what the browser's module is told there."""

from typing import Any

from django.urls import reverse

from support_plugin.outbox.push.keys import get_push_keys
from support_plugin.text.language import language_of_words
from support_plugin.visitors.subscriptions.wording import duty_button_text, duty_explanation


def duty_offer() -> dict[str, Any] | None:
    """Return what the offer's template needs; None where push is not configured. Costs no query."""
    keys = get_push_keys()
    if keys is None:
        return None
    return {
        "key": keys.public,
        "url": reverse("support_plugin:api-duty"),
        "worker": reverse("support_plugin:duty-worker"),
        "language": language_of_words(),
        "button": duty_button_text(),
        "explanation": duty_explanation(),
    }

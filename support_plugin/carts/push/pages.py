"""Where notifications are offered, and what the browser's module is told there."""

from typing import Any

from django.urls import reverse

from support_plugin.outbox.push.keys import get_push_keys
from support_plugin.preferences.queries import get_preferences
from support_plugin.text.language import language_of_words
from support_plugin.visitors.subscriptions.wording import button_text, explanation


def is_offered() -> bool:
    """Return whether the shop notifies browsers: the developer configured it, and the admin reminds."""
    return get_push_keys() is not None and get_preferences().has_reminders


def offer_of() -> dict[str, Any] | None:
    """Return what the offer's template needs; None where push is not offered. Costs no query."""
    keys = get_push_keys()
    if keys is None or not is_offered():
        return None
    return {
        "key": keys.public,
        "url": reverse("support_plugin:api-push"),
        "worker": reverse("support_plugin:push-worker"),
        "language": language_of_words(),
        "button": button_text(),
        "explanation": explanation(),
    }

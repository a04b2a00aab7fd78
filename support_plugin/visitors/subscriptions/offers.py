"""The offer to notify a browser, as its template needs it."""

from typing import Any

from django.urls import reverse

from support_plugin.outbox.push.keys import get_push_keys
from support_plugin.text.language import language_of_words
from support_plugin.visitors.subscriptions.wording import words_of


def push_offer(purpose: str, url: str, worker: str) -> dict[str, Any] | None:
    """Return the offer to be notified for a purpose; None where push is not configured. Costs no query.

    ``url`` and ``worker`` name the addresses of the browser's calls and of its service worker.
    """
    keys = get_push_keys()
    if keys is None:
        return None
    button, explanation = words_of(purpose)
    return {
        "key": keys.public,
        "url": reverse(f"support_plugin:{url}"),
        "worker": reverse(f"support_plugin:{worker}"),
        "language": language_of_words(),
        "button": button,
        "explanation": explanation,
    }

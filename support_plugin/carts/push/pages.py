"""Where notifications are offered, and what the browser's module is given there."""

from typing import Any

from support_plugin.outbox.push.keys import is_configured
from support_plugin.preferences.queries import get_preferences
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.offers import push_offer


def is_offered() -> bool:
    """Return whether the shop notifies browsers: the developer configured it, and the admin reminds."""
    return is_configured() and get_preferences().has_reminders


def offer_of() -> dict[str, Any] | None:
    """Return what the offer's template needs; None where push is not offered. Costs no query."""
    return push_offer(PushSubscription.Purpose.CARTS, "api-push", "push-worker") if is_offered() else None

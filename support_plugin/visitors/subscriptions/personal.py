"""What is held of a person's browsers that get notifications."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet

from support_plugin import clock
from support_plugin.visitors.subscriptions.models import PushSubscription


def subscriptions_of(
    user_ids: Collection[Any], visitor_hashes: Collection[str]
) -> QuerySet[PushSubscription]:
    """Return all subscriptions of some accounts and guests, with whichever key they were made."""
    return PushSubscription.objects.filter(Q(user__in=user_ids) | Q(visitor_hash__in=visitor_hashes))


def export_subscription(row: PushSubscription) -> dict[str, Any]:
    """Return what a person's export says of a subscription, ready for JSON."""
    return {
        # Not its whole address: who has that can find the browser.
        "push_service": urlsplit(row.endpoint).hostname,
        "notified_of": row.purpose,
        "agreed_to": row.wording,
        "language": row.language,
        "given_at": clock.to_json(row.given_at),
        "made_at": clock.to_json(row.created_at),
    }

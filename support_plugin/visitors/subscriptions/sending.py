"""Sending a notification to a browser that subscribed."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from support_plugin import clock
from support_plugin.outbox.channels.base import Rejected, Sent
from support_plugin.outbox.push.keys import get_push_keys
from support_plugin.outbox.push.sending import TTL, Target, Urgency, push
from support_plugin.outbox.texts import error_text
from support_plugin.visitors.subscriptions.models import PushSubscription


def send_push(
    subscription: PushSubscription,
    payload: Mapping[str, Any],
    *,
    ttl: int = TTL,
    urgency: Urgency = "normal",
    topic: str = "",
) -> Sent:
    """Send a notification (outbox.push.messages.notification) to one browser; return that it was taken.

    ``ttl``: seconds for which it waits for a browser that is away; ``topic``: what it is about, of which a
    browser shows the latest only. Raises TryLater, and Rejected, whose ``is_contact_dead`` says that the
    subscription was deleted. What else it raises means that nobody knows whether it was taken. To be called
    outside of transactions: it asks another server, for 10 seconds at most.
    """
    keys = get_push_keys()
    if keys and subscription.key_id != keys.key_id:
        _forget(subscription)
        raise Rejected("it was made with another key of the shop's", is_contact_dead=True)
    target = Target(subscription.endpoint, subscription.p256dh, subscription.auth)
    content = {**payload, "tag": topic} if topic else payload
    try:
        sent = push(target, content, ttl=ttl, urgency=urgency, topic=topic)
    except Exception as error:
        if isinstance(error, Rejected) and error.is_contact_dead:
            _forget(subscription)
        else:
            _note(subscription, error_text(error))
        raise
    _note(subscription, "")
    return sent


def _note(subscription: PushSubscription, error: str) -> None:
    """Store how it went, for the admin."""
    _found(subscription).update(last_sent_at=clock.now(), last_error=error[:300])


def _forget(subscription: PushSubscription) -> None:
    _found(subscription).delete()


def _found(subscription: PushSubscription) -> "QuerySet[PushSubscription]":
    # Not what the browser has agreed to again since.
    return PushSubscription.objects.filter(pk=subscription.pk, created_at=subscription.created_at)

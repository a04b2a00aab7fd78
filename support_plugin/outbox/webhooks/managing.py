"""What an admin does with an endpoint besides changing its fields."""

from datetime import datetime, timedelta

from django.db import transaction

from support_plugin import clock
from support_plugin.outbox.models import DeliveryQueue, Event
from support_plugin.outbox.webhooks.models import WebhookEndpoint
from support_plugin.outbox.webhooks.sending import Answer, send
from support_plugin.outbox.webhooks.signing import current_secrets, derive, fingerprint_of, new_seed

# For how long the secret before signs too, after a new one was made.
ROTATION = timedelta(hours=24)
TEST_KIND = "webhook.test"


def give_secret(endpoint: WebhookEndpoint, now: datetime) -> str:
    """Give an endpoint a new secret, and return it, this once; the row is not saved.

    For a day, the one before it goes on signing too: only that one, so that a second change ends the use of
    a secret that has leaked.
    """
    if endpoint.seed:
        endpoint.old_seed, endpoint.old_fingerprint = endpoint.seed, endpoint.fingerprint
        endpoint.old_until = now + ROTATION
    endpoint.seed = new_seed()
    secret = derive(endpoint.seed)
    endpoint.fingerprint = fingerprint_of(secret)
    return secret


def rotate_secret(endpoint: WebhookEndpoint) -> str:
    """Give an endpoint a new secret and store it; return it, this once."""
    secret = give_secret(endpoint, clock.now())
    endpoint.save(update_fields=["seed", "fingerprint", "old_seed", "old_fingerprint", "old_until"])
    if endpoint.pause_reason == WebhookEndpoint.PauseReason.SECRET:
        resume(endpoint)
    return secret


def pause_by_hand(endpoint: WebhookEndpoint) -> None:
    """Send nothing until it is resumed."""
    reason = WebhookEndpoint.PauseReason.ADMIN
    endpoint.row.filter(paused_at=None).update(paused_at=clock.now(), pause_reason=reason)


def resume(endpoint: WebhookEndpoint) -> None:
    """Send again, what has waited first."""
    with transaction.atomic():
        endpoint.row.update(paused_at=None, pause_reason="", failures=0, failing_since=None, hold_until=None)
        DeliveryQueue.objects.filter(target=endpoint.target, claim=None).update(next_attempt_at=clock.now())


def send_test(endpoint: WebhookEndpoint) -> Answer:
    """Send an event that stands for nothing, at once, in whatever state the endpoint is; store nothing."""
    now = clock.now()
    secrets = current_secrets(endpoint, now)
    if not secrets:
        return Answer("its secret was made with another SECRET_KEY")
    return send(endpoint, Event(kind=TEST_KIND, data={}, created_at=now), secrets, now)

"""What an admin does with an endpoint besides changing its fields."""

from django.db import transaction

from support_plugin import clock
from support_plugin.outbox.models import DeliveryQueue, Event
from support_plugin.outbox.webhooks.endpoint_secrets import current_secrets, give_secret
from support_plugin.outbox.webhooks.models import WebhookEndpoint
from support_plugin.outbox.webhooks.sending import Answer, send

TEST_KIND = "webhook.test"


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

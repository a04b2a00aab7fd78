"""Deliveries to webhooks: what follows for an endpoint from its answers."""

import random
from datetime import datetime, timedelta

from django.db.models import DateTimeField, F, QuerySet, Value
from django.db.models.functions import Coalesce

from support_plugin.outbox.models import Delivery
from support_plugin.outbox.retries import LONGEST_WAIT, Outcome, Result, give_up_after
from support_plugin.outbox.webhooks.endpoint_secrets import current_secrets
from support_plugin.outbox.webhooks.models import WebhookEndpoint, endpoint_of
from support_plugin.outbox.webhooks.sending import Answer, send

# Failures in a row from which on an endpoint is left alone for a while.
PATIENCE = 3
# Seconds: of that while at first, and at most. Each further failure doubles it.
FIRST_HOLD, LONGEST_HOLD = 10, 300


def is_endpoint_held(target: str, now: datetime) -> bool:
    """Return whether the target's endpoint is to be left alone for now."""
    endpoint = endpoint_of(target)
    return endpoint is not None and not endpoint.paused_at and endpoint.is_held(now)


def call_endpoint(delivery: Delivery, now: datetime) -> Outcome:
    """Send a delivery's event to its endpoint; return how that ended, and note it with the endpoint."""
    endpoint = endpoint_of(delivery.target)
    if endpoint is None or not endpoint.is_enabled:
        return Outcome(Result.DROPPED, "The webhook was deleted or switched off.")
    if endpoint.paused_at:
        return Outcome(Result.PAUSED, "The webhook is paused.")
    secrets = current_secrets(endpoint, now)
    if not secrets:
        pause(endpoint.row, WebhookEndpoint.PauseReason.SECRET, now)
        return Outcome(Result.PAUSED, "The webhook's secret was made with another SECRET_KEY.")
    answer = send(endpoint, delivery.event, secrets, now)
    if not answer.problem:
        _note_success(endpoint, now)
        return Outcome(Result.DELIVERED)
    if answer.is_gone:
        pause(endpoint.row, WebhookEndpoint.PauseReason.GONE, now)
        return Outcome(Result.PAUSED, answer.problem)
    return Outcome(
        Result.FAILED, answer.problem, answer.retry_after, is_held=_note_failure(endpoint, answer, now)
    )


def pause(endpoints: "QuerySet[WebhookEndpoint]", reason: str, now: datetime) -> None:
    """Send these endpoints nothing until an admin resumes; what happens meanwhile waits."""
    endpoints.filter(paused_at=None).update(paused_at=now, pause_reason=reason)


def _note_success(endpoint: WebhookEndpoint, now: datetime) -> None:
    last = endpoint.last_success_at
    # Once a minute is enough for the admin: many processes would wait for each other's row.
    if endpoint.failures or last is None or abs(now - last) > timedelta(minutes=1):
        endpoint.row.update(failures=0, failing_since=None, hold_until=None, last_success_at=now)


def _note_failure(endpoint: WebhookEndpoint, answer: Answer, now: datetime) -> bool:
    """Return whether the endpoint is left alone from now on."""
    seconds = min(answer.retry_after, LONGEST_WAIT)
    failures = endpoint.failures + 1
    if failures >= PATIENCE:
        hold = min(LONGEST_HOLD, FIRST_HOLD * 2 ** min(failures - PATIENCE, 10))
        seconds = max(seconds, hold * random.uniform(0.75, 1))  # noqa: S311
    endpoint.row.update(
        failures=F("failures") + 1,
        failing_since=Coalesce("failing_since", Value(now, output_field=DateTimeField())),
        hold_until=now + timedelta(seconds=seconds) if seconds else None,
    )
    failing = endpoint.row.filter(failing_since__lte=now - give_up_after())
    pause(failing, WebhookEndpoint.PauseReason.FAILING, now)
    return seconds > 0

"""Which delivery of a queue comes next: the oldest, until it is delivered or given up; the rest waits.

No transaction is open while a target is called; ``advance`` stores how a call ended and that the next one
begins in one commit.
"""

from datetime import datetime

from django.db import transaction

from support_plugin.outbox.claims import Claim, release
from support_plugin.outbox.models import Delivery
from support_plugin.outbox.retries import (
    CLAIM,
    Outcome,
    Result,
    delay_after,
    give_up_after,
    is_overdue,
)


def advance(
    claim: Claim,
    now: datetime,
    ended: Delivery | None = None,
    outcome: Outcome | None = None,
    goes_on: bool = True,
) -> Delivery | None:
    """Store how the call of ``ended`` came out, and that the queue's next one begins; return its delivery.

    None where there is no next one, where the queue has to wait, where the claim has been lost, or where
    ``goes_on`` is false; the queue is another process's then.
    """
    with transaction.atomic():
        is_held = bool(claim.row.update(next_attempt_at=now + CLAIM))
        if ended is not None and outcome is not None:
            # Without the claim, another process is calling the same target: what it got stands all the same.
            if not is_held and outcome.result != Result.DELIVERED:
                return None
            wait_until = _store_outcome(ended, outcome, now)
            if wait_until is not None:
                claim.row.update(claim=None, next_attempt_at=wait_until)
                return None
        return _begin_next(claim, now, goes_on) if is_held else None


def _begin_next(claim: Claim, now: datetime, goes_on: bool) -> Delivery | None:
    queue = claim.queue
    waiting = Delivery.objects.filter(target=queue.target, stream=queue.stream, state=Delivery.State.WAITING)
    first = waiting.select_related("event").order_by("pk").first()
    if first is None:
        claim.row.delete()
        return None
    if not goes_on:
        release([claim], now)
        return None
    if first.called_at is not None:
        # The claim under which it was called ended without an outcome.
        first.repeats += 1
    first.called_at = now
    first.save(update_fields=["called_at", "repeats"])
    return first


def _store_outcome(delivery: Delivery, outcome: Outcome, now: datetime) -> datetime | None:
    """Return until when the queue has to wait; None where it goes on with its next delivery."""
    wait_until = None
    delivery.error, delivery.called_at = outcome.error, None
    is_last = is_overdue(delivery.waiting_since, now)
    if outcome.result == Result.FAILED:
        delivery.attempts += 1
    if outcome.result == Result.DELIVERED:
        delivery.state, delivery.finished_at = Delivery.State.DELIVERED, now
    elif outcome.result == Result.DROPPED or is_last:
        delivery.state, delivery.finished_at = Delivery.State.GIVEN_UP, now
    elif outcome.result == Result.PAUSED:
        wait_until = delivery.waiting_since + give_up_after()
    else:
        wait_until = now + delay_after(delivery.attempts, outcome.retry_after)
    fields = ("state", "attempts", "called_at", "finished_at", "error")
    waiting = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING)
    waiting.update(**{name: getattr(delivery, name) for name in fields})
    return wait_until

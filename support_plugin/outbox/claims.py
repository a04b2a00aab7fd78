"""Working on queues, each by one process at a time: claimed, then one delivery after the other.

A claim is a random token and a time until which it holds, both in the queue's row: soon until the first call
begins, later from then on. No transaction is open while a target is called; ``advance`` stores how a call
ended and that the next one begins in one commit.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Min, QuerySet

from support_plugin.outbox.models import Delivery, DeliveryQueue
from support_plugin.outbox.retries import (
    CLAIM,
    RESERVATION,
    Outcome,
    Result,
    delay_after,
    give_up_after,
    is_overdue,
    longest_delay,
)


@dataclass(frozen=True)
class Claim:
    """A queue that this process has to itself for a while."""

    queue: DeliveryQueue
    token: UUID

    @property
    def row(self) -> "QuerySet[DeliveryQueue]":
        """The queue's row, while the claim holds."""
        return DeliveryQueue.objects.filter(pk=self.queue.pk, claim=self.token)


def open_queues(names: Collection[tuple[str, str]], now: datetime) -> None:
    """Lock these (target, stream) queues until the transaction ends; those that are not there are due now."""
    DeliveryQueue.objects.bulk_create(
        # All in one order, or two processes could wait for each other.
        [
            DeliveryQueue(target=target, stream=stream, next_attempt_at=now)
            for target, stream in sorted(names)
        ],
        update_conflicts=True,
        unique_fields=["target", "stream"],
        # Locks the row of a queue that is there, and changes nothing.
        update_fields=["stream"],
    )


def waiting_targets() -> list[str]:
    """Return the targets for which anything waits, due or not; one short query each, and one more."""
    found: list[str] = []
    last = ""
    while True:
        rest = DeliveryQueue.objects.filter(target__gt=last)
        name = rest.aggregate(first=Min("target"))["first"]
        if name is None:
            return found
        found.append(name)
        last = name


def correct_clock(target: str, now: datetime) -> None:
    """Make due what lies further ahead than any delay: a clock set it that has been put back since."""
    wrong = DeliveryQueue.objects.filter(target=target, next_attempt_at__gt=now + longest_delay())
    wrong.update(next_attempt_at=now)


def claim_due(target: str, now: datetime, limit: int) -> list[Claim]:
    """Claim up to ``limit`` of a target's queues whose first delivery is due, those due for longest first."""
    due = DeliveryQueue.objects.filter(target=target, next_attempt_at__lte=now).order_by("next_attempt_at")
    token = uuid4()
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            found = list(due.select_for_update(skip_locked=True)[:limit])
            _take(DeliveryQueue.objects.filter(pk__in=[queue.pk for queue in found]), token, now)
        return [Claim(queue, token) for queue in found]
    # Not in one transaction: SQLite can't let one that has read write, when another has written meanwhile.
    candidates = list(due.values_list("pk", flat=True)[:limit])
    if candidates:
        _take(DeliveryQueue.objects.filter(pk__in=candidates, next_attempt_at__lte=now), token, now)
    return [Claim(queue, token) for queue in DeliveryQueue.objects.filter(pk__in=candidates, claim=token)]


def _take(queues: "QuerySet[DeliveryQueue]", token: UUID, now: datetime) -> None:
    queues.update(claim=token, next_attempt_at=now + RESERVATION)


def release(claims: list[Claim], now: datetime) -> None:
    """Leave queues, due as they were, to whichever process comes next."""
    for claim in claims:
        claim.row.update(claim=None, next_attempt_at=now)


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

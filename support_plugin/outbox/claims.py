"""Working on queues, each by one process at a time: claimed, then one delivery after the other.

A claim is a random token and a time until which it holds, both in the queue's row: soon until the first call
begins, later from then on (next_delivery.py).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Min, QuerySet

from support_plugin.outbox.models import DeliveryQueue
from support_plugin.outbox.retries import RESERVATION, longest_delay


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

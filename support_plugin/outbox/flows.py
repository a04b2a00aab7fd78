"""Storing events, and delivering what is due."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from support_plugin import clock
from support_plugin.outbox.kinds import Kind, find_kind
from support_plugin.outbox.models import Delivery, DeliveryQueue, Event
from support_plugin.outbox.receivers import receiver_targets
from support_plugin.outbox.rounds import Round


@dataclass(frozen=True)
class NewEvent:
    """Something that happened.

    ``kind`` is a registered one, such as "cart.abandoned"; events of one ``stream`` ("cart:123") are
    delivered in order; ``key`` is unique among all events; ``data`` is what JSON can hold.
    """

    kind: str
    stream: str
    key: str
    data: dict[str, Any]


def store_events(events: Sequence[NewEvent]) -> list[UUID]:
    """Store events and for each what is to be delivered, in the caller's transaction; return their ids.

    An event whose key is stored already is none: its id is that of the first. In order within a stream are
    the events of one call, and those of transactions that hold a lock of their own on what the stream stands
    for. Raises ValueError for a kind that nobody registered. A few statements, however many events.
    """
    kinds = {event.kind: _kind(event.kind) for event in events}
    if not events:
        return []
    now = clock.now()
    rows = [
        Event(kind=event.kind, stream=event.stream, key=event.key, data=event.data, created_at=now)
        for event in events
    ]
    with transaction.atomic():
        Event.objects.bulk_create(rows, ignore_conflicts=True)
        stored = dict(Event.objects.filter(key__in={row.key for row in rows}).values_list("key", "pk"))
        new = [row for row in rows if stored[row.key] == row.pk]
        targets = {name: _targets(kind) for name, kind in kinds.items()} if new else {}
        _store_deliveries([(row, target) for row in new for target in targets[row.kind]], now)
    return [stored[row.key] for row in rows]


def deliver_due(now: datetime | None = None, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Deliver what is due; return how many deliveries were made.

    For many processes at once. ``now`` stands still for the whole of it; by default time goes on.
    ``is_stopped`` is asked before each call. Raises DatabaseError when the database is away.
    """
    return Round(clock.now if now is None else lambda: now, is_stopped).run()


def _kind(name: str) -> Kind:
    kind = find_kind(name)
    if kind is None:
        raise ValueError(f"The kind {name!r} is not registered")
    return kind


def _targets(kind: Kind) -> list[str]:
    return list(receiver_targets(kind.signal))


def _store_deliveries(pairs: Iterable[tuple[Event, str]], now: datetime) -> None:
    deliveries = [
        Delivery(event=event, target=target, stream=event.stream, waiting_since=now)
        for event, target in pairs
    ]
    # The queues first, as that locks them. All in one order, or two processes could wait for each other.
    names = sorted({(delivery.target, delivery.stream) for delivery in deliveries})
    DeliveryQueue.objects.bulk_create(
        [DeliveryQueue(target=target, stream=stream, next_attempt_at=now) for target, stream in names],
        update_conflicts=True,
        unique_fields=["target", "stream"],
        # Locks the row of a queue that is there, and changes nothing.
        update_fields=["stream"],
    )
    Delivery.objects.bulk_create(deliveries)

"""Storing events, and delivering what is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import JSONField, Value

from support_plugin import clock
from support_plugin.outbox.claims import open_queues
from support_plugin.outbox.enqueueing import DELIVER, enqueue_after_commit
from support_plugin.outbox.kinds import Kind, find_kind
from support_plugin.outbox.models import Delivery, Event
from support_plugin.outbox.receivers import receiver_targets
from support_plugin.outbox.rounds import deliver_due
from support_plugin.outbox.webhooks.models import WebhookEndpoint

__all__ = ["NewEvent", "deliver_due", "store_events"]

_JSON = JSONField()


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
        Event(
            kind=event.kind,
            stream=event.stream,
            key=event.key,
            # An expression is not put into an array, in which psycopg escapes JSON quote by quote.
            data=Value(event.data, _JSON),
            created_at=now,
        )
        for event in events
    ]
    with transaction.atomic():
        Event.objects.bulk_create(rows, ignore_conflicts=True)
        stored = dict(Event.objects.filter(key__in={row.key for row in rows}).values_list("key", "pk"))
        new = [row for row in rows if stored[row.key] == row.pk]
        targets = _targets(kinds.values()) if new else {}
        deliveries = [(row, target) for row in new for target in targets[row.kind]]
        _store_deliveries(deliveries, now)
    if deliveries:
        # Outside of the savepoint: so the caller's transaction wakes once, however often it stores.
        enqueue_after_commit(DELIVER)
    return [stored[row.key] for row in rows]


def _kind(name: str) -> Kind:
    kind = find_kind(name)
    if kind is None:
        raise ValueError(f"The kind {name!r} is not registered")
    return kind


def _targets(kinds: Iterable[Kind]) -> dict[str, list[str]]:
    """Return who gets events of these kinds, by the kinds' names."""
    endpoints = list(WebhookEndpoint.objects.filter(is_enabled=True))
    return {
        kind.name: [
            *receiver_targets(kind.signal),
            *(endpoint.target for endpoint in endpoints if kind.name in endpoint.kinds),
        ]
        for kind in kinds
    }


def _store_deliveries(pairs: Iterable[tuple[Event, str]], now: datetime) -> None:
    deliveries = [
        Delivery(event=event, target=target, stream=event.stream, waiting_since=now)
        for event, target in pairs
    ]
    if not deliveries:
        return
    # The queues first, as that locks them.
    open_queues({(delivery.target, delivery.stream) for delivery in deliveries}, now)
    Delivery.objects.bulk_create(deliveries)

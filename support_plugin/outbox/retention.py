"""Deleting events that nobody will ask for any more."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from support_plugin import clock
from support_plugin.conf import get_config
from support_plugin.outbox.models import Delivery, DeliveryQueue, Event

BATCH = 500


def delete_old_events() -> int:
    """Delete events of long ago for which nothing waits, with their deliveries; return how many."""
    oldest = clock.now() - timedelta(days=get_config()["EVENTS_KEPT_DAYS"])
    old = Event.objects.filter(created_at__lt=oldest)
    if not old.exists():
        return 0
    waiting = Delivery.objects.filter(event=OuterRef("pk"), state=Delivery.State.WAITING)
    over = old.filter(~Exists(waiting)).order_by("created_at")
    deleted = 0
    while found := list(over.values_list("pk", flat=True)[:BATCH]):
        Delivery.objects.filter(event__in=found).delete()
        # Another process may have deleted some.
        deleted += Event.objects.filter(pk__in=found).delete()[1].get("support_plugin.Event", 0)
    return deleted


def delete_streams(streams: Collection[str]) -> int:
    """Delete all events of these streams, as they are about a person; return how many.

    What waits is not delivered any more; what a target has got already stays there.
    """
    with transaction.atomic():
        # First, as that waits for a process that is storing an outcome just now.
        DeliveryQueue.objects.filter(stream__in=streams).delete()
        found = Event.objects.filter(stream__in=streams)
        Delivery.objects.filter(event__in=found).delete()
        return found.delete()[1].get("support_plugin.Event", 0)

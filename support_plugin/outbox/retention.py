"""Deleting events that nobody will ask for any more."""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from support_plugin import clock
from support_plugin.conf import get_config
from support_plugin.outbox.models import Delivery, Event

BATCH = 500


def delete_old_events() -> int:
    """Delete events of long ago for which nothing waits, with their deliveries; return how many."""
    oldest = clock.now() - timedelta(days=get_config()["EVENTS_KEPT_DAYS"])
    waiting = Delivery.objects.filter(event=OuterRef("pk"), state=Delivery.State.WAITING)
    old = Event.objects.filter(~Exists(waiting), created_at__lt=oldest).order_by("created_at")
    deleted = 0
    while found := list(old.values_list("pk", flat=True)[:BATCH]):
        Delivery.objects.filter(event__in=found).delete()
        # Another process may have deleted some.
        deleted += Event.objects.filter(pk__in=found).delete()[1].get("support_plugin.Event", 0)
    return deleted

"""Sending again what was given up or delivered already: at an admin's word only."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from support_plugin import clock
from support_plugin.outbox.claims import open_queues
from support_plugin.outbox.enqueueing import DELIVER, enqueue_after_commit
from support_plugin.outbox.models import Delivery

# Deliveries that one call takes.
MOST = 1000


def send_again(deliveries: "QuerySet[Delivery]") -> int:
    """Have deliveries made once more, with the same events' ids; return how many.

    Those that wait anyway are left as they are. Each counts as the earliest of its stream again.
    """
    now = clock.now()
    done = deliveries.exclude(state=Delivery.State.WAITING).order_by()
    with transaction.atomic():
        names = done.values_list("target", "stream", "pk")[:MOST]
        found = list(names)
        open_queues({(target, stream) for target, stream, _pk in found}, now)
        again = Delivery.objects.filter(pk__in=[pk for _target, _stream, pk in found])
        number = again.exclude(state=Delivery.State.WAITING).update(**_as_new(now))
    enqueue_after_commit(DELIVER)
    return number


def _as_new(now: datetime) -> dict[str, object]:
    return {
        "state": Delivery.State.WAITING,
        "attempts": 0,
        "waiting_since": now,
        "called_at": None,
        "finished_at": None,
    }

"""Processes that find left carts and announce them, killed again and again: ``-m tests.outbox.crowd PLAN``.

PLAN is JSON, see ``Plan``. Prints what became of it, as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.helpers.crowds import Crowd, let_work, make_tables
from tools.run.processes import die_with_parent

# How many carts come back at a time.
SOME = 50


@dataclass
class Plan(Crowd):
    """How many carts are left, who finds them, and how often one of those is killed."""

    # A folder for what the in-process receiver gets.
    folder: str = ""
    # Where webhooks go: "127.0.0.1:port".
    host: str = ""
    carts: int = 200
    # The shoppers of so many of them come back, and leave again.
    returning: int = 50
    # Carts that are found in one transaction.
    batch: int = 5
    # Seconds for which a process has a queue to itself: longer than any call takes here, however busy the
    # machine is.
    claim: float = 8


def main(plan: Plan) -> None:
    """Make the carts, let the crowd work, kill; print what became of it."""
    prepare(plan)
    make_carts(plan)
    began = time.monotonic()
    kills = let_work(plan, lambda: come_back(plan), after_kill=lambda: come_back(plan))
    print(json.dumps({"kills": kills, "seconds": time.monotonic() - began, **report()}))


def prepare(plan: Plan) -> None:
    """Make the tables, a receiver and an endpoint; let failures be tried again soon."""
    import django

    django.setup()
    from django.conf import settings

    from support_plugin.carts import abandoning
    from support_plugin.conf import get_config
    from support_plugin.models import WebhookEndpoint
    from support_plugin.outbox import claims, next_delivery, retries, rounds
    from support_plugin.outbox.webhooks import delivering
    from support_plugin.outbox.webhooks.endpoint_secrets import give_secret
    from support_plugin.signals import cart_abandoned, cart_returned

    settings.SUPPORT_PLUGIN = {"WEBHOOK_INTERNAL_HOSTS": [plan.host]}
    get_config.cache_clear()
    make_tables()
    abandoning.BATCH = plan.batch
    next_delivery.CLAIM = timedelta(seconds=plan.claim)
    claims.RESERVATION = timedelta(seconds=2)
    retries.DELAYS = (0.2, 0.5, 1)
    rounds.FAILURES = 1000
    delivering.FIRST_HOLD, delivering.LONGEST_HOLD = 0.1, 0.5
    for happened in (cart_abandoned, cart_returned):
        happened.connect(Receiver(plan), weak=False, dispatch_uid="log")
    endpoint = WebhookEndpoint(
        name="CRM", url=f"http://{plan.host}/", kinds=["cart.abandoned", "cart.returned"]
    )
    give_secret(endpoint, None)
    endpoint.save()


def make_carts(plan: Plan) -> None:
    """Make carts that were left two hours ago, without a signal."""
    from django.utils import timezone
    from oscar.core.loading import get_model
    from oscar.test import factories

    cart_model, line_model = get_model("basket", "Basket"), get_model("basket", "Line")
    product = factories.create_product(price=10, num_in_stock=50)
    carts = cart_model.objects.bulk_create([cart_model() for _number in range(plan.carts)], batch_size=500)
    stock = product.stockrecords.get()
    line_model.objects.bulk_create(
        (
            line_model(basket=cart, product=product, stockrecord=stock, line_reference="1", quantity=1)
            for cart in carts
        ),
        batch_size=500,
    )
    line_model.objects.update(date_updated=timezone.now() - timedelta(hours=2))


def come_back(plan: Plan) -> bool:
    """Let some shoppers come back, and leave again two hours ago; return whether everything is done."""
    from django.utils import timezone

    from support_plugin.carts.flows import note_changes
    from support_plugin.carts.models import Abandonment, CartActivity
    from support_plugin.outbox.models import DeliveryQueue

    # The database is new: its carts count from 1.
    away = Abandonment.objects.filter(period=1, returned_at=None, cart__lte=plan.returning)
    carts = list(away.values_list("cart", flat=True)[:SOME])
    if carts:
        note_changes(carts)
        before = timezone.now() - timedelta(hours=2)
        CartActivity.objects.filter(pk__in=carts).update(last_active_at=before, idle_from=before)
    is_found = Abandonment.objects.count() == plan.carts + plan.returning
    return is_found and not DeliveryQueue.objects.exists()


class Receiver:
    """Writes down what it gets; fails and dawdles now and then."""

    def __init__(self, plan: Plan) -> None:
        self.path = Path(plan.folder) / "receiver.log"

    def __call__(self, event_id: UUID, data: dict[str, Any], **kwargs: Any) -> None:
        is_taken = random.random() > 0.05
        call = {"id": str(event_id), "data": data, "is_taken": is_taken, "at": time.time()}
        with self.path.open("a") as log:
            log.write(json.dumps({**call, "process": os.getpid()}) + "\n")
        time.sleep(random.choice([0, 0, 0, 0.01, 0.05]))
        if not is_taken:
            raise RuntimeError("not now")


def report() -> dict[str, Any]:
    """Return what was stored: abandonments as (cart, time), events' keys by their ids, and deliveries."""
    from support_plugin.models import Abandonment, Delivery, Event

    fields = ("event_id", "target", "state", "repeats")
    deliveries = Delivery.objects.values(*fields)
    return {
        "abandonments": list(Abandonment.objects.values_list("cart", "period")),
        "events": {str(pk): key for pk, key in Event.objects.values_list("pk", "key")},
        "deliveries": [{**row, "event_id": str(row["event_id"])} for row in deliveries],
    }


def command(plan: Plan) -> list[str]:
    """Return the words that run a plan."""
    return ["-m", "tests.outbox.crowd", json.dumps(asdict(plan))]


if __name__ == "__main__":
    die_with_parent(signal.SIGKILL)
    main(Plan(**json.loads(sys.argv[1])))

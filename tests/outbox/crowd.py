"""Processes that find left carts and tell of them, killed again and again: ``-m tests.outbox.crowd PLAN``.

PLAN is JSON, see ``Plan``. Prints what became of it, as JSON. Django is loaded once; the processes are forks
of this one, so that a killed one is replaced at once.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tools.run.processes import die_with_parent

# How many carts come back at a time.
SOME = 50


@dataclass
class Plan:
    """How many carts are left, who finds them, and how often one of those is killed."""

    # A folder for what the in-process receiver gets.
    folder: str
    # Where webhooks go: "127.0.0.1:port".
    host: str
    # "ticks": each process is ``support_tick --loop``; "tasks": workers of Django's tasks in the database;
    # "celery": workers of Celery, by ``broker``.
    by: str = "ticks"
    broker: str = ""
    carts: int = 200
    # The shoppers of so many of them come back, and leave again.
    returning: int = 50
    # Carts that are found in one transaction.
    batch: int = 5
    processes: int = 8
    kills: int = 30
    # Seconds between two kills.
    pause: float = 0.15
    # Seconds for which a process has a queue to itself: longer than any call takes here, however busy the
    # machine is.
    claim: float = 8
    # Seconds after which all must be delivered.
    patience: float = 120


def main(plan: Plan) -> None:
    """Make the carts, let the crowd work, kill; print what became of it."""
    prepare(plan)
    make_carts(plan)
    # A process of its own: forks of one that has spoken to the broker would share its connection.
    beat = [start(plan, send_to_celery)] if plan.by == "celery" else []
    crowd = [start(plan) for _number in range(plan.processes)]
    kills: list[dict[str, Any]] = []
    began = time.monotonic()
    ends, next_kill = began + plan.patience, began + plan.pause
    try:
        while (len(kills) < plan.kills or not come_back(plan)) and time.monotonic() < ends:
            wake(plan)
            time.sleep(0.05)
            if len(kills) < plan.kills and time.monotonic() >= next_kill:
                number = random.randrange(len(crowd))
                kills.append(kill(crowd[number]))
                next_kill = time.monotonic() + plan.pause
                crowd[number] = start(plan)
                come_back(plan)
    finally:
        for process in [*crowd, *beat]:
            kill(process)
    print(json.dumps({"kills": kills, "seconds": time.monotonic() - began, **report()}))


def kill(process: int) -> dict[str, Any]:
    """Kill a process; return which, and when it was gone."""
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return {"process": process, "at": time.time()}


def prepare(plan: Plan) -> None:
    """Make the tables, a receiver and an endpoint; let failures be tried again soon."""
    import django

    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.db import connection

    from support_plugin.carts import abandoning
    from support_plugin.conf import get_config
    from support_plugin.models import WebhookEndpoint
    from support_plugin.outbox import claims, rounds, rules
    from support_plugin.outbox.webhooks import delivering
    from support_plugin.outbox.webhooks.managing import give_secret
    from support_plugin.signals import cart_abandoned, cart_returned

    settings.SUPPORT_PLUGIN = {"WEBHOOK_INTERNAL_HOSTS": [plan.host]}
    get_config.cache_clear()
    with connection.schema_editor() as editor:
        # Several times faster than ``migrate``.
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
    abandoning.BATCH = plan.batch
    claims.CLAIM = timedelta(seconds=plan.claim)
    claims.RESERVATION = timedelta(seconds=2)
    rules.DELAYS = (0.2, 0.5, 1)
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
    """Make carts that were left two hours ago, of which no signal has told."""
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


def wake(plan: Plan) -> None:
    """Do what cron does, where no process does it by itself."""
    if plan.by == "tasks":
        from django_tasks_db.models import DBTaskResult

        from tests.outbox.crowd_tasks import tick

        if not DBTaskResult.objects.ready().exists():
            tick.enqueue()


def start(plan: Plan, work: Callable[[Plan], None] | None = None) -> int:
    """Fork a process that works until it is killed, by default one of the crowd; return its number."""
    from django.db import connections

    connections.close_all()
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    try:
        die_with_parent(signal.SIGKILL)
        random.seed()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        (work or {"ticks": tick, "celery": work_for_celery, "tasks": work_for_tasks}[plan.by])(plan)
    finally:
        os._exit(1)


def tick(plan: Plan) -> None:
    """Do what is due again and again."""
    from django.core.management import call_command

    call_command("support_tick", loop=True, every=0.2)


def celery(plan: Plan) -> Any:
    """Return a Celery application with the one task that a shop would write."""
    from celery import Celery

    app = Celery("crowd", broker=plan.broker, set_as_current=False)

    @app.task(name="support_tick")
    def support_tick() -> None:
        from django.core.management import call_command

        call_command("support_tick")

    return app


def send_to_celery(plan: Plan) -> None:
    """Do what Celery beat does, only more often."""
    app = celery(plan)
    while True:
        app.send_task("support_tick")
        time.sleep(0.1)


def work_for_celery(plan: Plan) -> None:
    """Be a worker of Celery."""
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "CRITICAL"]
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    celery(plan).worker_main(["worker", "--pool", "solo", *quiet])


def work_for_tasks(plan: Plan) -> None:
    """Be a worker of Django's tasks."""
    from django.core.management import call_command

    call_command("db_worker", interval=0.05, startup_delay=False, reload=False)


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

"""Many processes that deliver, killed again and again: ``python -m tests.outbox.crowd PLAN``.

PLAN is JSON, see ``Plan``. Prints what became of the deliveries, as JSON. Django is loaded once; the
processes are forks of this one, so that a killed one is replaced at once.
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

KIND = "test.happened"


@dataclass
class Plan:
    """How much is delivered, by whom, and how often one of them is killed."""

    # A folder for what the in-process receiver gets.
    folder: str
    # Where webhooks go: "127.0.0.1:port".
    host: str
    # "ticks": each process calls deliver_due in a loop; "tasks": workers of Django's tasks in the database;
    # "celery": workers of Celery, by ``broker``.
    by: str = "ticks"
    broker: str = ""
    streams: int = 30
    events: int = 5
    processes: int = 8
    kills: int = 20
    # Seconds between two kills.
    pause: float = 0.25
    # Seconds after which the deliveries must be made.
    patience: float = 120


def main(plan: Plan) -> None:
    """Store, deliver, kill; print what became of it."""
    prepare(plan)
    # A process of its own: forks of one that has spoken to the broker would share its connection.
    beat = [start(plan, send_to_celery)] if plan.by == "celery" else []
    crowd = [start(plan) for _number in range(plan.processes)]
    kills, ends, next_kill = 0, time.monotonic() + plan.patience, time.monotonic() + plan.pause
    try:
        store(plan)
        while (kills < plan.kills or waits()) and time.monotonic() < ends:
            wake(plan)
            time.sleep(0.05)
            if kills < plan.kills and time.monotonic() >= next_kill:
                number = random.randrange(len(crowd))
                os.kill(crowd[number], signal.SIGKILL)
                os.waitpid(crowd[number], 0)
                kills, next_kill = kills + 1, time.monotonic() + plan.pause
                crowd[number] = start(plan)
    finally:
        for process in [*crowd, *beat]:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
    print(json.dumps({"kills": kills, "deliveries": report()}))


def prepare(plan: Plan) -> None:
    """Make the tables, a kind, a receiver and an endpoint; let failures be tried again soon."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.dispatch import Signal

    from support_plugin.conf import get_config
    from support_plugin.models import Delivery, DeliveryQueue, Event, WebhookEndpoint
    from support_plugin.outbox import claims, kinds, rounds, rules
    from support_plugin.outbox.webhooks import delivering
    from support_plugin.outbox.webhooks.managing import give_secret

    settings.SUPPORT_PLUGIN = {"WEBHOOK_INTERNAL_HOSTS": [plan.host]}
    get_config.cache_clear()
    with connection.schema_editor() as editor:
        models: list[Any] = [Event, Delivery, DeliveryQueue, WebhookEndpoint]
        if plan.by == "tasks":
            from django_tasks_db.models import DBTaskResult

            models.append(DBTaskResult)
        for model in models:
            editor.create_model(model)
    # Longer than any call takes here, however busy the machine is.
    claims.CLAIM = timedelta(seconds=15)
    rules.DELAYS = (0.2, 0.5, 1)
    rounds.FAILURES = 1000
    delivering.FIRST_HOLD, delivering.LONGEST_HOLD = 0.1, 0.5
    kinds.register(KIND, Signal(), lambda event_id, data: {"data": data})
    kinds.find_kind(KIND).signal.connect(Receiver(plan), weak=False, dispatch_uid="log")
    endpoint = WebhookEndpoint(name="CRM", url=f"http://{plan.host}/", kinds=[KIND])
    give_secret(endpoint, None)
    endpoint.save()


class Receiver:
    """Writes down what it gets; fails and dawdles now and then."""

    def __init__(self, plan: Plan) -> None:
        self.path = Path(plan.folder) / "receiver.log"

    def __call__(self, event_id: UUID, data: dict[str, Any], **kwargs: Any) -> None:
        is_taken = random.random() > 0.05
        line = {"id": str(event_id), **data, "is_taken": is_taken}
        with self.path.open("a") as log:
            log.write(json.dumps(line) + "\n")
        time.sleep(random.choice([0, 0, 0, 0.01, 0.05]))
        if not is_taken:
            raise RuntimeError("not now")


def store(plan: Plan) -> None:
    """Store all events, the streams mixed; a few at a time, while the processes are at it already."""
    from support_plugin.outbox.flows import NewEvent, store_events

    for number in range(plan.events):
        for first in range(0, plan.streams, 100):
            streams = range(first, min(first + 100, plan.streams))
            store_events(
                [NewEvent(KIND, f"s{s}", f"{s}:{number}", {"stream": s, "number": number}) for s in streams]
            )


def waits() -> bool:
    """Return whether anything is not delivered yet."""
    from support_plugin.models import DeliveryQueue

    return DeliveryQueue.objects.exists()


def wake(plan: Plan) -> None:
    """Do what cron does, where no process does it by itself."""
    if plan.by == "tasks":
        from support_plugin.outbox.tasks import deliver

        deliver.enqueue()


def start(plan: Plan, work: Callable[[Plan], None] | None = None) -> int:
    """Fork a process that works until it is killed, by default one that delivers; return its number."""
    from django.db import connections

    connections.close_all()
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    try:
        random.seed()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        (work or {"ticks": tick, "celery": work_for_celery, "tasks": work_for_tasks}[plan.by])(plan)
    finally:
        os._exit(1)


def tick(plan: Plan) -> None:
    """Deliver again and again."""
    from support_plugin.outbox.flows import deliver_due

    while True:
        if not deliver_due():
            time.sleep(0.05)


def celery(plan: Plan) -> Any:
    """Return a Celery application with the one task that a shop would write."""
    from celery import Celery

    app = Celery("crowd", broker=plan.broker, set_as_current=False)

    @app.task(name="deliver")
    def deliver() -> int:
        from support_plugin.outbox.flows import deliver_due

        return deliver_due()

    return app


def send_to_celery(plan: Plan) -> None:
    """Do what Celery beat does, only more often."""
    app = celery(plan)
    while True:
        app.send_task("deliver")
        time.sleep(0.05)


def work_for_celery(plan: Plan) -> None:
    """Be a worker of Celery."""
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "CRITICAL"]
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    celery(plan).worker_main(["worker", "--pool", "solo", *quiet])


def work_for_tasks(plan: Plan) -> None:
    """Be a worker of Django's tasks."""
    from django.core.management import call_command

    call_command("db_worker", interval=0.05, startup_delay=False, reload=False)


def report() -> list[dict[str, Any]]:
    """Return every delivery, in the order of storing."""
    from support_plugin.models import Delivery

    fields = ("event_id", "target", "state", "attempts", "repeats")
    rows = Delivery.objects.order_by("pk").values(*fields, "event__data")
    return [{**row, "event_id": str(row["event_id"]), **row.pop("event__data")} for row in rows]


def command(plan: Plan) -> list[str]:
    """Return the words that run a plan."""
    return ["-m", "tests.outbox.crowd", json.dumps(asdict(plan))]


if __name__ == "__main__":
    main(Plan(**json.loads(sys.argv[1])))

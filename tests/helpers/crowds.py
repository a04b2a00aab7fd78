"""Processes that do what is due, killed (SIGKILL) again and again; what each of them does is its test's.

Django is loaded once; the processes are forks of this one, so that a killed one is replaced at once.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.run.processes import die_with_parent


@dataclass
class Crowd:
    """Who does it, and how often one of those is killed."""

    # "ticks": each process is ``support_tick --loop``; "tasks": workers of Django's tasks in the database;
    # "celery": workers of Celery, by ``broker``.
    by: str = "ticks"
    broker: str = ""
    processes: int = 8
    kills: int = 30
    # Seconds between two kills.
    pause: float = 0.15
    # Seconds between two rounds of a process.
    every: float = 0.2
    # Seconds after which all must be done.
    patience: float = 120


def let_work(
    crowd: Crowd,
    is_done: Callable[[], bool],
    *,
    is_at_it: Callable[[], bool] = lambda: True,
    after_kill: Callable[[], Any] = lambda: None,
    work: Callable[[Any], None] | None = None,
) -> list[dict[str, Any]]:
    """Let a crowd work, and kill, until all kills are done and the work is; return who was killed, and when.

    ``work`` is what each does, where it is not one of those that ``by`` names.

    Nobody is killed while nobody ``is_at_it``, so that they may be fewer where the work is done sooner.
    """
    # A process of its own: forks of one that has spoken to the broker would share its connection.
    beat = [start(crowd, send_to_celery)] if crowd.by == "celery" else []
    working = [start(crowd, work) for _number in range(crowd.processes)]
    kills: list[dict[str, Any]] = []
    began = time.monotonic()
    ends, next_kill = began + crowd.patience, began + crowd.pause
    try:
        while time.monotonic() < ends:
            if (len(kills) == crowd.kills or not is_at_it()) and is_done():
                break
            wake(crowd)
            time.sleep(0.05)
            if len(kills) < crowd.kills and time.monotonic() >= next_kill and is_at_it():
                number = random.randrange(len(working))
                kills.append(kill(working[number]))
                next_kill = time.monotonic() + crowd.pause
                working[number] = start(crowd, work)
                after_kill()
    finally:
        for process in [*working, *beat]:
            kill(process)
    return kills


def kill(process: int) -> dict[str, Any]:
    """Kill a process; return which, and when it was gone."""
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return {"process": process, "at": time.time()}


def make_tables() -> None:
    """Make all tables in an empty database: several times faster than ``migrate``."""
    from django.apps import apps
    from django.db import connection

    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)


def wake(crowd: Crowd) -> None:
    """Do what cron does, where no process does it by itself."""
    if crowd.by == "tasks":
        from django_tasks_db.models import DBTaskResult

        from tests.outbox.crowd_tasks import tick

        if not DBTaskResult.objects.ready().exists():
            tick.enqueue()


def start(crowd: Crowd, work: Callable[[Crowd], None] | None = None) -> int:
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
        (work or {"ticks": tick, "celery": work_for_celery, "tasks": work_for_tasks}[crowd.by])(crowd)
    finally:
        os._exit(1)


def tick(crowd: Crowd) -> None:
    """Do what is due again and again."""
    from django.core.management import call_command

    call_command("support_tick", loop=True, every=crowd.every)


def celery(crowd: Crowd) -> Any:
    """Return a Celery application with the one task that a shop would write."""
    from celery import Celery

    app = Celery("crowd", broker=crowd.broker, set_as_current=False)

    @app.task(name="support_tick")
    def support_tick() -> None:
        from django.core.management import call_command

        call_command("support_tick")

    return app


def send_to_celery(crowd: Crowd) -> None:
    """Do what Celery beat does, only more often."""
    app = celery(crowd)
    while True:
        app.send_task("support_tick")
        time.sleep(0.1)


def work_for_celery(crowd: Crowd) -> None:
    """Be a worker of Celery."""
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "CRITICAL"]
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    celery(crowd).worker_main(["worker", "--pool", "solo", *quiet])


def work_for_tasks(crowd: Crowd) -> None:
    """Be a worker of Django's tasks."""
    from django.core.management import call_command

    call_command("db_worker", interval=0.05, startup_delay=False, reload=False)

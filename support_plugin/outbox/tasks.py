"""The task that a worker of Django's tasks framework runs; see outbox/enqueueing.py."""

from support_plugin.outbox.framework import tasks_framework
from support_plugin.outbox.rounds import deliver_due

_framework = tasks_framework()


def deliver() -> int:
    """Deliver what is due; return how many deliveries were made."""
    return deliver_due()


if _framework is not None:
    # A worker finds the task by the function's name.
    deliver = _framework.task(deliver)

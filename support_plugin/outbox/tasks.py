"""The task that a worker of Django's tasks framework runs; see outbox/enqueueing.py."""

from support_plugin.outbox.framework import as_task
from support_plugin.outbox.rounds import deliver_due


@as_task
def deliver() -> int:
    """Deliver what is due; return how many deliveries were made."""
    return deliver_due()

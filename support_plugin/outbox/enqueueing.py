"""Having a worker do what was stored, where the project has one: otherwise the next tick does it.

Nothing is ever delivered in the process that stores, as that would keep a shopper waiting.
"""

import logging

from django.utils.module_loading import import_string

from support_plugin.database.after_commit import batch_until_commit
from support_plugin.outbox.framework import has_worker

logger = logging.getLogger(__name__)

DELIVER = "support_plugin.outbox.tasks.deliver"


def enqueue_after_commit(task: str) -> None:
    """Have a worker run the task of this dotted name; once for a transaction, or for a request."""
    batch_until_commit(_enqueue, task)


def _enqueue(tasks: set[str]) -> None:
    for task in tasks:
        try:
            # Modules of tasks are imported where there is a worker: without one they are plain functions.
            if has_worker():
                import_string(task).enqueue()
        except Exception:
            # The tick finds what is due all the same.
            logger.exception("%s could not be enqueued", task)

"""Waking a worker after something was stored, where the project has one: otherwise the next tick delivers.

Nothing is ever delivered in the process that stores, as that would keep a shopper waiting.
"""

import logging

from support_plugin.database.after_commit import batch_until_commit
from support_plugin.outbox.framework import has_worker

logger = logging.getLogger(__name__)


def wake_sockets_after_commit() -> None:
    """Have a worker deliver what is due; asked once for a transaction, or for a request."""
    batch_until_commit(_wake, None)


def _wake(keys: set[None]) -> None:
    try:
        if has_worker():
            from support_plugin.outbox.tasks import deliver

            deliver.enqueue()  # type: ignore[attr-defined]
    except Exception:
        # The tick finds what is due all the same.
        logger.exception("No worker could be woken")

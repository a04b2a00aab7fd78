"""Waking a worker, where the project has one: otherwise the next tick sends."""

import logging

from support_plugin.database.after_commit import batch_until_commit
from support_plugin.outbox.framework import has_worker

logger = logging.getLogger(__name__)


def wake_worker() -> None:
    """Have a worker send what is due now; asked once for a transaction, or for a request."""
    batch_until_commit(_wake, None)


def _wake(keys: set[None]) -> None:
    try:
        if has_worker():
            from support_plugin.chat.away.tasks import send

            send.enqueue()  # type: ignore[attr-defined]
    except Exception:
        # The tick finds what is due all the same.
        logger.exception("No worker could be woken")

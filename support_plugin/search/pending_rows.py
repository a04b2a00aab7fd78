"""Rows of the shop whose index is pending: indexed after the commit, and once for many.

Outside of a transaction a save is its own commit. Its row waits for the end of a request of this process: the
shop's save costs no query more, and its shopper waits for nothing. What a process that ends
loses, ``silent_changes.compare_with_rows`` finds.
"""

import logging
from collections.abc import Collection
from itertools import groupby
from threading import Lock
from typing import Any

from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.dispatch import receiver

from support_plugin.database.after_commit import batch_until_commit
from support_plugin.search.flows import index_rows
from support_plugin.shop.searched import rows_of

logger = logging.getLogger(__name__)

# More than these do not wait, in processes that serve no requests.
MOST = 500
_lock = Lock()
_waiting: set[tuple[str, Any]] = set()


def index_row_soon(kind: str, pk: Any) -> None:
    """Have the row's text stored after the commit, or at the end of a request."""
    if transaction.get_connection().in_atomic_block:
        batch_until_commit(_note_all, (kind, pk))
        return
    with _lock:
        _waiting.add((kind, pk))
        is_full = len(_waiting) >= MOST
    if is_full:
        index_pending_rows()


def index_pending_rows() -> None:
    """Store the texts of the rows that wait in this process; what goes wrong is logged."""
    with _lock:
        due = set(_waiting)
        _waiting.clear()
    try:
        _note_all(due)
    except Exception:
        logger.exception("The search could not follow changes in the shop")


@receiver(request_finished, dispatch_uid="support_plugin.search.pending_rows")
def request_ended(**kwargs: Any) -> None:
    """The answer is sent: nobody waits any more."""
    if _waiting:
        index_pending_rows()
        # Django closed them a moment before.
        close_old_connections()


def _note_all(due: Collection[tuple[str, Any]]) -> None:
    for kind, pairs in groupby(sorted(due, key=str), key=lambda pair: pair[0]):
        index_rows(kind, rows_of(kind).filter(pk__in=[pk for _kind, pk in pairs]))

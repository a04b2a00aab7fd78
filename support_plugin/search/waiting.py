"""The shop's rows that were saved, until their texts are stored: after the commit, and once for many.

Outside of a transaction a save is its own commit. Its row waits for the end of a request of this process: the
shop's save asks the database for nothing more, and its shopper waits for nothing. What a process that ends
forgets, ``flows.recheck`` finds.
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
from support_plugin.search.flows import note_rows
from support_plugin.shop.searched import rows_of

logger = logging.getLogger(__name__)

# More than these do not wait, in processes that serve no requests.
MOST = 500
_lock = Lock()
_waiting: set[tuple[str, Any]] = set()


def note_soon(kind: str, pk: Any) -> None:
    """Have the row's text stored after the commit, or at the end of a request."""
    if transaction.get_connection().in_atomic_block:
        batch_until_commit(_note_all, (kind, pk))
        return
    with _lock:
        _waiting.add((kind, pk))
        is_full = len(_waiting) >= MOST
    if is_full:
        note_waiting()


def note_waiting() -> None:
    """Store the texts of the rows that wait in this process; what goes wrong is logged."""
    with _lock:
        due = set(_waiting)
        _waiting.clear()
    try:
        _note_all(due)
    except Exception:
        logger.exception("The search could not follow changes in the shop")


@receiver(request_finished, dispatch_uid="support_plugin.search.waiting")
def request_ended(**kwargs: Any) -> None:
    """The answer is sent: nobody waits any more."""
    if _waiting:
        note_waiting()
        # Django closed them a moment before.
        close_old_connections()


def _note_all(due: Collection[tuple[str, Any]]) -> None:
    for kind, pairs in groupby(sorted(due, key=str), key=lambda pair: pair[0]):
        note_rows(kind, rows_of(kind).filter(pk__in=[pk for _kind, pk in pairs]))

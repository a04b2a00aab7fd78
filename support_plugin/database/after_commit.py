"""What waits for the commit: signals, and work that is done once for many changes.

Nothing here can undo the change it follows: what goes wrong is logged.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.dispatch import Signal

logger = logging.getLogger(__name__)

# How many of a transaction's last hooks are looked at for one to join.
_LOOK_BACK = 50


def send_after_commit(signal: Signal, sender: Any, **arguments: Any) -> None:
    """Send a signal once, when the change is committed; at once outside of a transaction.

    A receiver that raises is logged and keeps no other one from being called. A transaction that is rolled
    back sends nothing, and neither does a process that is killed right after its commit.
    """

    def send() -> None:
        # Django logs what receivers raise.
        signal.send_robust(sender=sender, **arguments)

    if signal.has_listeners(sender):
        transaction.on_commit(send, robust=True)


# What waits for the end of the request that is being answered: {handler: its keys}; None outside of one.
_waiting: ContextVar[dict[Any, set[Any]] | None] = ContextVar("support_plugin_waiting", default=None)


@contextmanager
def batched_for_request() -> Iterator[None]:
    """Have each batch of this request called once, when the shop's view has answered."""
    waiting: dict[Any, set[Any]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
        for handle, keys in waiting.items():
            _call_robustly(handle, keys)


def batch_until_commit(handle: Callable[[set[Any]], None], key: Any) -> None:
    """Have ``handle`` called after the commit, once with all the keys of this transaction.

    While a request is answered: once with all the keys of its commits, at its end, so that no save within it
    costs a query more. Else at once outside of a transaction. Keys of a savepoint that is rolled
    back are left out.
    """
    connection = transaction.get_connection()
    open_savepoints = set(connection.savepoint_ids) - {None}
    for savepoints, hook, _robust in reversed(connection.run_on_commit[-_LOOK_BACK:]):
        # A hook goes with each savepoint it was made in; those of them that are released are gone for good.
        joins = isinstance(hook, _Batch) and hook.handle is handle
        if joins and (savepoints & set(connection.savepoint_ids)) - {None} == open_savepoints:
            hook.keys.add(key)
            return
    transaction.on_commit(_Batch(handle, key), robust=True)


class _Batch:
    def __init__(self, handle: Callable[[set[Any]], None], key: Any) -> None:
        self.handle, self.keys = handle, {key}
        # Django logs the name of what failed.
        self.__qualname__ = handle.__qualname__

    def __call__(self) -> None:
        waiting = _waiting.get()
        if waiting is None:
            self.handle(self.keys)
        else:
            waiting.setdefault(self.handle, set()).update(self.keys)


def _call_robustly(handle: Callable[[set[Any]], None], keys: set[Any]) -> None:
    try:
        handle(keys)
    except Exception:
        logger.exception("What follows a commit failed: %s", handle.__qualname__)

"""Work on many rows, a batch at a time, that can be stopped between two."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from support_plugin.database.turns import take_turns, unlocked

BATCH = 500


def never_stopped() -> bool:
    """Return that nobody wants the work to stop; for whoever does all of it."""
    return False


def in_batches(
    due: Any, do: Callable[[list[Any]], object], is_stopped: Callable[[], bool] = never_stopped
) -> int:
    """Give the primary keys of the rows to ``do``, up to 500 in a transaction; return how many there were.

    ``do`` must leave them out of the rows, which are in an order. What another process has locked is left to
    it. ``is_stopped`` is asked before each batch.
    """
    done = 0
    # Mostly there is none, which a statement without a transaction shows.
    is_done = not due.exists()
    while not is_done and not is_stopped():
        with transaction.atomic():
            take_turns(due.model)
            taken = [row.pk for row in unlocked(due)[:BATCH]]
            if taken:
                do(taken)
        done += len(taken)
        is_done = len(taken) < BATCH
    return done

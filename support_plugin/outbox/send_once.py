"""Rows that are sent at most once: each claimed by one process, and how that ended stored by the same.

Their models have ``state`` ("waiting", "claimed", "unknown" and others), ``claim`` and ``due_at``.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet

from support_plugin.database.turns import take_turns, unlocked


def claim_next(due: QuerySet[Any], until: datetime) -> Any:
    """Return the first row that is due, claimed until then in a commit of its own; None for none."""
    due = due.order_by("due_at", "pk")
    # Mostly there is none, which a statement without a transaction shows.
    if not due.exists():
        return None
    with transaction.atomic():
        take_turns(due.model)
        row = next(iter(unlocked(due)[:1]), None)
        if row is not None:
            row.state, row.claim, row.due_at = row.State.CLAIMED, uuid4(), until
            row.save(update_fields=["state", "claim", "due_at"])
    return row


def store_outcome(row: Any, **values: Any) -> str:
    """Store what became of a claimed row, unless another process has it by now; return the state."""
    # It may count as unknown by now: what happened is known after all.
    states = [row.State.CLAIMED, row.State.UNKNOWN]
    type(row)._default_manager.filter(pk=row.pk, claim=row.claim, state__in=states).update(**values)
    return str(values["state"])

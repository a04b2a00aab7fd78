"""How reminders end: stored by whoever reserved or claimed them, and by nobody else."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import router
from django.db.models import QuerySet

from support_plugin.carts.reminders.decisions.people import KINDS
from support_plugin.carts.reminders.decisions.reasons_not_to_send import STALE
from support_plugin.carts.reminders.models import Reminder
from support_plugin.carts.reminders.sending.claims import reserved
from support_plugin.database.prepared import Param, PreparedUpdate
from support_plugin.outbox.channels.base import Rejected, Sent, TryLater
from support_plugin.outbox.retries import delay_after
from support_plugin.visitors.consents.flows import suppress
from support_plugin.visitors.consents.models import Suppression

State = Reminder.State
# Noted during a call.
NO_MORE = (Reminder.Reason.BOUGHT, Reminder.Reason.UNSUBSCRIBED)


@dataclass
class Called:
    """A reminder whose provider was called, and how that ended; one of the four is set."""

    reminder: Reminder
    token: UUID
    at: datetime
    sent: Sent | None = None
    later: TryLater | None = None
    rejected: Rejected | None = None
    unknown: str = ""


def store(called: Called, now: datetime) -> None:
    """Store how a call ended, in the caller's transaction."""
    ours = {"pk": called.reminder.pk, "claim": called.token}
    if (sent := called.sent) is not None:
        reported = {"provider_id": sent.provider_id[:200], "cost": sent.cost, "currency": sent.currency[:12]}
        _sent(router.db_for_write(Reminder))(**ours, **reported)
        return
    row = _called(**ours)
    if called.later is not None:
        _try_later(row, called, called.later, now)
    elif called.rejected is not None:
        row.update(state=State.FAILED, error=str(called.rejected)[:600])
        _leave_alone(called, called.rejected)
    else:
        row.update(state=State.UNKNOWN, error=called.unknown)


def _called(**ours: Any) -> "QuerySet[Reminder]":
    # It may be marked as unknown by now; the outcome is known after all.
    return Reminder.objects.filter(state__in=[State.CLAIMED, State.UNKNOWN], **ours)


@lru_cache(maxsize=4)
def _sent(using: str) -> PreparedUpdate:
    """Return the statement that stores that a message went out."""
    columns = {"pk": "id", "claim": "claim"}
    reported = {"provider_id": "provider_id", "cost": "cost", "currency": "cost_currency"}
    params = {
        name: Param(name, Reminder._meta.get_field(column)) for name, column in (columns | reported).items()
    }
    values = {column: params[name] for name, column in reported.items()}
    rows = _called(pk=params["pk"], claim=params["claim"])
    return PreparedUpdate(rows, using, state=State.SENT, error="", reason="", **values)


def _try_later(row: "QuerySet[Reminder]", called: Called, error: TryLater, now: datetime) -> None:
    reminder = called.reminder
    attempts = reminder.attempts + 1
    values = {"attempts": attempts, "error": str(error)[:600], "decided_at": None, "claim": None}
    due = now + delay_after(attempts, error.retry_after)
    if due > reminder.planned_at + STALE:
        values |= {"state": State.FAILED, "decided_at": now}
    else:
        values |= {"state": State.WAITING, "due_at": due, "claimed_at": None}
    # Somebody who bought, or was stopped, during the call is not tried again.
    ended = {"state": State.SKIPPED, "decided_at": now, "claim": None, "attempts": attempts}
    if not row.filter(reason__in=NO_MORE).update(**ended):
        row.update(**values)


def _leave_alone(called: Called, error: Rejected) -> None:
    kind = KINDS.get(called.reminder.way)  # type: ignore[call-overload]
    if error.is_contact_dead and kind and called.reminder.contact_hash:
        suppress(kind, called.reminder.contact_hash, called.reminder.way, Suppression.Reason.BOUNCED)


def skip(token: UUID, reasons: Mapping[int, str], now: datetime) -> None:
    """Store why these are not sent."""
    by_reason = defaultdict(list)
    for pk, reason in reasons.items():
        by_reason[reason].append(pk)
    # One that was tried, and became too late, has failed.
    tried = reserved(token, by_reason[Reminder.Reason.STALE]).filter(attempts__gt=0)
    tried.update(state=State.FAILED, decided_at=now, claim=None)
    for reason, ids in by_reason.items():
        reserved(token, ids).update(state=State.SKIPPED, reason=reason, decided_at=now, claim=None)


def defer(token: UUID, later: Mapping[int, datetime]) -> None:
    """Store when these are due again."""
    by_time = defaultdict(list)
    for pk, moment in later.items():
        by_time[moment].append(pk)
    for moment, ids in by_time.items():
        # Not for one that has failed: waiting for the sending hours must not reset its age.
        reserved(token, ids).filter(attempts=0).update(planned_at=moment)
        reserved(token, ids).update(due_at=moment, claim=None)


def hold_out(token: UUID, ids: Collection[int], now: datetime) -> None:
    """Store that these would have been sent now, but for the comparison."""
    if ids:
        reserved(token, ids).update(state=State.HELD_OUT, decided_at=now, claim=None)

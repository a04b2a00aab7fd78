"""Messages in the shop: ready from when they are due, shown once when their reader comes, or given up."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from support_plugin.carts.reminders.decisions.batches import Batch
from support_plugin.carts.reminders.decisions.reasons_not_to_send import VISIT, being_paid, reasons_against
from support_plugin.carts.reminders.models import Reminder
from support_plugin.carts.reminders.plans import too_soon
from support_plugin.carts.reminders.sending import claims
from support_plugin.carts.reminders.sending.conditions import Room
from support_plugin.database.batches import in_batches
from support_plugin.visitors.arms.flows import held_out
from support_plugin.visitors.arms.models import Capability
from support_plugin.visitors.arms.queries import holdout_percent

State = Reminder.State


def make_ready(token: UUID, ids: Collection[int], now: datetime) -> None:
    """Have these wait for their reader's next visit."""
    if ids:
        claims.reserved(token, ids).update(state=State.READY, due_at=now, claim=None)


def may_be_shown(batch: Batch) -> list[Reminder]:
    """Return those of the batch that nothing speaks against now; changes nothing.

    Beside the reasons of other ways: a payment under way, and the plan's pause after another message.
    """
    against = {*reasons_against(batch), *being_paid(batch)}
    rows = [row for row in batch.reminders if row.pk not in against]
    later = too_soon(rows, batch.now)
    return [row for row in rows if row.pk not in later]


def show(batch: Batch, reminder: Reminder, client_id: UUID) -> bool:
    """Store that a browser shows a message now, in the caller's transaction; return whether it may.

    Who is held out for the comparison is not shown it, and it is stored when it would have been.
    ``client_id`` distinguishes a repeated call from another page's.
    """
    if reminder not in may_be_shown(batch):
        return False
    person = batch.people[reminder.pk]
    percent = holdout_percent(Capability.REMINDERS)
    is_held_out = bool(held_out(Capability.REMINDERS, {reminder.pk: person.names}, percent, batch.now))
    state = State.HELD_OUT if is_held_out else State.SENT
    room = Room(batch.room_left(reminder), batch.now)
    is_stored = claims.claim_ready(reminder, person, batch.now, room=room, state=state, client_id=client_id)
    return is_stored and not is_held_out


def give_up(now: datetime, is_stopped: Callable[[], bool]) -> int:
    """Skip what nobody came for in time, each with its reason; return how many.

    For many processes at once; mostly one short statement.
    """
    due = Reminder.objects.filter(state=State.READY, due_at__lt=now - VISIT).order_by("due_at", "pk")
    return in_batches(due, lambda ids: _skip(ids, now), is_stopped)


def _skip(ids: Collection[int], now: datetime) -> None:
    waiting = Reminder.objects.filter(pk__in=ids, state=State.READY)
    reasons = reasons_against(Batch(list(waiting.select_related("abandonment", "step", "plan")), now))
    for reason in set(reasons.values()):
        found = [pk for pk, one in reasons.items() if one == reason]
        waiting.filter(pk__in=found).update(state=State.SKIPPED, reason=reason, decided_at=now)

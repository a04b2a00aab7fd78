"""Taking reminders that are due: first many for a while, to look at them; then one by one, to send them.

A reservation is a random token and a later due time: what a killed process had reserved is due again after
it. A claim is the state ``CLAIMED``, stored in a commit of its own before anybody is called.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from support_plugin.carts.reminders.decisions.people import Person
from support_plugin.carts.reminders.decisions.reasons_not_to_send import VISIT
from support_plugin.carts.reminders.models import Reminder
from support_plugin.carts.reminders.sending.conditions import Room, Shape, conditions, params, shape_of
from support_plugin.carts.restoring.models import RestoreLink
from support_plugin.database.prepared import PreparedUpdate
from support_plugin.database.turns import take_turns, take_turns_for, unlocked

State = Reminder.State
# Reminders that are looked at together.
BATCH = 100
# For how long a process has them to itself before it claims each; and each, from its claim on.
RESERVATION = timedelta(minutes=5)
CLAIM = timedelta(minutes=15)
# What could not be claimed is looked at again after this.
SOON = timedelta(minutes=1)


def due_reminders(now: datetime, without: Collection[str] = ()) -> "QuerySet[Reminder]":
    """Return what is due, the oldest first, less what goes by these ways."""
    due = Reminder.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")
    return due.exclude(way__in=without) if without else due


def reserve(now: datetime, without: Collection[str] = ()) -> tuple[UUID, list[Reminder]]:
    """Return a token and up to ``BATCH`` due reminders, which no other process looks at meanwhile.

    None of those ``without``.
    """
    token = uuid4()
    # Mostly there is none, which a statement without a transaction shows.
    if not due_reminders(now, without).exists():
        return token, []
    with transaction.atomic():
        take_turns(Reminder)
        ids = [row.pk for row in unlocked(due_reminders(now, without))[:BATCH]]
        Reminder.objects.filter(pk__in=ids).update(claim=token, due_at=now + RESERVATION)
    found = Reminder.objects.filter(pk__in=ids, claim=token).select_related("abandonment", "step", "plan")
    return token, list(found.prefetch_related("plan__steps").order_by("pk"))


def reserved(token: UUID, ids: Collection[int]) -> "QuerySet[Reminder]":
    """Return those of the reminders that are still reserved by this token."""
    return Reminder.objects.filter(pk__in=ids, claim=token, state=State.WAITING)


def claim(
    reminder: Reminder,
    token: UUID,
    person: Person,
    now: datetime,
    *,
    needs_consent: bool = False,
    room: Room | None = None,
    link: RestoreLink | None = None,
    contact_hash: str = "",
) -> bool:
    """Claim a reserved reminder, if nothing has happened since it was looked at; return whether.

    One statement, which locks the row: it looks at orders, the cart, conversations, the plan, and what was
    stopped; with ``needs_consent`` at the consent, too; with ``room`` (for messages) at what the person
    got meanwhile. ``link`` and ``contact_hash`` are stored with it.
    """
    if room is not None and room.messages < 1:
        return False
    _take_turns_of(person, room)
    shape, values = shape_of(reminder, person, now, needs_consent=needs_consent, room=room)
    values |= {"contact_hash": contact_hash, "token": token, "link": link and link.pk}
    return bool(_claims(shape)(**values))


def claim_ready(
    reminder: Reminder, person: Person, now: datetime, *, room: Room, state: str, client_id: UUID
) -> bool:
    """Store what becomes of a message that waits for its reader's visit, if nothing has happened.

    Return whether; one statement, so that of two pages at once one alone has it. ``client_id`` is stored as
    its claim.
    """
    if room.messages < 1:
        return False
    _take_turns_of(person, room)
    shape, values = shape_of(reminder, person, now, room=room)
    values |= {"contact_hash": "", "token": client_id, "state": state, "oldest": now - VISIT}
    return bool(_ready(shape)(**values))


def _take_turns_of(person: Person, room: Room | None) -> None:
    if room is not None:
        # Or processes, each with a cart of the same person, would all take the last one there is room for.
        take_turns_for(Reminder, person.names)


@lru_cache(maxsize=256)
def _claims(shape: Shape) -> PreparedUpdate:
    """Return the statement that claims a reserved reminder."""
    given = params()
    # Not after the reservation: what was decided then says nothing of now.
    reserved_now = {"claim": given["token"], "state": State.WAITING, "due_at__gt": given["now"]}
    free = Reminder.objects.filter(*conditions(shape), pk=given["pk"], **reserved_now)
    now = {"claimed_at": given["now"], "decided_at": given["now"]}
    kept = {"link": given["link"], "contact_hash": given["contact_hash"]}
    return PreparedUpdate(free, shape.using, state=State.CLAIMED, error="", **now, **kept)


@lru_cache(maxsize=256)
def _ready(shape: Shape) -> PreparedUpdate:
    """Return the statement that gives a message that waits for a visit to one page."""
    given = params()
    waiting = {"state": State.READY, "due_at__gte": given["oldest"]}
    free = Reminder.objects.filter(*conditions(shape), pk=given["pk"], **waiting)
    values = {"state": given["state"], "claim": given["token"], "decided_at": given["now"]}
    return PreparedUpdate(free, shape.using, error="", reason="", **values)


def give_back(token: UUID, ids: Collection[int], now: datetime) -> None:
    """Have these looked at again soon."""
    if ids:
        reserved(token, ids).update(claim=None, due_at=now + SOON)


def note_unknown(now: datetime) -> int:
    """Note of what was claimed and never reported that it may have been sent; return how many."""
    lost = Reminder.objects.filter(state=State.CLAIMED, claimed_at__lt=now - CLAIM)
    return lost.update(state=State.UNKNOWN) if lost.exists() else 0

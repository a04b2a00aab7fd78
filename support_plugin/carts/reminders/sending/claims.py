"""Taking reminders that are due: first many for a while, to look at them; then one by one, to send them.

A reservation is a random token and a later due time: what a killed process had reserved is due again after
it. A claim is the state ``CLAIMED``, stored in a commit of its own before anybody is called.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from support_plugin.carts.reminders.decisions.people import Person
from support_plugin.carts.reminders.models import Reminder, Way
from support_plugin.carts.restoring.queries import copies_of_cart
from support_plugin.chat.models import Conversation
from support_plugin.database.turns import take_turns, unlocked
from support_plugin.shop.cart_facts import of_open_carts
from support_plugin.shop.order_facts import orders_since_of
from support_plugin.visitors.consents.models import Consent, Suppression

State = Reminder.State
# Reminders that are looked at together.
BATCH = 100
# For how long a process has them to itself before it claims each; and each, from its claim on.
RESERVATION = timedelta(minutes=5)
CLAIM = timedelta(minutes=15)
# What could not be claimed is looked at again after this.
SOON = timedelta(minutes=1)
# Transactions that last longer than this may be overlooked.
OVERLAP = timedelta(minutes=10)


def due_reminders(now: datetime, without: Collection[str] = ()) -> "QuerySet[Reminder]":
    """Return what is due, the oldest first, less what goes by these ways."""
    due = Reminder.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")
    return due.exclude(way__in=without) if without else due


def reserve(now: datetime, without: Collection[str] = ()) -> tuple[UUID, list[Reminder]]:
    """Return a token and up to ``BATCH`` due reminders, which no other process looks at meanwhile.

    None of those ``without``.
    """
    token = uuid4()
    # Mostly there is none, which a statement without a transaction tells.
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
    **values: Any,
) -> bool:
    """Claim a reserved reminder, if nothing has happened since it was looked at; return whether.

    One statement, which locks the row: it looks at orders, the cart, conversations, the plan, and what was
    stopped; with ``needs_consent`` at the consent, too. ``values`` are stored with it.
    """
    left = reminder.abandonment
    orders = orders_since_of(
        left.cart_id,
        person.user_id,
        person.mailbox,
        person.phone,
        person.visitor_hash,
        max(now - OVERLAP, left.idle_since),
        copies=copies_of_cart(left.cart_id),
    )
    # Not after the reservation: what was decided then says nothing of now.
    free = _undisturbed(token).filter(~Exists(orders), pk=reminder.pk, due_at__gt=now)
    if reminder.way != Way.TASK:
        contact_hash = values.get("contact_hash") or "-"
        free = free.filter(~Exists(_stopped(reminder.way, person, contact_hash)), ~Exists(_talks(person)))
        if needs_consent:
            same = {"contact_hash": contact_hash, "channel": reminder.way}
            free = free.filter(Exists(Consent.objects.filter(withdrawn_at=None, **same)))
    changed = free.update(state=State.CLAIMED, claimed_at=now, decided_at=now, error="", **values)
    return bool(changed)


def _stopped(way: str, person: Person, contact_hash: str) -> "QuerySet[Suppression]":
    by_way = Q(channel=way, contact_hash=contact_hash)
    return Suppression.objects.filter(by_way | Q(channel="", contact_hash__in=person.hashes))


def _talks(person: Person) -> "QuerySet[Conversation]":
    keys = Q(visitor__key_hash=person.visitor_hash) if person.visitor_hash else Q(pk__in=[])
    account = Q(visitor__user=person.user_id) if person.user_id is not None else Q(pk__in=[])
    return Conversation.objects.filter(keys | account, status=Conversation.Status.OPEN, shop_only=False)


@lru_cache(maxsize=8)
def _undisturbed(token: UUID) -> "QuerySet[Reminder]":
    """Return what is still reserved by this token, and whose cart and plan are as they were.

    Built once for a batch, as building it costs more than asking it.
    """
    found = Reminder.objects.filter(
        of_open_carts("abandonment__cart"),
        pk=OuterRef("pk"),
        plan__enabled=True,
        abandonment__returned_at=None,
        abandonment__recovered_at=None,
        abandonment__expired_at=None,
        abandonment__cart__support_activity__abandonment=F("abandonment"),
    )
    return Reminder.objects.filter(Exists(found), claim=token, state=State.WAITING)


def give_back(token: UUID, ids: Collection[int], now: datetime) -> None:
    """Have these looked at again soon."""
    if ids:
        reserved(token, ids).update(claim=None, due_at=now + SOON)


def note_unknown(now: datetime) -> int:
    """Note of what was claimed and never told of that it may have been sent; return how many."""
    lost = Reminder.objects.filter(state=State.CLAIMED, claimed_at__lt=now - CLAIM)
    return lost.update(state=State.UNKNOWN) if lost.exists() else 0

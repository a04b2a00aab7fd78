"""Taking reminders that are due: first many for a while, to look at them; then one by one, to send them.

A reservation is a random token and a later due time: what a killed process had reserved is due again after
it. A claim is the state ``CLAIMED``, stored in a commit of its own before anybody is called.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.db import router, transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.decisions.people import Person
from support_plugin.carts.reminders.models import Reminder, Way
from support_plugin.carts.restoring.models import CartCopy, RestoreLink
from support_plugin.chat.models import Conversation
from support_plugin.database.prepared import Param, PreparedUpdate
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
    link: RestoreLink | None = None,
    contact_hash: str = "",
) -> bool:
    """Claim a reserved reminder, if nothing has happened since it was looked at; return whether.

    One statement, which locks the row: it looks at orders, the cart, conversations, the plan, and what was
    stopped; with ``needs_consent`` at the consent, too. ``link`` and ``contact_hash`` are stored with it.
    """
    left = reminder.abandonment
    name, hosts = person.mailbox
    values = {
        "cart": left.cart_id,
        "user": person.user_id,
        "name": name,
        **{f"phone {number}": phone for number, phone in enumerate(person.phones)},
        **{f"address {number}": one for number, one in enumerate(sorted(person.phone_addresses))},
        "visitor": person.visitor_hash,
        **{f"hash {number}": hashed for number, hashed in enumerate(sorted(person.hashes))},
    }
    known = frozenset(key for key, value in values.items() if value not in (None, ""))
    is_message = reminder.way != Way.TASK
    statement = _claims(router.db_for_write(Reminder), known, tuple(hosts), is_message, needs_consent)
    changed = statement(
        **values,
        pk=reminder.pk,
        token=token,
        now=now,
        since=max(now - OVERLAP, left.idle_since),
        way=reminder.way,
        link=link and link.pk,
        contact_hash=contact_hash,
    )
    return bool(changed)


@lru_cache(maxsize=64)
def _claims(
    using: str, known: frozenset[str], hosts: tuple[str, ...], is_message: bool, needs_consent: bool
) -> PreparedUpdate:
    """Return the statement that claims a reminder of a person of whom so much is ``known``."""
    params = {name: Param(name, field) for name, field in _fields().items()}
    hashes, phones, addresses = (_several(known, kind) for kind in ("hash ", "phone ", "address "))
    who = {name: param for name, param in params.items() if name in known}
    orders = orders_since_of(
        who.get("cart"),
        who.get("user"),
        (who.get("name"), hosts),
        phones,
        who.get("visitor"),
        params["since"],
        addresses=addresses,
        copies=CartCopy.objects.filter(abandonment__cart=params["cart"]).values("cart"),
    )
    # Not after the reservation: what was decided then says nothing of now.
    free = _undisturbed(params["pk"], params["token"]).filter(~Exists(orders), due_at__gt=params["now"])
    if is_message:
        same = {"channel": params["way"], "contact_hash": params["contact_hash"]}
        stopped = Suppression.objects.filter(Q(**same) | Q(channel="", contact_hash__in=hashes))
        free = free.filter(~Exists(stopped), ~Exists(_talks(who)))
        if needs_consent:
            free = free.filter(Exists(Consent.objects.filter(withdrawn_at=None, **same)))
    now = {"claimed_at": params["now"], "decided_at": params["now"]}
    kept = {"link": params["link"], "contact_hash": params["contact_hash"]}
    return PreparedUpdate(free, using, state=State.CLAIMED, error="", **now, **kept)


def _several(known: frozenset[str], kind: str) -> list[Param]:
    """Return those of the values of which a person may have more than one."""
    return [Param(name, CharField()) for name in sorted(known) if name.startswith(kind)]


def _fields() -> dict[str, Any]:
    """Return how each value of a claim is written: as in these columns."""
    column: Any = Reminder._meta.get_field
    return {
        "pk": column("id"),
        "token": column("claim"),
        "link": column("link").target_field,
        "cart": Abandonment._meta.get_field("cart").target_field,
        "user": get_user_model()._meta.pk,
        **dict.fromkeys(("now", "since"), column("due_at")),
        **dict.fromkeys(("way", "contact_hash", "name", "visitor"), CharField()),
    }


def _undisturbed(pk: Param, token: Param) -> "QuerySet[Reminder]":
    """Return a reminder that is still reserved by this token, and whose cart and plan are as they were."""
    found = Reminder.objects.filter(
        of_open_carts("abandonment__cart"),
        pk=OuterRef("pk"),
        plan__enabled=True,
        abandonment__returned_at=None,
        abandonment__recovered_at=None,
        abandonment__expired_at=None,
        abandonment__cart__support_activity__abandonment=F("abandonment"),
    )
    return Reminder.objects.filter(Exists(found), pk=pk, claim=token, state=State.WAITING)


def _talks(who: Mapping[str, Param]) -> "QuerySet[Conversation]":
    keys = Q(visitor__key_hash=who["visitor"]) if "visitor" in who else Q(pk__in=[])
    account = Q(visitor__user=who["user"]) if "user" in who else Q(pk__in=[])
    return Conversation.objects.filter(keys | account, status=Conversation.Status.OPEN, shop_only=False)


def give_back(token: UUID, ids: Collection[int], now: datetime) -> None:
    """Have these looked at again soon."""
    if ids:
        reserved(token, ids).update(claim=None, due_at=now + SOON)


def note_unknown(now: datetime) -> int:
    """Note of what was claimed and never told of that it may have been sent; return how many."""
    lost = Reminder.objects.filter(state=State.CLAIMED, claimed_at__lt=now - CLAIM)
    return lost.update(state=State.UNKNOWN) if lost.exists() else 0

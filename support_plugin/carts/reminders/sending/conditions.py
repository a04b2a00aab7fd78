"""What must hold in the very statement that takes a reminder: nothing has happened since it was looked at.

The conditions are put together once for each shape; only the values change from one reminder to the next.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db import router
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet

from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.decisions.people import Person
from support_plugin.carts.reminders.models import Reminder, Way
from support_plugin.carts.restoring.queries import copies_of_cart
from support_plugin.chat.models import Conversation
from support_plugin.database.prepared import Param
from support_plugin.shop.cart_facts import of_open_carts
from support_plugin.shop.order_facts import orders_since_of
from support_plugin.visitors.consents.models import Consent, Suppression
from support_plugin.visitors.models import Visitor

State = Reminder.State
# Transactions that last longer than this may be overlooked.
OVERLAP = timedelta(minutes=10)
# By how much the clocks of processes may differ.
SKEW = timedelta(seconds=30)


@dataclass(frozen=True)
class Room:
    """How many messages a person may still get by the caps, and when that was seen."""

    messages: int
    seen_at: datetime


@dataclass(frozen=True)
class Shape:
    """What the statement depends on, beside its values."""

    # The database, as its router names it.
    using: str
    # Names of the values that are known of the person.
    known: frozenset[str]
    # At which one mailbox has many addresses.
    hosts: tuple[str, ...]
    is_message: bool
    needs_consent: bool
    # How many messages the person may get; 0 for any number.
    room: int


def shape_of(
    reminder: Reminder,
    person: Person,
    now: datetime,
    *,
    needs_consent: bool = False,
    room: Room | None = None,
) -> tuple[Shape, dict[str, Any]]:
    """Return the shape of a reminder's statement and its values, by the names of ``params``."""
    left = reminder.abandonment
    name, hosts = person.mailbox
    who = {
        "cart": left.cart_id,
        "user": person.user_id,
        "email": person.email,
        "name": name,
        "visitor": person.visitor_hash,
        **_numbered("phone", person.phones),
        **_numbered("address", sorted(person.phone_addresses)),
        **_numbered("hash", sorted(person.hashes)),
    }
    known = frozenset(key for key, value in who.items() if value not in (None, ""))
    most = room.messages if room is not None else 0
    is_message = reminder.way != Way.TASK
    using = router.db_for_write(Reminder)
    values = {
        **who,
        "pk": reminder.pk,
        "way": reminder.way,
        "now": now,
        "seen": (room.seen_at if room is not None else now) - SKEW,
        "since": max(now - OVERLAP, left.idle_since),
    }
    return Shape(using, known, tuple(hosts), is_message, needs_consent, most), values


def _numbered(kind: str, values: Iterable[str]) -> dict[str, str]:
    return {f"{kind} {number}": value for number, value in enumerate(values)}


def _several(shape: Shape, kind: str) -> list[Param]:
    """Return those of the values of which a person may have more than one."""
    return [Param(name, CharField()) for name in sorted(shape.known) if name.startswith(f"{kind} ")]


@cache
def params() -> dict[str, Param]:
    """Return each value of a statement, written as in these columns."""
    column: Any = Reminder._meta.get_field
    fields = {
        "pk": column("id"),
        "token": column("claim"),
        "state": column("state"),
        "link": column("link").target_field,
        "cart": Abandonment._meta.get_field("cart").target_field,
        "user": get_user_model()._meta.pk,
        **dict.fromkeys(("now", "since", "seen", "oldest"), column("due_at")),
        **dict.fromkeys(("way", "contact_hash", "name", "email", "visitor"), CharField()),
    }
    return {name: Param(name, field) for name, field in fields.items()}


def conditions(shape: Shape) -> list[Any]:
    """Return the conditions that the row of a reminder must fulfil."""
    given = params()
    hashes = _several(shape, "hash")
    who = {name: param for name, param in given.items() if name in shape.known}
    found = [Exists(_as_it_was()), ~Exists(_orders(shape, who))]
    if shape.known & {"user", "visitor"}:
        found.append(~Exists(_blocked(who)))
    if shape.is_message:
        same = {"channel": given["way"], "contact_hash": given["contact_hash"]}
        stopped = Suppression.objects.filter(Q(**same) | Q(channel="", contact_hash__in=hashes))
        found += [~Exists(stopped), ~Exists(_talks(who))]
        if shape.needs_consent:
            found.append(Exists(Consent.objects.filter(withdrawn_at=None, **same)))
    if shape.room:
        sent = _sent_since(given["seen"], who, hashes, _several(shape, "phone")).exclude(pk=given["pk"])
        found.append(~Exists(sent[shape.room - 1 : shape.room]))
        # One that a browser showed meanwhile: the plan's pause follows it.
        of_cart = _sent(given["seen"], abandonment=OuterRef("abandonment"))
        found.append(~Exists(of_cart.exclude(pk=given["pk"])))
    return found


def _as_it_was() -> "QuerySet[Reminder]":
    """Return the row where its cart and plan are as they were."""
    return Reminder.objects.filter(
        of_open_carts("abandonment__cart"),
        pk=OuterRef("pk"),
        plan__enabled=True,
        step__isnull=False,
        abandonment__returned_at=None,
        abandonment__recovered_at=None,
        abandonment__expired_at=None,
        abandonment__cart__support_activity__abandonment=F("abandonment"),
    )


def _orders(shape: Shape, who: Mapping[str, Param]) -> "QuerySet[Any]":
    return orders_since_of(
        who.get("cart"),
        who.get("user"),
        (who.get("name"), shape.hosts),
        _several(shape, "phone"),
        who.get("visitor"),
        params()["since"],
        addresses=_several(shape, "address"),
        copies=copies_of_cart(params()["cart"]),
    )


def _blocked(who: Mapping[str, Param]) -> "QuerySet[Visitor]":
    keys = Q(key_hash=who["visitor"]) if "visitor" in who else Q(pk__in=[])
    account = Q(user=who["user"]) if "user" in who else Q(pk__in=[])
    return Visitor.objects.filter(keys | account, blocked_at__isnull=False)


def _talks(who: Mapping[str, Param]) -> "QuerySet[Conversation]":
    keys = Q(visitor__key_hash=who["visitor"]) if "visitor" in who else Q(pk__in=[])
    account = Q(visitor__user=who["user"]) if "user" in who else Q(pk__in=[])
    return Conversation.objects.filter(keys | account, status=Conversation.Status.OPEN, shop_only=False)


def _sent_since(
    seen: Param, who: Mapping[str, Param], hashes: Sequence[Param], phones: Sequence[Param]
) -> "QuerySet[Reminder]":
    """Return what the person got since their messages were counted."""
    theirs = Q(contact_hash__in=hashes) | Q(abandonment__phone__in=phones)
    columns = {"user": "user", "email": "email", "visitor": "visitor_hash"}
    for name in columns.keys() & who.keys():
        theirs |= Q(**{f"abandonment__{columns[name]}": who[name]})
    return _sent(seen, theirs)


def _sent(seen: Param, *whose: Q, **more: Any) -> "QuerySet[Reminder]":
    # Each half has an index of its own.
    sent = Q(state=State.CLAIMED, claimed_at__gte=seen)
    sent |= Q(state__in=[State.SENT, State.UNKNOWN], decided_at__gte=seen)
    return Reminder.objects.filter(sent, *whose, **more).exclude(way=Way.TASK)

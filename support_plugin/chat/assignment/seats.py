"""Agents with room, and which conversations fit whom."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, F, Q

from support_plugin.adapters import get_adapter
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.queries import WAITING
from support_plugin.chat.team.models import Agent
from support_plugin.chat.team.presence import present_users, users_on_duty

# Seconds for which a process knows whether a user has the right: a socket outlives a lost one as long.
KNOWN_FOR = 20
_known: dict[Any, tuple[float, bool]] = {}


@dataclass
class Seat:
    """An agent who is there. Empty sets: all languages, all departments."""

    user_id: Any
    capacity: int
    # Conversations of theirs that wait for an answer.
    load: int
    languages: frozenset[str]
    departments: frozenset[int]
    # Languages that nobody speaks who is there: better anybody than nobody.
    spoken: frozenset[str]
    # Of several with as much to do, the lowest comes first.
    turn: float
    # What they have left unanswered in its present wait, on duty without a desk: somebody else is to have it.
    missed: frozenset[int] = frozenset()

    @property
    def room(self) -> int:
        """How many more they take."""
        return self.capacity - self.load

    def fits(
        self, pk: int, department: int | None, language: str, shopper: Any = None, put_back_by: Any = None
    ) -> bool:
        """Return whether they are one of those who can answer this.

        Nobody answers themselves, or is given what they have just put back or missed.
        """
        if pk in self.missed or self.user_id in (shopper, put_back_by):
            return False
        in_department = department is None or not self.departments or department in self.departments
        speaks = not self.languages or language in self.languages or language not in self.spoken
        return in_department and speaks

    def wants(self) -> Q:
        """Return what finds the conversations that fit."""
        found = ~Q(put_back_by=self.user_id)
        if self.departments:
            found &= Q(department=None) | Q(department__in=self.departments)
        if self.languages:
            found &= Q(language__in=self.languages) | ~Q(language__in=self.spoken)
        return found & ~Q(pk__in=self.missed) if self.missed else found


def free_seats(now: datetime) -> list[Seat]:
    """Return the agents who are there, or on duty, and have room.

    Five statements, six with some on duty; rights are asked for every 20 seconds.
    """
    present, on_duty = present_users(), users_on_duty(now)
    there = present | on_duty
    if not there:
        return []
    allowed = _may_answer(there)
    rows = Agent.objects.filter(pk__in=there).prefetch_related("departments")
    agents = [row for row in rows.order_by("pk") if row.capacity and row.pk in allowed]
    spoken = frozenset(code for row in agents for code in row.languages)
    loads, missed = loads_of(there), _missed_by(on_duty - present)
    seats = [
        Seat(
            row.pk,
            row.capacity,
            loads.get(row.pk, 0),
            frozenset(row.languages),
            frozenset(department.pk for department in row.departments.all()),
            spoken,
            row.last_assigned_at.timestamp() if row.last_assigned_at else 0,
            frozenset(missed[row.pk]),
        )
        for row in agents
    ]
    return [seat for seat in seats if seat.room > 0]


def _may_answer(users: Collection[Any]) -> set[Any]:
    now = time.monotonic()
    for user in [user for user, (until, _may) in list(_known.items()) if until <= now]:
        _known.pop(user, None)
    active = [user for user in get_user_model()._default_manager.filter(pk__in=users) if user.is_active]
    for user in active:
        if user.pk not in _known:
            # Two statements for each, by Django's own permissions.
            _known[user.pk] = now + KNOWN_FOR, get_adapter().is_agent(user)
    return {user.pk for user in active if _known[user.pk][1]}


def _missed_by(users: Collection[Any]) -> dict[Any, set[int]]:
    """Return which of those who wait now were taken back from each of these users, or given back by them."""
    missed: dict[Any, set[int]] = defaultdict(set)
    if users:
        lines = Message.objects.filter(
            conversation__status=Conversation.Status.OPEN,
            conversation__queue_at__isnull=False,
            conversation__agent=None,
            kind__in=(Message.Kind.RETURNED, Message.Kind.PUT_BACK),
            agent__in=users,
            created_at__gte=F("conversation__waiting_since"),
        )
        for user, conversation in lines.values_list("agent", "conversation"):
            missed[user].add(conversation)
    return missed


def loads_of(users: Iterable[Any]) -> dict[Any, int]:
    """Return how many conversations wait for each of these users; those with none are left out. One query."""
    waiting = Conversation.objects.filter(WAITING, agent__in=users)
    return dict(waiting.order_by().values_list("agent").annotate(Count("pk")))


def wanted_by(seats: Sequence[Seat]) -> Q:
    """Return what finds the conversations that fit any of them."""
    return reduce(or_, [seat.wants() for seat in seats])


def share_out(rows: Iterable[tuple[int, int | None, str, Any, Any]], seats: Sequence[Seat]) -> dict[int, Any]:
    """Return to whom each conversation goes, in their order.

    ``rows`` have (pk, department, language, the shopper's user or None, who put it back or None).

    To whoever has the least to do for what they can take, of those to whom nothing was given the longest.
    Notes in the seats what each has then.
    """
    plan: dict[int, Any] = {}
    latest = max((seat.turn for seat in seats), default=0)
    for pk, *facts in rows:
        fitting = [seat for seat in seats if seat.room > 0 and seat.fits(pk, *facts)]
        if fitting:
            seat = min(fitting, key=lambda one: (one.load / one.capacity, one.turn))
            latest += 1
            seat.load, seat.turn, plan[pk] = seat.load + 1, latest, seat.user_id
    return plan

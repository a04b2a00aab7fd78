"""Agents with room, and which conversations fit whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Q

from support_plugin.adapters import get_adapter
from support_plugin.chat.models import Conversation
from support_plugin.chat.team.models import Agent
from support_plugin.chat.team.presence import present_users, users_on_duty


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

    @property
    def room(self) -> int:
        """How many more they take."""
        return self.capacity - self.load

    def fits(
        self, department: int | None, language: str, shopper: Any = None, put_back_by: Any = None
    ) -> bool:
        """Return whether they are one of those who can answer this.

        Nobody answers themselves, or is given what they have just put back.
        """
        if self.user_id in (shopper, put_back_by):
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
        return found


def free_seats(now: datetime) -> list[Seat]:
    """Return the agents who are there, or on duty, and have room. Five statements."""
    there = present_users() | users_on_duty(now)
    if not there:
        return []
    allowed = _may_answer(there)
    rows = Agent.objects.filter(pk__in=there).prefetch_related("departments")
    agents = [row for row in rows.order_by("pk") if row.capacity and row.pk in allowed]
    spoken = frozenset(code for row in agents for code in row.languages)
    loads = loads_of(there)
    seats = [
        Seat(
            row.pk,
            row.capacity,
            loads.get(row.pk, 0),
            frozenset(row.languages),
            frozenset(department.pk for department in row.departments.all()),
            spoken,
            row.last_assigned_at.timestamp() if row.last_assigned_at else 0,
        )
        for row in agents
    ]
    return [seat for seat in seats if seat.room > 0]


def _may_answer(users: Iterable[Any]) -> set[Any]:
    found = get_user_model()._default_manager.filter(pk__in=users)
    return {user.pk for user in found if user.is_active and get_adapter().is_agent(user)}


def loads_of(users: Iterable[Any]) -> dict[Any, int]:
    """Return how many conversations wait for each of these users; those with none are left out. One query."""
    waiting = Conversation.objects.filter(
        agent__in=users, queue_at__isnull=False, status=Conversation.Status.OPEN
    )
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
        fitting = [seat for seat in seats if seat.room > 0 and seat.fits(*facts)]
        if fitting:
            seat = min(fitting, key=lambda one: (one.load / one.capacity, one.turn))
            latest += 1
            seat.load, seat.turn, plan[pk] = seat.load + 1, latest, seat.user_id
    return plan

"""What keeps the queue moving: done after events, by each ASGI process every few seconds, and by the tick.

A round ends pauses that are over, puts back what vanished agents left unanswered, works out the places of
those who wait, and gives them to agents with room. Rounds of several processes take turns; each first looks,
without a lock, whether there is anything to do.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from support_plugin import clock
from support_plugin.chat.assignment.not_answered import AT_ONCE, return_unanswered
from support_plugin.chat.assignment.seats import free_seats, share_out, wanted_by
from support_plugin.chat.assignment.snoozing import end_due_snoozes
from support_plugin.chat.models import Conversation
from support_plugin.chat.queries import WAITING
from support_plugin.chat.queue.settings import settings_of_queue
from support_plugin.chat.queue.weighing import weigh_due
from support_plugin.chat.storing.threads import OpenThread, change_threads
from support_plugin.chat.team.models import Agent
from support_plugin.chat.waking_processes import wake_sockets_after_commit
from support_plugin.database.turns import take_turns, take_turns_for

# Sent by each round, in its thread: for rooms above that have something due as often. Arguments: now.
round_done = Signal()


def do_round_after_commit() -> None:
    """Do a round when the transaction is stored; what fails is left to the next sweep or tick."""
    transaction.on_commit(do_round, robust=True)


def do_round(now: datetime | None = None) -> int:
    """Do what is due; return how many conversations were given to agents."""
    moment = now or clock.now()
    _wake_all(end_due_snoozes(moment))
    _wake_all(return_unanswered(moment))
    _wake_all(weigh_due(moment))
    given = assign_waiting(moment)
    round_done.send_robust(sender=Conversation, now=moment)
    return given


def assign_waiting(now: datetime) -> int:
    """Give those who wait, the first in the queue first, to agents who are there and have room.

    Returns how many. One round at a time in all processes: so nobody gets more than they can take, and
    nobody is overtaken by somebody whom the same agents could help.
    """
    unassigned = Conversation.objects.filter(WAITING, agent=None)
    if not settings_of_queue().assigns or not unassigned.exists():
        return 0
    with transaction.atomic():
        take_turns(Conversation)
        take_turns_for(Conversation, ["assignment"])
        seats, given = free_seats(now), list[Conversation]()
        while seats:
            fitting = unassigned.filter(wanted_by(seats)).order_by("queue_at", "pk")
            rows = fitting.values_list("pk", "department", "language", "visitor__user", "put_back_by")
            first = list(rows[:AT_ONCE])
            given += _give(share_out(first, seats))
            seats = [seat for seat in seats if seat.room > 0]
            if len(first) < AT_ONCE:
                break
        for user in {row.agent_id for row in given}:
            Agent.objects.filter(pk=user).update(last_assigned_at=now)
        _wake_all(given)
    return len(given)


def _give(plan: dict[int, Any]) -> list[Conversation]:
    """Give conversations to these users, but for those that somebody took meanwhile."""

    def assign(thread: OpenThread) -> None:
        row = thread.conversation
        if row.agent_id is None and row.waiting_since is not None:
            thread.assign(plan[row.pk])

    return change_threads(plan, assign)


def _wake_all(changed: Sequence[Conversation]) -> None:
    wake_sockets_after_commit(*(row.public_id for row in changed))

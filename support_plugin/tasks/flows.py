"""What happens to tasks. Every change is one conditional statement: of two agents at once, one gets it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.chat.notes.colleagues import colleague_name
from support_plugin.database.turns import take_turns
from support_plugin.errors import Refused
from support_plugin.tasks.models import Task

NOBODY: dict[str, Any] = {"taken_by": None, "ended_at": None, "end": "", "done_by": None}


@transaction.atomic
def make_task(
    key: str,
    kind: str,
    due_at: datetime,
    text: str = "",
    *,
    abandonment: Any = None,
    conversation: Any = None,
    made_by: Any = None,
    rule: str = "",
) -> Task:
    """Return the task with this key, made if new; about a cart that was left, or a conversation.

    Of several makers at once, one makes it; a repeat changes nothing. ``made_by`` is a person, ``rule`` the
    name of what makes tasks by itself. Raises Refused ("closed") where the cart needs nobody any more.
    """
    take_turns(Task)
    if abandonment is not None:
        _lock_needed(abandonment.pk)
    values = {
        "kind": kind,
        "text": text,
        "abandonment": abandonment,
        "conversation": conversation,
        "made_by": made_by,
        "rule": rule,
        "made_at": clock.now(),
        "due_at": due_at,
    }
    return Task.objects.get_or_create(key=key, defaults=values)[0]


def take_task(pk: int, agent: Any) -> None:
    """Let this agent do it. Raises Refused where somebody else does, or it has ended ("closed")."""
    if not Task.objects.filter(pk=pk, ended_at=None, taken_by=None).update(taken_by=agent):
        _refuse_unless(pk, Q(taken_by=agent, ended_at=None))


def finish_task(pk: int, agent: Any, outcome: str = "") -> None:
    """Note that this agent has done it, and what came of it. Raises Refused as :func:`take_task`."""
    mine = Task.objects.filter(Q(taken_by=None) | Q(taken_by=agent), pk=pk, ended_at=None)
    done = {"ended_at": clock.now(), "end": Task.End.DONE, "done_by": agent}
    if not mine.update(taken_by=agent, outcome=outcome, **done):
        _refuse_unless(pk, Q(done_by=agent))


@transaction.atomic
def reopen_task(pk: int, agent: Any) -> None:
    """Put a task that was taken or done back to those that anybody may take; its outcome stays.

    Whoever took it does that, and holders of Django's right to change tasks. Raises Refused for others, and
    where the cart needs nobody any more ("closed").
    """
    take_turns(Task)
    about = Task.objects.filter(pk=pk).values_list("abandonment", flat=True).first()
    if about is not None:
        _lock_needed(about)
    found = Task.objects.filter(pk=pk)
    if not agent.has_perm("support_plugin.change_task"):
        found = found.filter(Q(taken_by=agent) | Q(taken_by=None))
    if not found.update(**NOBODY):
        _refuse_unless(pk, Q(taken_by=None, ended_at=None))


def end_tasks(abandonments: Collection[Any], end: str) -> int:
    """End what is no longer needed about these carts, in the caller's transaction; return how many."""
    waiting = Task.objects.filter(abandonment__in=abandonments, ended_at=None)
    return waiting.update(ended_at=clock.now(), end=end)


def drop_tasks(found: QuerySet[Task]) -> int:
    """Delete these tasks, as their words may name somebody; return how many."""
    return found.delete()[1].get(Task._meta.label, 0)


def _lock_needed(abandonment_id: int) -> None:
    """Keep a cart's end from coming between; refuse where it has come."""
    left: Any = Task._meta.get_field("abandonment").related_model
    row = left.objects.select_for_update(of=("self",)).filter(pk=abandonment_id).first()
    if row is None or row.recovered_at or row.expired_at:
        raise Refused("closed", _("This cart needs nobody any more."))


def _refuse_unless(pk: int, fits: Q) -> None:
    """Raise Refused, with who was faster, for a task that is not as wanted already."""
    if Task.objects.filter(fits, pk=pk).exists():
        return
    task = Task.objects.select_related("taken_by", "done_by").filter(pk=pk).first()
    if task is None:
        raise Refused("not_found", _("This task is gone."))
    if task.done_by:
        raise Refused("closed", _("%(name)s has done it already.") % {"name": colleague_name(task.done_by)})
    if task.ended_at:
        raise Refused("closed", task.get_end_display())
    if task.taken_by:
        raise Refused("conflict", _("%(name)s does it.") % {"name": colleague_name(task.taken_by)})
    raise Refused("conflict", _("This has just changed. Look again."))

"""Which tasks there are."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from support_plugin.adapters import get_adapter
from support_plugin.tasks.models import Task

FREE, MINE, ENDED = "free", "mine", "ended"
_SHOWN = ["abandonment__user", "conversation__visitor__user", "made_by", "taken_by", "done_by"]


def list_tasks(which: str, agent: Any) -> QuerySet[Task]:
    """Return the tasks that wait (somebody else's too), those of this agent, or those that ended.

    What is due first comes first; of those that ended, the newest.
    """
    tasks = Task.objects.select_related(*_SHOWN)
    if which == ENDED:
        return tasks.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")
    waiting = tasks.filter(ended_at=None).order_by("due_at", "pk")
    return waiting.filter(taken_by=agent) if which == MINE else waiting


def count_waiting() -> int:
    """Return how many tasks wait."""
    return Task.objects.filter(ended_at=None).count()


def has_any() -> bool:
    """Return whether there is any task, one that ended too."""
    return Task.objects.exists()


def tasks_about(abandonment: Any) -> QuerySet[Task]:
    """Return the tasks about a cart that was left, the newest first."""
    return Task.objects.select_related(*_SHOWN).filter(abandonment=abandonment).order_by("-pk")


def tasks_of(abandonments: Any, visitors: Collection[Any]) -> QuerySet[Task]:
    """Return the tasks about a person, by the carts that they left and their visitors."""
    return Task.objects.filter(Q(abandonment__in=abandonments) | Q(conversation__visitor__in=visitors))


def may_make_tasks(user: Any) -> bool:
    """Return whether a user may give agents something to do: agents, and Django's right to add tasks."""
    return get_adapter().is_agent(user) or bool(user.has_perm("support_plugin.add_task"))

"""Those who wait for an agent who is gone or does not answer: back into the queue, at their old place."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Q

from support_plugin.chat.models import Conversation
from support_plugin.chat.queries import WAITING
from support_plugin.chat.storing.threads import OpenThread, change_threads
from support_plugin.chat.team.presence import present_users, users_on_duty, vanished_users

# Conversations of one transaction.
AT_ONCE = 200
# How long somebody on duty, who has no desk open, may leave a shopper without an answer.
DUTY_PATIENCE = timedelta(minutes=2)
# For so long after their time on duty they are still known: what came at its end goes back, too.
DUTY_ENDED = timedelta(minutes=10)


def return_unanswered(now: datetime) -> list[Conversation]:
    """Put back those who wait for an agent who is gone, each with a line that says so; return them."""
    held = Conversation.objects.filter(WAITING, agent__isnull=False)
    holders = set(held.values_list("agent", flat=True).distinct())
    if not holders:
        return []
    gone = vanished_users(holders) - users_on_duty(now) | _inactive(holders)
    patient = users_on_duty(now - DUTY_ENDED) - present_users()
    late = Q(agent__in=patient, waiting_since__lt=now - DUTY_PATIENCE, assigned_at__lt=now - DUTY_PATIENCE)
    # Whoever held a guest's conversation, and then logged in as that guest.
    own = Q(agent=F("visitor__user"))
    due = held.filter(Q(agent__in=gone) | late | own).order_by("queue_at").values_list("pk", "agent")
    of = dict(due[:AT_ONCE])

    def release(thread: OpenThread) -> None:
        row = thread.conversation
        if row.agent_id == of[row.pk] and row.waiting_since is not None:
            thread.release()

    return change_threads(list(of), release)


def _inactive(users: Collection[Any]) -> set[Any]:
    """Return those of these users whose accounts were closed: nobody has seen them for long."""
    found = get_user_model()._default_manager.filter(pk__in=users)
    # A shop's user model may have no such column.
    return {user.pk for user in found if not user.is_active}

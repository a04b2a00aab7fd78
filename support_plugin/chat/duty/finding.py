"""Finds of what agents on duty are notified, and stores it: each event once for each agent, by its key."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from support_plugin import clock
from support_plugin.chat.duty.models import DutyNotification
from support_plugin.chat.models import Conversation
from support_plugin.chat.queries import WAITING
from support_plugin.chat.team.models import Agent, Department
from support_plugin.chat.team.presence import present_users, users_on_duty
from support_plugin.visitors.subscriptions.queries import duty_subscriptions

Kind = DutyNotification.Kind
# Conversations that are looked at in one round.
AT_ONCE = 500
# Between two notifications of one agent that nobody answers.
PAUSE = timedelta(minutes=15)


def away_on_duty(now: datetime) -> set[Any]:
    """Return the primary keys of those who are on duty and have no desk open: nothing else notifies them."""
    users = users_on_duty(now)
    return users - present_users() if users else users


def find_waits(now: datetime) -> int:
    """Store a notification of each shopper who waits for an agent on duty; return how many are new.

    The event is the conversation's wait, or its change of hands where that was later.
    """
    users = away_on_duty(now)
    if not users:
        return 0
    reachable = set(duty_subscriptions(users).values_list("user", flat=True))
    if not reachable:
        return 0
    rows = Conversation.objects.filter(WAITING, agent__in=reachable).order_by("queue_at")[:AT_ONCE]
    return _store([_notification(Kind.WAITS, row, row.agent_id, event_of(row), now) for row in rows])


def find_alerts(department: Department | None, conversation: Conversation, now: datetime) -> int:
    """Store notifications that nobody answers, in the caller's transaction; return how many are new.

    To those on duty who answer for the department, as for its e-mails; at most once in PAUSE for each.
    """
    users = away_on_duty(now)
    if not users:
        return 0
    agents = Agent.objects.filter(pk__in=users)
    if department is not None:
        agents = agents.filter(Q(departments=None) | Q(departments=department))
    recent = DutyNotification.objects.filter(kind=Kind.UNANSWERED, made_at__gt=now - PAUSE)
    notified = set(recent.values_list("user", flat=True))
    reachable = set(duty_subscriptions(agents.values("pk")).values_list("user", flat=True)) - notified
    event = clock.to_json(conversation.waiting_since or now)
    rows = [_notification(Kind.UNANSWERED, conversation, user, event, now) for user in sorted(reachable)]
    return _store(rows)


def event_of(conversation: Conversation) -> str:
    """Return since when the shopper waits for the agent who has a conversation, as text."""
    moments = [conversation.waiting_since, conversation.assigned_at]
    return clock.to_json(max(moment for moment in moments if moment is not None))


def key_of(kind: str, conversation: Conversation, user: Any, event: str) -> str:
    """Return what a notification is the only one of."""
    return f"{kind}:{conversation.pk}:{user}:{event}"


def _notification(
    kind: Kind, conversation: Conversation, user: Any, event: str, now: datetime
) -> DutyNotification:
    key = key_of(kind, conversation, user, event)
    return DutyNotification(
        conversation=conversation, user_id=user, kind=kind, key=key, made_at=now, due_at=now
    )


def _store(rows: Iterable[DutyNotification]) -> int:
    """Store those that are not known; return how many."""
    wanted = {row.key: row for row in rows}
    known = _known(wanted)
    fresh = [row for key, row in wanted.items() if key not in known]
    if fresh:
        # Another process may have found them meanwhile.
        DutyNotification.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _known(keys: Collection[str]) -> set[str]:
    if not keys:
        return set()
    return set(DutyNotification.objects.filter(key__in=keys).values_list("key", flat=True))

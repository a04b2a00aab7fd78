"""Notifies agents on duty: each notification is claimed by one process, and sent at most once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.chat.duty.finding import away_on_duty, event_of, find_waits, key_of
from support_plugin.chat.duty.models import DutyNotification
from support_plugin.chat.models import Conversation
from support_plugin.chat.team.models import Agent
from support_plugin.chat.team.people import may_answer
from support_plugin.database.batches import never_stopped
from support_plugin.outbox.channels.base import Rejected, TryLater
from support_plugin.outbox.push.keys import is_configured
from support_plugin.outbox.push.messages import notification
from support_plugin.preferences.queries import get_preferences
from support_plugin.visitors.subscriptions.flows import forget_duty_of
from support_plugin.visitors.subscriptions.models import PushSubscription
from support_plugin.visitors.subscriptions.queries import duty_subscriptions
from support_plugin.visitors.subscriptions.sending import send_push

logger = logging.getLogger(__name__)

Kind, State = DutyNotification.Kind, DutyNotification.State
# Between two notifications of one agent; for how long a process has a claimed one to itself.
PAUSE, CLAIM = timedelta(seconds=30), timedelta(minutes=5)
# Until a push service that could not take it is asked again.
RETRY = timedelta(seconds=15)
# Later it would be about something else; a push service keeps it for as long.
GIVEN_UP = {Kind.WAITS: timedelta(minutes=2), Kind.UNANSWERED: timedelta(minutes=15)}
KEPT = timedelta(days=2)
AT_ONCE = 100


def notify_due(now: datetime | None = None, is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Store what agents on duty are to be notified of, and send it; return how many agents were notified.

    For many processes at once; outside of transactions, as push services are asked. ``now`` stands still for
    the whole of it. Nothing is asked where push is not configured.
    """
    moment = now or clock.now()
    if not is_configured() or not get_preferences().chat_enabled:
        return 0
    find_waits(moment)
    pending = DutyNotification.objects.filter(state__in=[State.WAITING, State.CLAIMED], due_at__lte=moment)
    due = list(pending.select_related("conversation").order_by("due_at", "pk")[:AT_ONCE])
    if not due:
        return 0
    away, sent = away_on_duty(moment), 0
    for row in due:
        if is_stopped():
            break
        if row.state == State.CLAIMED:
            # A killed process had it: nobody knows whether it was sent.
            _settle(row, State.CLAIMED, State.UNKNOWN)
        elif row.user_id not in away or not _is_needed(row, moment):
            _settle(row, State.WAITING, State.DROPPED)
        elif _claim(row, moment):
            sent += _send(row, moment) == State.SENT
    return sent


def forget_useless(now: datetime | None = None) -> int:
    """Delete old notifications, and browsers of users who may no longer answer; return how many browsers."""
    DutyNotification.objects.filter(made_at__lt=(now or clock.now()) - KEPT).delete()
    rows = PushSubscription.objects.filter(purpose=PushSubscription.Purpose.DUTY)
    users = get_user_model()._default_manager.filter(pk__in=rows.values("user"))
    lost = [user.pk for user in users if not may_answer(user)]
    return forget_duty_of(lost) if lost else 0


def _is_needed(row: DutyNotification, now: datetime) -> bool:
    """Return whether the shopper still waits, for this agent. Whoever may no longer answer is forgotten."""
    kind, conversation = Kind(row.kind), row.conversation
    waits = conversation.waiting_since is not None and conversation.queue_at is not None
    if conversation.status != Conversation.Status.OPEN or not waits or now > row.made_at + GIVEN_UP[kind]:
        return False
    if kind == Kind.WAITS and row.key != key_of(
        kind, conversation, conversation.agent_id, event_of(conversation)
    ):
        return False
    user = get_user_model()._default_manager.get(pk=row.user_id)
    if not may_answer(user):
        forget_duty_of([row.user_id])
        return False
    return True


def _claim(row: DutyNotification, now: datetime) -> bool:
    """Claim a notification in a commit of its own.

    Returns False where another process has it, or it is too soon after the agent's last one: their row is
    where two notifications of one agent meet.
    """
    agents = Agent.objects.filter(pk=row.user_id)
    rested = Q(last_notified_at=None) | Q(last_notified_at__lte=now - PAUSE)
    waiting = DutyNotification.objects.filter(pk=row.pk, state=State.WAITING)
    with transaction.atomic():
        if not agents.filter(rested).update(last_notified_at=now):
            last = agents.values_list("last_notified_at", flat=True).first()
            waiting.update(due_at=(last or now) + PAUSE)
            return False
        if waiting.update(state=State.CLAIMED, due_at=now + CLAIM):
            return True
        transaction.set_rollback(True)
    return False


def _send(row: DutyNotification, now: datetime) -> str:
    """Notify all of the agent's browsers; return what became of it. One that took it is enough."""
    states: list[str] = []
    again = RETRY
    for subscription in duty_subscriptions([row.user_id]):
        try:
            send_push(
                subscription,
                _payload(row, subscription.language),
                ttl=int(GIVEN_UP[Kind(row.kind)].total_seconds()),
                urgency="high",
                topic=f"waits-{row.conversation_id}",
            )
            states.append(State.SENT)
        except TryLater as error:
            states.append(State.WAITING)
            again = max(again, timedelta(seconds=error.retry_after or 0))
        except Rejected:
            states.append(State.FAILED)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("An agent's browser may or may not have been notified")
            states.append(State.UNKNOWN)
    order = (State.SENT, State.UNKNOWN, State.WAITING)
    state = next((one for one in order if one in states), State.FAILED)
    _settle(row, State.CLAIMED, state, **({"due_at": now + again} if state == State.WAITING else {}))
    return state


def _payload(row: DutyNotification, language: str) -> dict[str, Any]:
    """Return what a browser shows: nothing of who waits, and of what was said."""
    with translation.override(language):
        url = reverse("support_plugin:desk-conversation", args=[row.conversation.public_id])
        return notification(_("A shopper waits"), "", url, language)


def _settle(row: DutyNotification, before: str, state: str, **values: Any) -> None:
    DutyNotification.objects.filter(pk=row.pk, state=before).update(state=state, **values)

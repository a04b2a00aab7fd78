"""The place of those who wait: stored when it changes, never worked out for the whole queue.

``is_weighed`` is cleared by whatever may change the head start; a round of ``assignment`` works it out.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from support_plugin.chat.models import Conversation, changes_at
from support_plugin.chat.queue.reasons import reasons_of
from support_plugin.chat.storing.bulk import lock_conversations

# Conversations of one transaction.
AT_ONCE = 200


def weigh_again(conversations: Q) -> int:
    """Have the head start of these worked out again, where they wait; return how many those are."""
    waiting = Conversation.objects.filter(conversations, queue_at__isnull=False)
    return waiting.update(is_weighed=False)


def weigh_due(now: datetime) -> list[Conversation]:
    """Give up to AT_ONCE of those who wait the place that they have now; return those that moved."""
    due = Conversation.objects.filter(is_weighed=False)
    if not (ids := list(due.values_list("pk", flat=True)[:AT_ONCE])):
        return []
    # Those that have ended; not within the transaction, whose locks have an order.
    Conversation.objects.filter(pk__in=ids).exclude(status=Conversation.Status.OPEN).update(is_weighed=True)
    with transaction.atomic():
        locked = {row.pk for row in lock_conversations(ids)}
        rows = list(Conversation.objects.filter(pk__in=locked, is_weighed=False).select_related("visitor"))
        return _weigh(rows, now)


def _weigh(rows: list[Conversation], now: datetime) -> list[Conversation]:
    reasons, moved = reasons_of(rows), []
    for row in rows:
        found = [list(one) for one in reasons[row.pk]]
        minutes = sum(count for _name, count in reasons[row.pk])
        queue_at = row.queue_at
        if queue_at is not None and row.waiting_since is not None:
            queue_at = row.waiting_since - timedelta(minutes=minutes)
        if (found, queue_at) != (row.head_start_reasons, row.queue_at):
            moved.append(row)
            values = {"head_start": minutes, "head_start_reasons": found, "queue_at": queue_at}
            Conversation.objects.filter(pk=row.pk).update(**values, **changes_at(now))
    # Most stay where they are.
    Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(is_weighed=True)
    return moved

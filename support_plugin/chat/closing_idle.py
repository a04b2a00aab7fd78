"""Closing conversations that nobody goes on with."""

from datetime import datetime, timedelta

from support_plugin import clock
from support_plugin.chat.flows import close_conversation
from support_plugin.chat.models import Conversation, Message
from support_plugin.preferences.queries import get_preferences


def close_idle(now: datetime | None = None, limit: int = 200) -> int:
    """Close up to ``limit`` conversations in which the shop's answer was the last word; return how many.

    They are due as many hours after that answer as the admin set, or after the end of a pause; without a
    number nothing is closed. Where the shopper waits for an answer, none is, however long ago that was.
    """
    hours = get_preferences().close_idle_hours
    if not hours:
        return 0
    before = (now or clock.now()) - timedelta(hours=hours)
    idle = Conversation.objects.filter(
        status=Conversation.Status.OPEN, waiting_since=None, snoozed_until=None, updated_at__lt=before
    )
    if not idle.exists():
        return 0
    due = list(idle.order_by("updated_at")[:limit])
    return sum(close_conversation(one, Message.Sender.SYSTEM, idle_since=before) for one in due)

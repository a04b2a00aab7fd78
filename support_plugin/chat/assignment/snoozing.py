"""The end of pauses: a conversation that an agent has snoozed is back in its place when its time has come."""

from datetime import datetime

from support_plugin.chat.assignment.not_answered import AT_ONCE
from support_plugin.chat.models import Conversation
from support_plugin.chat.storing.threads import OpenThread, change_threads


def end_due_snoozes(now: datetime) -> list[Conversation]:
    """Put back those whose pause is over; return them. Agents set it and end it by hand in flows.py."""
    due = Conversation.objects.filter(snoozed_until__lte=now).values_list("pk", flat=True)

    def wake(thread: OpenThread) -> None:
        if thread.conversation.snoozed_until is not None and thread.conversation.snoozed_until <= now:
            thread.wake()
            # Whoever put it aside finds it: it is not closed at once for want of words.
            thread.change(updated_at=now)

    return change_threads(list(due[:AT_ONCE]), wake)

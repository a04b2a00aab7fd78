"""What becomes of the conversations of agents who answer no longer."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from support_plugin.chat.assignment.rounds import do_round_after_commit
from support_plugin.chat.models import Conversation
from support_plugin.chat.storing.threads import OpenThread, change_threads
from support_plugin.chat.waking_processes import wake_sockets_after_commit


def count_held(users: Collection[Any]) -> int:
    """Return how many open conversations are these users', given by their keys."""
    return _held(users).count()


@transaction.atomic
def release_held(users: Collection[Any]) -> int:
    """Put the open conversations of these users back into the queue, each with a line that says so.

    Those put aside end their pause: it was the agent's. Returns how many; again, none.
    """
    wanted = set(users)

    def release(thread: OpenThread) -> None:
        if thread.conversation.agent_id in wanted:
            thread.release()
            if thread.conversation.snoozed_until is not None:
                thread.wake()

    changed = change_threads(list(_held(users).values_list("pk", flat=True)), release)
    for conversation in changed:
        wake_sockets_after_commit(conversation.public_id)
    if changed:
        do_round_after_commit()
    return len(changed)


def _held(users: Collection[Any]) -> Any:
    return Conversation.objects.filter(status=Conversation.Status.OPEN, agent__in=list(users))

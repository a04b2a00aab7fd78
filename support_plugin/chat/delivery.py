"""Telling open sockets that there is something new. The channel layer only wakes: it carries no message,
so that what it loses is found by the cursor, and nothing leaks through it.
"""

from functools import cache, partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

if TYPE_CHECKING:
    from channels.layers import BaseChannelLayer

DESK_GROUP = "support.desk"


def conversation_group(public_id: UUID | str) -> str:
    """Return the group of those who have this conversation open."""
    return f"support.conversation.{UUID(str(public_id)).hex}"


@cache
def _own_layer() -> InMemoryChannelLayer:
    return InMemoryChannelLayer()


def get_layer() -> "BaseChannelLayer":
    """Return the shop's channel layer; one inside this process where the shop has none."""
    return get_channel_layer() or _own_layer()


def wake_after_commit(public_id: UUID) -> None:
    """Wake the conversation's and the agents' sockets once the transaction is stored.

    A channel layer that is down is logged and otherwise without effect: readers find the message later.
    """
    transaction.on_commit(partial(_wake, str(public_id)), robust=True)


def _wake(public_id: str) -> None:
    async_to_sync(wake)(public_id)


async def wake(public_id: str) -> None:
    """Send the wake-up to both groups."""
    layer = get_layer()
    event: dict[str, Any] = {"type": "conversation.changed", "conversation": public_id}
    await layer.group_send(conversation_group(public_id), event)
    await layer.group_send(DESK_GROUP, {**event, "type": "queue.changed"})

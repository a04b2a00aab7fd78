"""Telling open sockets, in every process, that there is something new.

The channel layer only wakes: it carries no message, so that what it loses is found by the cursor, and nothing
leaks through it; who types and who reads along go as primary keys. One group is enough, which each process
hears once, whatever the number of its sockets.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

if TYPE_CHECKING:
    from channels.layers import BaseChannelLayer

logger = logging.getLogger(__name__)

GROUP = "support.chat"
# Seconds. A layer that is away must not hold up anyone: readers look for themselves (chat/live/hub.py).
PATIENCE = 2
# Seconds after which a process joins the layer's group again; Redis forgets members after a day.
JOIN_SECONDS = 3600


@cache
def _own_layer() -> InMemoryChannelLayer:
    return InMemoryChannelLayer()


def get_layer() -> "BaseChannelLayer":
    """Return the shop's channel layer; one inside this process where the shop has none."""
    return get_channel_layer() or _own_layer()


async def publish(event: dict[str, Any]) -> None:
    """Tell all processes; a layer that fails is logged and otherwise without effect."""
    try:
        async with asyncio.timeout(PATIENCE):
            await get_layer().group_send(GROUP, {"type": "support.event", **event})
    except Exception as error:
        logger.warning("The channel layer did not take a wake-up: %r", error)


def wake_event(public_ids: Iterable[str], origin: str = "") -> dict[str, Any]:
    """Return the event that says which conversations changed; the process ``origin`` knows already."""
    return {"changed": list(public_ids), "origin": origin}


def wake_after_commit(*public_ids: UUID) -> None:
    """Wake the conversations' and the agents' sockets once the transaction is stored."""
    if public_ids:
        # No functools.partial: Django logs the name of what failed, and a partial has none.
        transaction.on_commit(lambda: _wake([str(public_id) for public_id in public_ids]), robust=True)


def _wake(public_ids: list[str]) -> None:
    async_to_sync(publish)(wake_event(public_ids))


def reauthenticate_after_commit(user_id: str) -> None:
    """Have the sockets of this user prove again who they are, once the transaction is stored."""
    transaction.on_commit(lambda: async_to_sync(publish)({"logged_out": user_id}), robust=True)


async def subscribe(on_event: Callable[[dict[str, Any]], None]) -> None:
    """Call ``on_event`` with every event of any process, until cancelled; a layer that fails raises."""
    layer = get_layer()
    while True:
        channel = await layer.new_channel("support")
        await layer.group_add(GROUP, channel)
        try:
            async with asyncio.timeout(JOIN_SECONDS):
                while True:
                    on_event(await layer.receive(channel))
        except TimeoutError:
            pass
        finally:
            # Also when nobody is subscribed any more: a layer in memory would keep all it is told.
            await _leave_group(layer, channel)


async def _leave_group(layer: "BaseChannelLayer", channel: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await layer.group_discard(GROUP, channel)
    except Exception as error:  # it forgets us by itself after a day
        logger.warning("The channel layer could not be left: %r", error)

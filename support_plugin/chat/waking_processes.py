"""Waking the other processes through the channel layer, so that their open sockets read what is new.

A wake-up carries no message: what the layer loses is found by the cursor, and nothing leaks through it. Who
types and who reads along go as primary keys. There is one group, to which each process subscribes once,
whatever the number of its sockets.
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
    """Send an event to all processes; a layer that fails is logged and otherwise ignored."""
    try:
        async with asyncio.timeout(PATIENCE):
            await get_layer().group_send(GROUP, {"type": "support.event", **event})
    except Exception as error:
        logger.warning("The channel layer did not take a wake-up: %r", error)


def wake_up_event(public_ids: Iterable[str], origin: str = "") -> dict[str, Any]:
    """Return the event that says which conversations changed; the process ``origin`` knows already."""
    return {"changed": list(public_ids), "origin": origin}


def wake_sockets_after_commit(*public_ids: UUID) -> None:
    """Wake the sockets of these conversations, and the agents', in all processes, after the commit."""
    if public_ids:
        # No functools.partial: Django logs the name of what failed, and a partial has none.
        transaction.on_commit(lambda: _wake([str(public_id) for public_id in public_ids]), robust=True)


def _wake(public_ids: list[str]) -> None:
    async_to_sync(publish)(wake_up_event(public_ids))


def reauthenticate_after_commit(user_id: str) -> None:
    """Have this user's sockets, in all processes, reauthenticate after the commit."""
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
            # Also when nobody is subscribed any more: a layer in memory would keep all it is sent.
            await _leave_group(layer, channel)


async def _leave_group(layer: "BaseChannelLayer", channel: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await layer.group_discard(GROUP, channel)
    except Exception as error:  # it forgets us by itself after a day
        logger.warning("The channel layer could not be left: %r", error)

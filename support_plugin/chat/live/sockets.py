"""What the hub and its helpers know of a socket; a :class:`~.connections.Connection` is one."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from support_plugin.chat.access import Caller
from support_plugin.chat.live.subscriptions import Follow


class Socket(Protocol):
    """One browser tab's line to the shop."""

    caller: Caller
    # A server's or an app's; None for a browser.
    token: str | None
    language: str
    # By the monotonic clock; None: before anything else is sent, who it is must be asked again.
    authenticated_at: float | None
    # By the conversation's public id.
    follows: dict[str, Follow]

    def push(self, text: str) -> None:
        """Send a frame when the browser takes it."""

    def has_room(self) -> bool:
        """Return whether the browser may be given messages."""

    def must_reauthenticate(self) -> bool:
        """Return whether the last proof of identity is too old."""

    async def reauthenticate(self) -> bool:
        """Return whether it is still the same user, who still may."""

    def close_to_resume(self) -> None:
        """Have the browser connect again and resume."""


@dataclass(eq=False)
class Thread:
    """A conversation that sockets of this process follow."""

    public_id: str
    sockets: set[Socket] = field(default_factory=set)
    # The last change that was announced to the sockets; None before the first.
    changed_at: datetime | None = None
    agent_id: int | None = None

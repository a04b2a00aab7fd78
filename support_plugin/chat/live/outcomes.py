"""What becomes of a message that a socket sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support_plugin.errors import Refused


@dataclass(frozen=True)
class Stored:
    """A committed message, ready for its readers."""

    public_id: str
    changed_at: datetime
    message: dict[str, Any]
    agent_id: int | None
    # Its JSON differs by language: files have addresses, and an agent without a name speaks for the shop.
    needs_language: bool
    # Of its conversation: a repeat is seldom the last message.
    last_seq: int
    is_repeat: bool = False


Outcome = Stored | Refused

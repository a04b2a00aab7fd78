"""What becomes of a message that a socket sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support_plugin.chat.live.frames import frame
from support_plugin.chat.models import Message
from support_plugin.errors import Refused
from support_plugin.text.payment_cards import DOT


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

    def acknowledgement(self) -> list[str]:
        """Return the frames for the sender: the message too, where a card's number in it was hidden."""
        stored = {name: self.message[name] for name in ("client_id", "seq", "created_at")}
        frames = [frame("ack", conversation_id=self.public_id, **stored)]
        if self.message["sender"] == Message.Sender.SHOPPER and DOT in (self.message["body"] or ""):
            frames.append(frame("message", conversation_id=self.public_id, message=self.message))
        return frames


Outcome = Stored | Refused

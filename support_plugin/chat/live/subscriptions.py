"""How far one socket has been notified of a conversation."""

from dataclasses import dataclass, field
from typing import Any

from support_plugin.chat.models import Message
from support_plugin.limits import Who


@dataclass
class Follow:
    """A conversation that this socket has open."""

    conversation_id: int
    role: Message.Sender
    # The last message that the browser got, and the state it was sent.
    cursor: int
    announced: dict[str, Any]
    # Who is counted when this side writes.
    who: Who
    # Of what this socket sends it gets only acknowledgements. By id, what is not answered yet: the number of
    # the message that was left out meanwhile, as having that id; and what was, and the cursor has not passed.
    pending: dict[str, int | None] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    # Of an agent's: the colleagues that it was last sent, as in typing_and_reading/readers.py.
    readers: tuple[tuple[str, float], ...] = ()

    def pass_over(self, message: dict[str, Any]) -> bool:
        """Move the cursor to the next message; return whether the browser still has to be sent it."""
        self.cursor, client_id = message["seq"], message["client_id"]
        if message["sender"] != self.role:
            return True
        if client_id in self.pending:
            self.pending[client_id] = self.cursor
            return False
        if client_id in self.acknowledged:
            self.acknowledged.remove(client_id)
            return False
        return True

    def accept(self, client_id: str, seq: int) -> None:
        """Note that a message is stored under a number."""
        self.pending.pop(client_id, None)
        if seq > self.cursor:
            self.acknowledged.add(client_id)

    def give_up(self, client_id: str) -> bool:
        """Note that a message was refused; return whether another one, with its id, was left out for it."""
        left_out = self.pending.pop(client_id, None)
        if left_out is None:
            return False
        self.cursor = min(self.cursor, left_out - 1)
        return True

"""What somebody wants to say, before it is stored."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from support_plugin.chat.cards.registry import StoredCard
from support_plugin.chat.models import Message

Key = tuple[int, str, UUID]


@dataclass(frozen=True)
class NewMessage:
    """What somebody wants to say. ``agent`` is an agent's user.

    ``body`` and ``choices`` have passed ``rules.clean_body`` and ``rules.clean_choices``, a ``card`` its
    kind's check; ``body`` then says the same in words.
    """

    conversation_id: int
    sender: Message.Sender
    client_id: UUID
    body: str
    agent: Any = None
    attachments: tuple[UUID, ...] = ()
    choices: tuple[str, ...] = ()
    card: StoredCard | None = None
    # Of what the assistant says: an answer, or that it hands over.
    assistant: str = ""
    # Of an entry: EDITED or WITHDRAWN, and the number of the message that it changes.
    kind: str = ""
    changes: int | None = None

    @property
    def key(self) -> Key:
        """What makes it the same message when it comes again."""
        return self.conversation_id, self.sender, self.client_id

"""What somebody wants to say, before it is stored."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from support_plugin.chat.cards.registry import StoredCard
from support_plugin.chat.models import Message
from support_plugin.chat.rules import as_stored

Key = tuple[int, str, UUID]


@dataclass
class NewMessage:
    """What somebody wants to say. ``agent`` is an agent's user.

    ``body`` and ``choices`` have passed ``rules.clean_body`` and ``rules.clean_choices``, a ``card`` its
    kind's check; ``body`` then says the same in words. It becomes ``rules.as_stored`` here, which no way of
    sending leads past, and by which a repeat is the same.
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
    hides_card: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Hide what must not be stored."""
        stored = as_stored(self.body, self.sender)
        self.hides_card = stored != self.body
        self.body = stored

    @property
    def key(self) -> Key:
        """What makes it the same message when it comes again."""
        return self.conversation_id, self.sender, self.client_id

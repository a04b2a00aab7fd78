"""Who is asking, and what they may: one answer for REST, sockets and pages. All of it asks the database."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from support_plugin.adapters import get_adapter
from support_plugin.chat import queries
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.rules import no_identity
from support_plugin.visitors.queries import find_visitor

if TYPE_CHECKING:
    from support_plugin.visitors.models import Visitor
    from support_plugin.visitors.queries import User


@dataclass
class Caller:
    """A logged-in user, or the guest of a browser with this key, at this moment."""

    user: "User"
    key: str | None

    @cached_property
    def visitor(self) -> "Visitor | None":
        """The shopper; None for somebody who has never written."""
        return find_visitor(self.user, self.key)

    @property
    def is_agent(self) -> bool:
        """Whether the shop lets this user answer."""
        return get_adapter().is_agent(self.user)

    def get_conversation(self, public_id: UUID | str) -> tuple[Conversation, Message.Sender]:
        """Return a conversation and the caller's side in it; raise Refused for outsiders.

        A browser without any cookie of ours is told so, whatever the conversation.
        """
        if self.key is None and not self.user.is_authenticated:
            raise no_identity()
        return queries.get_conversation(public_id, self.user, self.visitor)

    def get_attachment(self, public_id: UUID) -> Attachment:
        """Return a file that the caller may have; raise Refused for outsiders."""
        return queries.get_attachment(public_id, self.user, self.visitor)

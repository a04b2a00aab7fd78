"""Who is asking, and what they may: one answer for REST, sockets and pages. All of it asks the database."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from support_plugin.adapters import get_adapter
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.queries import conversations
from support_plugin.chat.rules import no_identity, not_found
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

        A browser without any cookie of ours is refused as such, whatever the conversation.
        """
        if self.key is None and not self.user.is_authenticated:
            raise no_identity()
        conversation = conversations().filter(public_id=public_id).first()
        role = self._role_in(conversation) if conversation else None
        if conversation is None or role is None:
            raise not_found()
        return conversation, role

    def get_attachment(self, public_id: UUID) -> Attachment:
        """Return a file that the caller may have; raise Refused for outsiders.

        A sent one is for the conversation's people, one that waits for its message for its uploader alone.
        """
        found = Attachment.objects.select_related("conversation").filter(public_id=public_id).first()
        if found is None or not self._may_have(found):
            raise not_found()
        return found

    def _role_in(self, conversation: Conversation) -> Message.Sender | None:
        """The side on which the caller stands; None for an outsider. Agents are shoppers in their own."""
        if self.visitor is not None and conversation.visitor_id == self.visitor.pk:
            return Message.Sender.SHOPPER
        return Message.Sender.AGENT if self.is_agent else None

    def _may_have(self, file: Attachment) -> bool:
        if file.message_id is not None and file.conversation is not None:
            return self._role_in(file.conversation) is not None
        if file.sender == Message.Sender.AGENT:
            return file.agent_id is not None and file.agent_id == self.user.pk and self.is_agent
        return self.visitor is not None and file.visitor_id == self.visitor.pk

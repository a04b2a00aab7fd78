"""What the chat does when something happens elsewhere."""

from typing import Any

from support_plugin.chat.flows import adopt_conversations
from support_plugin.signals import visitor_joining
from support_plugin.visitors.models import Visitor


def adopt_at_login(visitor: Visitor, merged_from: Visitor, **kwargs: Any) -> None:
    """Let a guest's conversations go on in the account."""
    adopt_conversations(merged_from, visitor)


visitor_joining.connect(adopt_at_login, dispatch_uid="support_plugin.chat.login")

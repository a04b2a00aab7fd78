"""A message from an agent to the shopper who left a cart."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from support_plugin.carts.models import Abandonment
from support_plugin.chat.flows import open_conversation, send_message
from support_plugin.chat.models import Conversation, Message
from support_plugin.errors import Refused
from support_plugin.visitors.flows import remember_visitor
from support_plugin.visitors.models import Visitor


def find_shopper(abandonment: Abandonment) -> Visitor | Any:
    """Return whom the chat reaches: the account, or the guest's visitor; None for nobody."""
    if abandonment.user_id:
        return abandonment.user
    if not abandonment.visitor_hash:
        return None
    return Visitor.objects.filter(key_hash=abandonment.visitor_hash, user=None).first()


@transaction.atomic
def send_message_about(abandonment: Abandonment, client_id: UUID, body: str, agent: Any) -> Conversation:
    """Send a line as this agent, in the shopper's open conversation or a new one; return the conversation.

    A repeat with the same ``client_id`` sends nothing again. Raises Refused where nobody can be reached.
    """
    shopper = find_shopper(abandonment)
    if shopper is None:
        raise Refused("not_found", _("Nobody can be reached."))
    visitor = shopper if isinstance(shopper, Visitor) else remember_visitor(shopper, None)
    conversation = open_conversation(visitor)
    send_message(conversation, Message.Sender.AGENT, client_id, body, agent)
    return conversation

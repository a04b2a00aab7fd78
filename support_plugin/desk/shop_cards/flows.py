"""Sending a product or the status of an order as a card. Both are ordinary messages of the agent's."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from support_plugin.chat.cards.registry import Card
from support_plugin.chat.flows import send_message
from support_plugin.chat.models import Conversation, Message
from support_plugin.desk.shop_cards.queries import orders_for
from support_plugin.errors import Code, Refused
from support_plugin.shop.own_orders import find_own_order
from support_plugin.visitors.access_log.flows import note_look
from support_plugin.visitors.access_log.models import Look
from support_plugin.visitors.access_log.rules import may_see_shopper_data


def send_products(conversation: Conversation, agent: Any, client_id: UUID, products: Any) -> Message:
    """Send one to six public products, by primary key; a repeat of ``client_id`` returns the first message.

    Raises Refused: "invalid" for what is no public product, and as ``send_message`` does.
    """
    card = Card("product", {"products": products})
    return send_message(conversation, Message.Sender.AGENT, client_id, "", agent, card=card)


def send_order(conversation: Conversation, agent: Any, client_id: UUID, number: str) -> Message:
    """Send how an order of this conversation's own shopper stands; idempotent by ``client_id``.

    Raises Refused: "forbidden" for an agent who may not see shoppers' data; "not_found" for a number that is
    not there and for anybody else's order alike; and as ``send_message`` does. Each try is noted as a look.
    """
    look_at_orders(conversation, agent)
    visitor = conversation.visitor
    if find_own_order(number, visitor.user_id, visitor.key_hash) is None:
        raise Refused(Code.NOT_FOUND, _("This shopper has no such order."))
    card = Card("order", {"order": number})
    return send_message(conversation, Message.Sender.AGENT, client_id, "", agent, card=card)


def list_orders(conversation: Conversation, agent: Any) -> list[dict[str, Any]]:
    """Return the shopper's own orders, and note the look before. Raises Refused ("forbidden")."""
    look_at_orders(conversation, agent)
    return orders_for(conversation)


def look_at_orders(conversation: Conversation, agent: Any) -> None:
    """Note that an agent looks at this shopper's orders; raise Refused for one who may not."""
    if not may_see_shopper_data(agent):
        raise Refused(Code.FORBIDDEN, _("You may not see shoppers’ personal data."))
    note_look(agent, Look.Screen.CONVERSATION, visitor=conversation.visitor_id)

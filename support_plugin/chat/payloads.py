"""The JSON of a conversation and its messages: one form for REST, sockets and pages."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.adapters import get_adapter
from support_plugin.chat.cards.registry import show_card
from support_plugin.chat.cards.shown import Shown
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.queue.order import QueuePage
from support_plugin.chat.queue.reasons import why_first
from support_plugin.chat.team.identities import opaque_id, shopper_name
from support_plugin.preferences.queries import get_preferences
from support_plugin.rest.pages import Page, page_json
from support_plugin.shop.money import format_money
from support_plugin.text.bidi import without_controls

_Kind = Message.Kind
ABOUT_AGENTS = (_Kind.JOINED, _Kind.RETURNED, _Kind.PUT_BACK, _Kind.REOPENED)


def message_json(message: Message) -> dict[str, Any]:
    """Return a message as both sides see it. ``agent`` is None for what the shopper says.

    The words of a card are made for the reader; where it can't be shown, those that were stored stand there.
    """
    card = show_card(message) if message.card else None
    return {
        "seq": message.seq,
        "sender": message.sender,
        "agent": _speaker_json(message),
        "client_id": str(message.client_id),
        "body": (card.words() if card else message.body) or None,
        "card": card_json(message, card) if card else None,
        "created_at": clock.to_json(message.created_at),
        "attachments": [attachment_json(a) for a in message.attachments.all()]
        if message.attachment_count
        else [],
        "choices": message.choices,
        "kind": message.kind or None,
        "closed_by": message.closed_by or None,
        "edited_at": clock.to_json(message.edited_at) if message.edited_at else None,
        "withdrawn": message.is_withdrawn,
        "changes": message.changes_seq,
        "assistant": message.assistant or None,
    }


def card_json(message: Message, shown: Shown) -> dict[str, Any]:
    """Return a message's card as both sides see it."""
    stored: Any = message.card
    return {"kind": stored["kind"], "version": stored["version"], **shown.as_json()}


def _speaker_json(message: Message) -> dict[str, Any] | None:
    if message.assistant:
        # So every page, mail and list says that no person speaks.
        return {"id": None, "name": assistant_name(), "picture": None}
    return agent_json(message.agent) if _is_shops(message) else None


def assistant_name() -> str:
    """Return the name under which the assistant speaks."""
    return _("Automatic assistant")


def _is_shops(message: Message) -> bool:
    """Return whether an agent or the shop speaks, or a system message is about an agent."""
    if message.sender == Message.Sender.SYSTEM and message.kind:
        return message.kind in ABOUT_AGENTS or message.closed_by == Message.Sender.AGENT
    return message.sender != Message.Sender.SHOPPER


def attachment_json(attachment: Attachment) -> dict[str, Any]:
    """Return a file as both sides see it: ``size`` in bytes, a picture's fields None for others."""
    is_image = attachment.kind == Attachment.Kind.IMAGE
    id = attachment.public_id
    return {
        "id": str(id),
        "kind": attachment.kind,
        "name": attachment.name,
        "size": attachment.size,
        "type": attachment.content_type,
        "width": attachment.width,
        "height": attachment.height,
        "url": reverse("support_plugin:file", args=[id]),
        "thumbnail": reverse("support_plugin:thumbnail", args=[id]) if is_image else None,
    }


def conversation_json(conversation: Conversation, role: str) -> dict[str, Any]:
    """Return a conversation's state; agents see more of it than shoppers."""
    state = {
        "id": str(conversation.public_id),
        "status": conversation.status,
        "changed": conversation.changed,
        "last_seq": conversation.last_seq,
        "shopper_seen": conversation.shopper_seen_seq,
        "agent_seen": conversation.agent_seen_seq,
        # What was read was delivered.
        "shopper_got": max(conversation.shopper_got_seq, conversation.shopper_seen_seq),
        "agent": agent_json(conversation.agent) if conversation.agent_id else None,
        "rating": rating_json(conversation),
        "assistant": conversation.assistant or None,
        "deleted": conversation.deleted_at is not None,
        "merged_into": str(conversation.merged_into_id) if conversation.merged_into_id else None,
    }
    if role == Message.Sender.AGENT:
        state |= _for_agents(conversation)
    return state


def _for_agents(conversation: Conversation) -> dict[str, Any]:
    waiting = conversation.waiting_since
    return {
        "shopper": shopper_json(conversation),
        "language": conversation.language or None,
        "page": conversation.page_path or None,
        "origin": origin_json(conversation.origin),
        # Annotated by queries.conversations().
        "last_body": getattr(conversation, "last_body", None) or None,
        "last_files": getattr(conversation, "last_files", None) or 0,
        "waiting_since": clock.to_json(waiting) if waiting else None,
        "queue_at": clock.to_json(conversation.queue_at) if conversation.queue_at else None,
        "why_first": why_first(conversation.head_start_reasons) or None,
        "priority": conversation.priority,
        "department": department_json(conversation.department) if conversation.department_id else None,
        "tags": [tag.name for tag in conversation.tags.all()],
        "snoozed_until": (clock.to_json(conversation.snoozed_until) if conversation.snoozed_until else None),
        "blocked": conversation.visitor.blocked_at is not None,
        "updated_at": clock.to_json(conversation.updated_at),
        "notes": conversation.notes_version,
    }


def origin_json(origin: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return why and where the shop spoke first, for agents; ``cart`` is its worth in the reader's words."""
    if origin is None:
        return None
    amount, currency = origin.get("amount"), origin.get("currency")
    named = {name: origin.get(name) for name in ("source", "label", "step")}
    return {**named, "cart": format_money(Decimal(amount), currency) if amount else None}


def department_json(department: Any) -> dict[str, Any]:
    """Return a department as agents see it."""
    return {"id": department.pk, "name": without_controls(department.name)}


def rating_json(conversation: Conversation) -> dict[str, Any] | None:
    """Return what the shopper thought of it; None before."""
    if conversation.rated_at is None:
        return None
    return {
        "rating": conversation.rating,
        "comment": conversation.rating_comment or None,
        "rated_at": clock.to_json(conversation.rated_at),
    }


def thread_json(conversation: Conversation, messages: Page[Message], role: str) -> dict[str, Any]:
    """Return a conversation with some of its messages."""
    return {"conversation": conversation_json(conversation, role), "messages": messages_json(messages)}


def messages_json(page: Page[Message]) -> dict[str, Any]:
    """Return messages as a list; ``next`` is the number after which to ask."""
    return page_json([message_json(message) for message in page.items], page.next)


def queue_json(page: QueuePage) -> dict[str, Any]:
    """Return a part of the agents' queue with how many there are in all, and how many of them wait."""
    items = [conversation_json(conversation, Message.Sender.AGENT) for conversation in page.items]
    counts = {"count": page.count, "waiting": page.waiting, "lists": page.lists}
    return {**page_json(items, page.next), **counts}


def agent_json(agent: Any) -> dict[str, Any]:
    """Return an agent as everybody sees them; for None the shop itself, which has no id."""
    return {
        "id": opaque_id("agent", agent.pk) if agent else None,
        "name": agent_name(agent),
        "picture": agent_picture(agent) if agent else None,
    }


def shopper_json(conversation: Conversation) -> dict[str, str]:
    """Return a conversation's shopper as agents see them."""
    return {"id": opaque_id("shopper", conversation.visitor_id), "name": shopper_name(conversation)}


def agent_name(agent: Any) -> str:
    """Return the name shoppers see; that of the shop where the agent has none, or is gone."""
    name = get_adapter().agent_name(agent) if agent else ""
    return without_controls(name) or get_preferences().name


def agent_picture(agent: Any) -> str | None:
    """Return the path of an agent's picture; None for none, and for one that is on another host."""
    path = get_adapter().agent_picture_url(agent)
    # Browsers read "//host" and "/\\host" as another host.
    return path if path.startswith("/") and path[1:2] not in ("/", "\\") else None

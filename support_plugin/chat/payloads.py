"""The JSON of a conversation and its messages: one form for REST, sockets and pages."""

from typing import Any

from django.urls import reverse

from support_plugin import clock
from support_plugin.adapters import get_adapter
from support_plugin.chat.attachments import Attachment
from support_plugin.chat.models import Conversation, Message
from support_plugin.preferences.queries import get_preferences
from support_plugin.text.bidi import without_controls


def message_json(message: Message) -> dict[str, Any]:
    """Return a message as both sides see it. ``name`` is empty for the shopper's own."""
    return {
        "seq": message.seq,
        "sender": message.sender,
        "name": agent_name(message.agent) if _is_agents(message) else "",
        "client_id": str(message.client_id),
        "body": message.body,
        "created_at": clock.to_json(message.created_at),
        "attachments": [attachment_json(a) for a in message.attachments.all()]
        if message.attachment_count
        else [],
        **({"choices": message.choices} if message.choices else {}),
        **_kind_json(message),
    }


def _is_agents(message: Message) -> bool:
    """Return whether the message is an agent's or the shop's, or a line about an agent."""
    if message.sender == Message.Sender.SYSTEM and message.kind:
        return message.kind == Message.Kind.JOINED or message.ended_by == Message.Sender.AGENT
    return message.sender != Message.Sender.SHOPPER


def _kind_json(message: Message) -> dict[str, str]:
    if message.kind == Message.Kind.ENDED:
        return {"kind": message.kind, "ended_by": message.ended_by}
    return {"kind": message.kind} if message.kind else {}


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
        "last_seq": conversation.last_seq,
        "shopper_seen": conversation.shopper_seen_seq,
        "agent_seen": conversation.agent_seen_seq,
        "agent": agent_name(conversation.agent) if conversation.agent_id else "",
        "agent_picture": agent_picture(conversation.agent) if conversation.agent_id else "",
        "rating": rating_json(conversation),
        "erased": conversation.erased_at is not None,
    }
    if role == Message.Sender.AGENT:
        waiting = conversation.waiting_since
        state |= {
            "shopper": shopper_name(conversation),
            "language": conversation.language,
            "page": conversation.page_path,
            # Annotated by queries.conversations(); None before the first message.
            "last_body": getattr(conversation, "last_body", None) or "",
            "last_files": getattr(conversation, "last_files", None) or 0,
            "waiting_since": clock.to_json(waiting) if waiting else None,
            "updated_at": clock.to_json(conversation.updated_at),
        }
    return state


def rating_json(conversation: Conversation) -> dict[str, Any] | None:
    """Return what the shopper thought of it; None before."""
    if conversation.rated_at is None:
        return None
    return {
        "rating": conversation.rating,
        "comment": conversation.rating_comment,
        "rated_at": clock.to_json(conversation.rated_at),
    }


def thread_json(conversation: Conversation, messages: list[Message], role: str) -> dict[str, Any]:
    """Return a conversation with some of its messages."""
    return {
        "conversation": conversation_json(conversation, role),
        "messages": [message_json(message) for message in messages],
    }


def agent_name(agent: Any) -> str:
    """Return the name shoppers see; that of the shop where the agent has none, or is gone."""
    name = get_adapter().agent_name(agent) if agent else ""
    return without_controls(name) or get_preferences().name


def agent_picture(agent: Any) -> str:
    """Return the path of an agent's picture; empty for none, and for one that is on another host."""
    path = get_adapter().agent_picture_url(agent) if agent else ""
    # Browsers read "//host" and "/\\host" as another host.
    return path if path.startswith("/") and path[1:2] not in ("/", "\\") else ""


def shopper_name(conversation: Conversation) -> str:
    """Return the name agents see."""
    visitor = conversation.visitor
    return without_controls(get_adapter().shopper_name(visitor.user)) if visitor.user else str(visitor)

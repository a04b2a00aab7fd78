"""The events of conversations: what is sent to the shop's own code and its webhooks, once and in order.

They name a conversation and a number, and say nothing of what was said: whoever may read that asks for it by
the API. So nothing personal waits in the outbox.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.cache import WEBHOOKS, cached, watch
from support_plugin.chat.models import Conversation, Message
from support_plugin.outbox.flows import NewEvent, store_events
from support_plugin.outbox.kinds import find_kind, register
from support_plugin.outbox.receivers import receiver_targets
from support_plugin.outbox.webhooks.models import WebhookEndpoint
from support_plugin.preferences.queries import get_preferences
from support_plugin.signals import conversation_event

MESSAGE, CHANGED, RATED = "conversation.message", "conversation.message_changed", "conversation.rated"
# Of what is no ordinary message.
LINES = {
    Message.Kind.JOINED: "conversation.assigned",
    Message.Kind.RETURNED: "conversation.returned",
    Message.Kind.PUT_BACK: "conversation.returned",
    Message.Kind.CLOSED: "conversation.closed",
    Message.Kind.REOPENED: "conversation.reopened",
    Message.Kind.EDITED: CHANGED,
    Message.Kind.WITHDRAWN: CHANGED,
}
LABELS = {
    MESSAGE: _("Message in a conversation"),
    CHANGED: _("Message edited or withdrawn"),
    LINES[Message.Kind.JOINED]: _("Conversation taken or assigned"),
    LINES[Message.Kind.RETURNED]: _("Conversation back in the queue"),
    LINES[Message.Kind.CLOSED]: _("Conversation ended"),
    LINES[Message.Kind.REOPENED]: _("Conversation opened again"),
    RATED: _("Conversation rated"),
}


def store_spoken(messages: Iterable[Message]) -> None:
    """Store an event for each new message that somebody wants to know of, in the caller's transaction.

    The conversations are locked. No query, where nobody has wanted any of them lately.
    """
    if wanted := _wanted():
        # A line beside a message says nothing new.
        spoken = (message for message in messages if message.kind != Message.Kind.CARD_HIDDEN)
        events = [_of_message(message) for message in spoken]
        store_events([event for event in events if event.kind in wanted])


def store_rated(conversation: Conversation) -> None:
    """Store the event of a rating, in the caller's transaction."""
    if RATED in _wanted():
        details = {"rating": conversation.rating}
        store_events([_event(RATED, conversation, f"rated:{conversation.changed}", details)])


def _of_message(message: Message) -> NewEvent:
    details: dict[str, Any] = {
        "seq": message.seq,
        "sender": message.sender,
        "agent": None if message.agent_id is None else str(message.agent_id),
    }
    if message.changes_seq is not None:
        details["changes"] = message.changes_seq
    kind = LINES.get(Message.Kind(message.kind), MESSAGE) if message.kind else MESSAGE
    return _event(kind, message.conversation, str(message.seq), details)


def _event(kind: str, conversation: Conversation, part: str, details: dict[str, Any]) -> NewEvent:
    stream = f"conversation:{conversation.public_id}"
    data = {
        "event": kind,
        "conversation": str(conversation.public_id),
        "at": clock.to_json(clock.now()),
        **details,
    }
    return NewEvent(kind=kind, stream=stream, key=f"{stream}:{part}", data=data)


def _wanted() -> frozenset[str]:
    """Return the kinds that a webhook or a receiver wants: all of them, where a receiver is connected."""
    if receiver_targets(conversation_event):
        return frozenset(LABELS)
    found: frozenset[str] = cached("wanted events", _wanted_by_webhooks, (WEBHOOKS,))
    return found


def _wanted_by_webhooks() -> frozenset[str]:
    kinds = WebhookEndpoint.objects.filter(is_enabled=True).values_list("kinds", flat=True)
    return frozenset(name for names in kinds for name in names) & LABELS.keys()


def _load(event_id: UUID, data: dict[str, Any]) -> dict[str, Any]:
    """Return what receivers get: the row as it is now, None where it is gone."""
    conversation = Conversation.objects.filter(public_id=data["conversation"]).first()
    return {"event_id": event_id, "conversation": conversation, "data": data}


def register_events() -> None:
    """Make the events known to the outbox. Called once, at start."""
    for name, label in LABELS.items():
        if find_kind(name) is None:
            register(name, conversation_event, _load, label=label, is_enabled=_is_enabled)


def _is_enabled() -> bool:
    return get_preferences().chat_enabled


watch(WEBHOOKS, WebhookEndpoint)

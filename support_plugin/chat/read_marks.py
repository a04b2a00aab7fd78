"""How far each side has read a conversation, and how far the shopper's browser has got it."""

from django.db import transaction

from support_plugin import clock
from support_plugin.chat.models import Conversation, Message, changes_at
from support_plugin.chat.waking_processes import wake_sockets_after_commit


def mark_seen(conversation: Conversation, role: Message.Sender, seq: int) -> None:
    """Store how far one side has read, and notify the other."""
    with transaction.atomic():
        if store_seen(conversation.pk, role, seq):
            wake_sockets_after_commit(conversation.public_id)


def mark_got(conversation: Conversation, role: Message.Sender, seq: int) -> None:
    """Store how far the shopper's browser has got the messages, and notify the agents."""
    with transaction.atomic():
        if store_got(conversation.pk, role, seq):
            wake_sockets_after_commit(conversation.public_id)


def store_seen(conversation_id: int, role: Message.Sender, seq: int) -> bool:
    """Remember that one side has read up to ``seq``; never goes back, never beyond the last message.

    Returns whether that was news. Notifies nobody.
    """
    is_agent = role == Message.Sender.AGENT
    return _advance(conversation_id, "agent_seen_seq" if is_agent else "shopper_seen_seq", seq)


def store_got(conversation_id: int, role: Message.Sender, seq: int) -> bool:
    """Remember that the shopper's browser has got all up to ``seq``, as above; of agents nothing is kept."""
    if role != Message.Sender.SHOPPER:
        return False
    return _advance(conversation_id, "shopper_got_seq", seq, shopper_seen_seq__lt=seq)


def _advance(conversation_id: int, field: str, seq: int, **unless: int) -> bool:
    behind = Conversation.objects.filter(pk=conversation_id, last_seq__gte=seq, **{f"{field}__lt": seq})
    behind = behind.filter(**unless)
    return bool(behind.update(**{field: seq}, **changes_at(clock.now())))

"""What can be done to a conversation. Each flow is one transaction, may be repeated, and sends its signal."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from support_plugin import clock
from support_plugin.chat.broadcast import wake_after_commit
from support_plugin.chat.models import Conversation, Message, changes_at
from support_plugin.chat.rules import clean_choices
from support_plugin.chat.storing import NewMessage, close_thread, store_messages
from support_plugin.database.after_commit import send_after_commit
from support_plugin.errors import Refused
from support_plugin.signals import conversation_closed, conversation_opened
from support_plugin.text.cleaning import clean_line

if TYPE_CHECKING:
    from support_plugin.visitors.models import Visitor

OPEN = Conversation.Status.OPEN
PAGE_PATH_LENGTH = 500  # characters, as the column has


def start_conversation(
    visitor: "Visitor", client_id: UUID, body: str, page_path: str = "", attachments: tuple[UUID, ...] = ()
) -> tuple[Conversation, Message]:
    """Store a shopper's message in their open conversation, opened if there is none.

    Returns the conversation and the message. Repeating it with the same ``client_id`` returns the same two,
    even when the conversation has ended in between.
    """
    told = visitor.conversations.filter(
        messages__sender=Message.Sender.SHOPPER, messages__client_id=client_id
    ).first()
    with transaction.atomic():
        conversation = told or open_conversation(visitor, page_path)
        message = send_message(conversation, Message.Sender.SHOPPER, client_id, body, attachments=attachments)
    return conversation, message


def open_conversation(visitor: "Visitor", page_path: str = "") -> Conversation:
    """Return the visitor's open conversation, made if there is none; the same one for two calls at once."""
    conversation, made = Conversation.objects.get_or_create(
        visitor=visitor,
        status=OPEN,
        defaults={"language": get_language() or "", "page_path": clean_line(page_path, PAGE_PATH_LENGTH)},
    )
    if made:
        send_after_commit(conversation_opened, Conversation, conversation=conversation)
    return conversation


def send_message(
    conversation: Conversation,
    sender: Message.Sender,
    client_id: UUID,
    body: str,
    agent: Any = None,
    attachments: tuple[UUID, ...] = (),
    choices: object = None,
) -> Message:
    """Store one message, wake its readers, and return it; a repeat of its ``client_id`` returns the first.

    ``choices`` are answers that the shop offers, a list of up to six short texts. Raises Refused: "closed"
    when the conversation has ended, "conflict" for an id used with another text, other files or choices,
    "invalid" where one of the ``attachments`` is gone, or ``rules.clean_choices`` says so.
    """
    offered = clean_choices(choices, sender)
    new = NewMessage(conversation.pk, sender, client_id, body, agent, attachments, offered)
    with transaction.atomic():
        result = store_messages([new])[0]
        if isinstance(result, Refused):
            raise result
        wake_after_commit(conversation.public_id)
    return result


def was_sent(
    visitor: "Visitor", sender: Message.Sender, client_id: UUID, body: str, choices: Sequence[str] = ()
) -> bool:
    """Return whether a message with this id, text and choices is stored, whatever files it has.

    For forms: sent twice, they upload their files twice, which then seem to be others.
    """
    told = Message.objects.filter(conversation__visitor=visitor, sender=sender, client_id=client_id)
    return any(list(choices) == message.choices for message in told.filter(body=body))


def mark_seen(conversation: Conversation, role: Message.Sender, seq: int) -> None:
    """Store how far one side has read, and tell the other."""
    with transaction.atomic():
        if store_seen(conversation.pk, role, seq):
            wake_after_commit(conversation.public_id)


def store_seen(conversation_id: int, role: Message.Sender, seq: int) -> bool:
    """Remember that one side has read up to ``seq``; never goes back, never beyond the last message.

    Returns whether that was news. Tells nobody.
    """
    field = "agent_seen_seq" if role == Message.Sender.AGENT else "shopper_seen_seq"
    behind = Conversation.objects.filter(pk=conversation_id, last_seq__gte=seq, **{f"{field}__lt": seq})
    return bool(behind.update(**{field: seq}, **changes_at(clock.now())))


def close_conversation(
    conversation: Conversation,
    closed_by: Message.Sender,
    agent: Any = None,
    idle_since: datetime | None = None,
) -> bool:
    """Close the conversation; idempotent. Return whether this call did.

    ``agent``: whose name the last message says. ``idle_since``: leave it open where something was said after
    that, or the shopper waits for an answer.
    """
    with transaction.atomic():
        closed = close_thread(conversation.pk, closed_by, agent.pk if agent else None, idle_since)
        if closed:
            conversation.refresh_from_db()
            send_after_commit(
                conversation_closed, Conversation, conversation=conversation, closed_by=closed_by
            )
            wake_after_commit(conversation.public_id)
    return closed


def adopt_conversations(guest: "Visitor", account: "Visitor") -> None:
    """Move a guest's conversations to the account; of two open ones the guest's, on the screen, goes on."""
    if guest.conversations.filter(status=OPEN).exists():
        for conversation in account.conversations.filter(status=OPEN):
            close_conversation(conversation, Message.Sender.SYSTEM)
    guest.conversations.update(visitor=account, **changes_at(clock.now()))
    guest.attachments.update(visitor=account)

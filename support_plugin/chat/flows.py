"""What can be done to a conversation. Each flow is one transaction, may be repeated, and sends its signal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import get_language

from support_plugin.chat.cards.registry import Card, StoredCard, clean_card, words_of
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.read_marks import store_seen
from support_plugin.chat.rules import already_open, blocked, clean_body, clean_choices
from support_plugin.chat.storing.messages import store_messages
from support_plugin.chat.storing.new import NewMessage
from support_plugin.chat.storing.threads import OpenThread, change_threads
from support_plugin.chat.team.assistant import first_to_answer
from support_plugin.chat.waking_processes import wake_sockets_after_commit
from support_plugin.database.after_commit import send_after_commit
from support_plugin.errors import Refused
from support_plugin.signals import conversation_closed, conversation_opened
from support_plugin.text.cleaning import clean_line
from support_plugin.web.secret_paths import without_secrets

if TYPE_CHECKING:
    from support_plugin.visitors.models import Visitor

OPEN = Conversation.Status.OPEN
PAGE_PATH_LENGTH = 500  # characters, as the column has
ORIGIN_LENGTH = 80  # characters of each text


@dataclass(frozen=True)
class ShopLine:
    """What the shop itself says: words with answers to choose from, or a card.

    Readers can choose from the answers of the newest message only: a question comes last.
    """

    body: str = ""
    choices: Sequence[str] = ()
    card: Card | None = None


@dataclass(frozen=True)
class Origin:
    """Why the shop spoke first and where; agents see it. Texts that are too long are cut."""

    # What did: such as "prompt:12" by the room that asks, and what the admin calls it.
    source: str
    label: str = ""
    # The checkout's page, such as "shipping-address", and the path of the page that was open.
    step: str = ""
    page: str = ""
    # What the shopper's cart was worth then, a decimal number, and its currency.
    amount: str = ""
    currency: str = ""


def start_conversation(
    visitor: "Visitor", client_id: UUID, body: str, page_path: str = "", attachments: tuple[UUID, ...] = ()
) -> tuple[Conversation, Message]:
    """Store a shopper's message in their open conversation, opened if there is none.

    Returns the conversation and the message. Repeating it with the same ``client_id`` returns the same two,
    even when the conversation has ended in between.
    """
    known = visitor.conversations.filter(
        messages__sender=Message.Sender.SHOPPER, messages__client_id=client_id
    ).first()
    with transaction.atomic():
        conversation = known or open_conversation(visitor, page_path)
        message = send_message(conversation, Message.Sender.SHOPPER, client_id, body, attachments=attachments)
    return conversation, message


def open_conversation(visitor: "Visitor", page_path: str = "") -> Conversation:
    """Return the visitor's open conversation, made if there is none; the same one for two calls at once.

    Raises Refused ("forbidden") for a new one of somebody whom agents have blocked.
    """
    if visitor.blocked_at is not None and not visitor.conversations.filter(status=OPEN).exists():
        raise blocked()
    conversation, made = Conversation.objects.get_or_create(
        visitor=visitor,
        status=OPEN,
        defaults={
            "language": get_language() or "",
            "page_path": _page(page_path),
            "assistant": first_to_answer(),
        },
    )
    if made:
        send_after_commit(conversation_opened, Conversation, conversation=conversation)
    return conversation


def begin_conversation(
    visitor: "Visitor",
    client_id: UUID,
    lines: Sequence[ShopLine],
    *,
    language: str,
    origin: Origin,
    reply: str = "",
) -> tuple[Conversation, Message | None]:
    """Open a conversation with the shop's lines and, in the same transaction, the shopper's ``reply``.

    The lines are the shop's own, nobody's in person. Without a reply agents are shown nothing until there is
    one. ``client_id`` is the reply's, and by it a repeat returns what the first call made. ``reply`` has
    passed ``rules.clean_body``. Returns the conversation and the reply. Raises Refused: "conflict" where the
    visitor has an open conversation, or for a repeat with another reply; "invalid" for lines that can't be
    sent.
    """
    first = _line_id(client_id, 0)
    begun = _find_begun(visitor, first)
    if begun is None and visitor.blocked_at is not None:
        raise blocked()
    if begun is None:
        try:
            with transaction.atomic():
                return _begin(visitor, client_id, lines, language, origin, reply)
        except IntegrityError:  # another call has opened one at the same time, or long ago
            begun = _find_begun(visitor, first)
            if begun is None and visitor.conversations.filter(status=OPEN).exists():
                raise already_open() from None
            if begun is None:
                raise
    sent = send_message(begun, Message.Sender.SHOPPER, client_id, reply) if reply else None
    begun.refresh_from_db()
    return begun, sent


def _line_id(client_id: UUID, number: int) -> UUID:
    return uuid5(client_id, f"line {number}")


def _find_begun(visitor: "Visitor", first: UUID) -> Conversation | None:
    system = Message.Sender.SYSTEM
    return visitor.conversations.filter(messages__sender=system, messages__client_id=first).first()


def _page(path: str) -> str:
    # It is shown to agents and kept with the conversation.
    return clean_line(without_secrets(path), PAGE_PATH_LENGTH)


def _begin(
    visitor: "Visitor", client_id: UUID, lines: Sequence[ShopLine], language: str, origin: Origin, reply: str
) -> tuple[Conversation, Message | None]:
    if not lines:
        raise ValueError("A conversation begins with a line.")
    conversation = Conversation.objects.create(
        visitor=visitor,
        language=language if language in dict(settings.LANGUAGES) else get_language() or "",
        page_path=_page(origin.page),
        origin={
            name: clean_line(getattr(origin, name), ORIGIN_LENGTH) or None
            for name in ("source", "label", "step", "amount", "currency")
        },
        shop_only=True,
        assistant=first_to_answer(),
    )
    send_after_commit(conversation_opened, Conversation, conversation=conversation)
    for number, line in enumerate(lines):
        body = "" if line.card else clean_body(line.body)
        send_message(
            conversation,
            Message.Sender.SYSTEM,
            _line_id(client_id, number),
            body,
            choices=line.choices,
            card=line.card,
        )
    sent = None
    if reply:
        sent = send_message(conversation, Message.Sender.SHOPPER, client_id, reply)
        # Whoever replies has read what is replied to.
        store_seen(conversation.pk, Message.Sender.SHOPPER, sent.seq)
    conversation.refresh_from_db()
    return conversation, sent


def send_message(
    conversation: Conversation,
    sender: Message.Sender,
    client_id: UUID,
    body: str,
    agent: Any = None,
    attachments: tuple[UUID, ...] = (),
    choices: object = None,
    card: Card | None = None,
) -> Message:
    """Store one message, wake its readers, and return it; a repeat of its ``client_id`` returns the first.

    ``choices`` are answers that the shop offers, a list of up to six short texts; a ``card`` stands in place
    of the ``body``. Raises Refused: "closed" when the conversation has ended, "conflict" for an id used with
    another text, card, other files or choices, "invalid" where one of the ``attachments`` is gone, or
    ``rules.clean_choices`` or the card's kind says so.
    """
    offered = clean_choices(choices, sender)
    try:
        stored, text = _with_card(conversation, card, body)
    except Refused:
        # It was good when it was sent first: its product may have gone since.
        sent = conversation.messages.filter(sender=sender, client_id=client_id, card__kind=card and card.kind)
        if (repeated := sent.first()) is None:
            raise
        repeated.is_repeat = True
        return repeated
    new = NewMessage(conversation.pk, sender, client_id, text, agent, attachments, offered, stored)
    return store_message(conversation, new)


def store_message(conversation: Conversation, new: NewMessage) -> Message:
    """Store what was checked before, a message or an entry, and wake its readers; raise Refused."""
    with transaction.atomic():
        result = store_messages([new])[0]
        if isinstance(result, Refused):
            raise result
        wake_sockets_after_commit(conversation.public_id)
    return result


def _with_card(conversation: Conversation, card: Card | None, body: str) -> tuple[StoredCard | None, str]:
    """Return a card as it is stored, and the message's text: a card's words are in the shopper's language."""
    if card is None:
        return None, body
    stored = clean_card(card, conversation.visitor)
    with translation.override(conversation.language or get_language()):
        return stored, words_of(stored, conversation.visitor)


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

    def close(thread: OpenThread) -> None:
        if idle_since is None or thread.is_idle(idle_since):
            thread.close(closed_by, agent.pk if agent else None)

    with transaction.atomic():
        closed = change_threads([conversation.pk], close)
        if closed:
            conversation.refresh_from_db()
            send_after_commit(
                conversation_closed, Conversation, conversation=conversation, closed_by=closed_by
            )
            wake_sockets_after_commit(conversation.public_id)
    return bool(closed)

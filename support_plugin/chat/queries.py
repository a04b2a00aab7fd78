"""Reading conversations."""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Left

from support_plugin.chat.cards.registry import load_cards
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.rules import as_stored
from support_plugin.rest.pages import Page
from support_plugin.visitors.cookies import hash_key
from support_plugin.visitors.models import Visitor

if TYPE_CHECKING:
    from support_plugin.visitors.queries import User


# Somebody waits for an answer, and has not been put aside.
WAITING = Q(status=Conversation.Status.OPEN, queue_at__isnull=False)
# Characters of the last message that a list shows.
EXCERPT = 120
# Bytes of text in one page of messages, and how many are read at a time to fill it.
PAGE_BYTES, MESSAGES_READ = 128 * 1024, 50
# What a card counts for in it: six products with their addresses.
CARD_BYTES = 4 * 1024
# Messages of each conversation that are read for sockets at a time, of up to 50 conversations.
MESSAGES_EACH = 20
MESSAGES_AT_ONCE = 500
# Conversations of one shopper that can be read again.
MOST_EARLIER = 20


def conversations() -> "QuerySet[Conversation]":
    """Return all conversations with what their display needs: people, and last words.

    Those are ``last_body``, and ``last_files``, the number of that message's files.
    """
    # The last that was said: not what was changed of an older message, nor the system's lines without a text.
    said = Message.objects.filter(conversation=OuterRef("pk"), changes_seq=None, kind="")
    last = said.order_by("-seq")
    return Conversation.objects.select_related("visitor__user", "agent", "department").annotate(
        last_body=Left(Subquery(last.values("body")[:1]), EXCERPT),
        last_files=Subquery(last.values("attachment_count")[:1]),
    )


def latest_conversation(visitor: "Visitor") -> Conversation | None:
    """Return the shopper's open conversation, else the one that ended last; never one that was deleted."""
    return conversations().filter(visitor=visitor, deleted_at=None).order_by("-status", "-pk").first()


def may_invite(user: "User", key: str | None) -> bool:
    """Return whether the shop may offer this account, or else this browser's guest, to begin a conversation.

    Not beside an open one, nor to somebody whom agents have blocked. No query for somebody unknown.
    """
    if user.is_authenticated:
        whose = Q(user_id=user.pk)
    elif key:
        whose = Q(key_hash=hash_key(key), user=None)
    else:
        return True
    is_open = Exists(Conversation.objects.filter(visitor=OuterRef("pk"), status=Conversation.Status.OPEN))
    return not Visitor.objects.filter(whose).filter(is_open | Q(blocked_at__isnull=False)).exists()


def conversations_of(user: "User", key: str | None) -> Q | None:
    """Return what finds the conversations of an account, or else of a browser's guest; None for nobody."""
    if user.is_authenticated:
        return Q(visitor__user_id=user.pk)
    return Q(visitor__key_hash=hash_key(key), visitor__user=None) if key else None


def earlier_conversations(conversation: Conversation) -> list[Conversation]:
    """Return the same shopper's other conversations, the newest first, at most MOST_EARLIER; none deleted."""
    found = Conversation.objects.filter(visitor=conversation.visitor_id, deleted_at=None)
    return list(found.exclude(pk=conversation.pk).order_by("-pk")[:MOST_EARLIER])


def parts_of(conversation: Conversation) -> list[Conversation]:
    """Return the same shopper's conversations that are earlier parts of this one, the oldest first.

    Parts of parts too; at most MOST_EARLIER.
    """
    found: dict[int, Conversation] = {}
    into = [conversation.public_id]
    while into and len(found) < MOST_EARLIER:
        parts = conversations().filter(
            merged_into__public_id__in=into, visitor=conversation.visitor_id, deleted_at=None
        )
        new = [part for part in parts.order_by("-pk")[:MOST_EARLIER] if part.pk not in found]
        found |= {part.pk: part for part in new}
        into = [part.public_id for part in new]
    return sorted(found.values(), key=lambda part: part.pk)[-MOST_EARLIER:]


def read_again(conversation: Conversation) -> Conversation:
    """Return the conversation as it is stored now, with what its display needs."""
    return conversations().get(pk=conversation.pk)


def messages_after(conversation_id: int, seq: int, limit: int = MESSAGES_AT_ONCE) -> list[Message]:
    """Return the messages with a number greater than ``seq``, oldest first, at most ``limit``."""
    found = Message.objects.filter(conversation_id=conversation_id, seq__gt=seq).select_related("agent")
    return load_contents(list(found.order_by("seq")[:limit]))


def messages_page(conversation_id: int, after: int, limit: int = MESSAGES_AT_ONCE) -> Page[Message]:
    """Return the messages after a number, oldest first, and from where to go on where there are more.

    A page has ``limit`` messages and PAGE_BYTES of text at most, and always one message where there is any.
    What ``next`` says is what the table holds: a missing row ends no list and begins no loop.
    """
    items: list[Message] = []
    size = 0
    for message in _one_by_one(conversation_id, after):
        size += len(message.body.encode()) + (CARD_BYTES if message.card else 0)
        if items and (len(items) == limit or size > PAGE_BYTES):
            return Page(load_contents(items), items[-1].seq)
        items.append(message)
    return Page(load_contents(items))


def _one_by_one(conversation_id: int, after: int) -> Iterator[Message]:
    found = Message.objects.filter(conversation_id=conversation_id).select_related("agent").order_by("seq")
    while True:
        # Not all at once: where messages are long, few are wanted.
        some = list(found.filter(seq__gt=after)[:MESSAGES_READ])
        yield from some
        if len(some) < MESSAGES_READ:
            return
        after = some[-1].seq


def load_contents(messages: list[Message]) -> list[Message]:
    """Read the messages' files, and what their cards show, each once for all of them; return the messages.

    Nothing is asked where there are none.
    """
    prefetch_related_objects([message for message in messages if message.attachment_count], "attachments")
    load_cards(messages)
    return messages


def load_tags(found: list[Conversation]) -> None:
    """Read the tags of many conversations at once, where agents are shown them."""
    prefetch_related_objects(found, "tags")


def messages_after_each(cursors: dict[int, int], limit: int = MESSAGES_EACH) -> dict[int, list[Message]]:
    """Return, for each conversation, up to ``limit`` messages after its number, oldest first; asks once."""
    found: dict[int, list[Message]] = {pk: [] for pk in cursors}
    if cursors:
        wanted = reduce(or_, [_following(pk, seq, limit) for pk, seq in cursors.items()])
        messages = Message.objects.filter(wanted).select_related("agent").order_by("seq")
        for message in load_contents(list(messages)):
            found[message.conversation_id].append(message)
    return found


def _following(conversation_id: int, seq: int, limit: int) -> Q:
    return Q(conversation_id=conversation_id, seq__gt=seq, seq__lte=seq + limit)


def was_sent(
    visitor: "Visitor", sender: Message.Sender, client_id: UUID, body: str, choices: Sequence[str] = ()
) -> bool:
    """Return whether a message with this id, text and choices is stored, whatever files it has.

    For forms: sent twice, they upload their files twice, which then seem to be others.
    """
    stored = Message.objects.filter(conversation__visitor=visitor, sender=sender, client_id=client_id)
    return any(list(choices) == message.choices for message in stored.filter(body=as_stored(body, sender)))

"""Reading conversations."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left

from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.rules import not_found, role_of

if TYPE_CHECKING:
    from support_plugin.visitors.models import Visitor
    from support_plugin.visitors.queries import User


# Characters of the last message that a list shows.
EXCERPT = 120


def conversations() -> "QuerySet[Conversation]":
    """Return all conversations with what their display needs: people, and last words (``last_body``)."""
    last = Message.objects.filter(conversation=OuterRef("pk"), seq=OuterRef("last_seq"))
    return Conversation.objects.select_related("visitor__user", "agent").annotate(
        last_body=Left(Subquery(last.values("body")[:1]), EXCERPT)
    )


def latest_conversation(visitor: "Visitor") -> Conversation | None:
    """Return the shopper's open conversation, else the one that ended last."""
    return conversations().filter(visitor=visitor).order_by("-status", "-pk").first()


def get_conversation(
    public_id: UUID | str, user: "User", visitor: "Visitor | None"
) -> tuple[Conversation, Message.Sender]:
    """Return a conversation and the caller's side in it; raise Refused for outsiders."""
    conversation = conversations().filter(public_id=public_id).first()
    role = role_of(conversation, user, visitor) if conversation else None
    if conversation is None or role is None:
        raise not_found()
    return conversation, role


def messages_after(conversation_id: int, seq: int, limit: int = 500) -> list[Message]:
    """Return the messages with a number greater than ``seq``, oldest first, at most ``limit``."""
    return list(
        Message.objects.filter(conversation_id=conversation_id, seq__gt=seq)
        .select_related("agent")
        .order_by("seq")[:limit]
    )


def messages_after_each(cursors: dict[int, int]) -> dict[int, list[Message]]:
    """Return, for each conversation's row, the messages after its number, oldest first; asks once."""
    found: dict[int, list[Message]] = {pk: [] for pk in cursors}
    if cursors:
        wanted = reduce(or_, [Q(conversation_id=pk, seq__gt=seq) for pk, seq in cursors.items()])
        for message in Message.objects.filter(wanted).select_related("agent").order_by("seq"):
            found[message.conversation_id].append(message)
    return found


def queue() -> "QuerySet[Conversation]":
    """Return the open conversations: who has waited longest first, then the answered ones."""
    return (
        conversations()
        .filter(status=Conversation.Status.OPEN)
        .order_by(F("waiting_since").asc(nulls_last=True), "-updated_at")
    )

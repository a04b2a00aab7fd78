"""Reading notes and mentions, and their JSON. Whoever calls has made sure that the reader is an agent."""

from typing import Any

from django.db.models import QuerySet

from support_plugin import clock
from support_plugin.chat.models import Conversation
from support_plugin.chat.notes.colleagues import colleague_json
from support_plugin.chat.notes.models import Mention, Note
from support_plugin.chat.payloads import shopper_json
from support_plugin.rest.pages import Page

NOTES_AT_ONCE, MENTIONS_AT_ONCE = 100, 50


def notes_of(conversation: Conversation, after: int = 0) -> "QuerySet[Note]":
    """Return a conversation's notes with a primary key greater than ``after``, oldest first."""
    found = Note.objects.filter(conversation=conversation, pk__gt=after).order_by("pk")
    return found.select_related("author").prefetch_related("mentions__user")


def notes_page(conversation: Conversation, after: int) -> Page[Note]:
    """Return up to NOTES_AT_ONCE of the notes after a primary key, and from where to go on."""
    found = list(notes_of(conversation, after)[: NOTES_AT_ONCE + 1])
    items = found[:NOTES_AT_ONCE]
    return Page(items, items[-1].pk if len(found) > NOTES_AT_ONCE else None)


def note_json(note: Note, reader: Any) -> dict[str, Any]:
    """Return a note as agents see it; ``own``: the reader wrote it and may delete it."""
    return {
        "id": str(note.pk),
        "author": colleague_json(note.author),
        "own": note.author_id is not None and note.author_id == reader.pk,
        "client_id": str(note.client_id),
        "body": note.body,
        "after_seq": note.after_seq,
        "created_at": clock.to_json(note.created_at),
        "mentions": [colleague_json(mention.user) for mention in note.mentions.all()],
    }


def mentions_of(user: Any) -> "QuerySet[Mention]":
    """Return an agent's mentions, the newest first; none of conversations in which they are the shopper."""
    found = Mention.objects.filter(user=user).exclude(note__conversation__visitor__user=user)
    return found.select_related("note__author", "note__conversation__visitor__user").order_by("-note")


def unread_mentions(user: Any) -> int:
    """Return how many mentions an agent has not seen."""
    return mentions_of(user).filter(read_at=None).count()


def mentions_page(user: Any, before: int = 0) -> Page[Mention]:
    """Return up to MENTIONS_AT_ONCE mentions, older than the note ``before`` (0: the newest)."""
    found = mentions_of(user).prefetch_related("note__mentions__user")
    if before:
        found = found.filter(note__lt=before)
    rows = list(found[: MENTIONS_AT_ONCE + 1])
    items = rows[:MENTIONS_AT_ONCE]
    return Page(items, items[-1].note_id if len(rows) > MENTIONS_AT_ONCE else None)


def mention_json(mention: Mention, reader: Any) -> dict[str, Any]:
    """Return a mention as its agent sees it."""
    conversation = mention.note.conversation
    return {
        "conversation_id": str(conversation.public_id),
        "shopper": shopper_json(conversation),
        "note": note_json(mention.note, reader),
        "read": mention.read_at is not None,
    }

"""Internal notes as the desk's pages show them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest

from support_plugin import clock
from support_plugin.chat.models import Conversation
from support_plugin.chat.notes.models import Mention, Note
from support_plugin.chat.notes.queries import mention_json, note_json, notes_of


def shown_notes(conversation: Conversation, reader: Any) -> list[dict[str, Any]]:
    """Return a conversation's notes as templates show them."""
    return [_shown(note, reader) for note in notes_of(conversation)]


def _shown(note: Note, reader: Any) -> dict[str, Any]:
    return {**note_json(note, reader), "created_at": clock.local(note.created_at)}


def with_notes(thread: Sequence[dict[str, Any]], notes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a thread's messages, each with the ``notes`` that were written after it.

    Those from before the first message stand with it.
    """
    messages = [{**message, "notes": []} for message in thread]
    for note in notes:
        fitting = [message for message in messages if message["seq"] <= note["after_seq"]]
        if messages:
            (fitting[-1] if fitting else messages[0])["notes"].append(note)
    return messages


def shown_mention(mention: Mention, request: HttpRequest) -> dict[str, Any]:
    """Return a mention as the list of an agent's mentions shows it."""
    return {**mention_json(mention, request.user), "note": _shown(mention.note, request.user)}

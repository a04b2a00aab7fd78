"""Writing and deleting notes. Agents are woken; a shopper's state and messages do not change."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.adapters import get_adapter
from support_plugin.chat.models import Conversation, changes_at
from support_plugin.chat.notes.colleagues import colleagues, mentioned_in
from support_plugin.chat.notes.models import Mention, Note
from support_plugin.chat.waking_processes import wake_sockets_after_commit
from support_plugin.database.turns import take_turns
from support_plugin.errors import Refused
from support_plugin.formats.numbers import in_readers_digits

# Notes of one conversation.
MOST_NOTES = 200


def add_note(conversation: Conversation, author: Any, client_id: UUID, body: str) -> Note:
    """Store an agent's note, also beside a closed conversation, and wake the agents; return it.

    ``body`` has passed ``rules.clean_body``. Who is mentioned in it finds it among their mentions. A repeat
    of its ``client_id`` returns the first note. Raises Refused: "conflict" for an id used with another text
    or by another agent, "not_found" where the contents were deleted, "invalid" beyond MOST_NOTES.
    """
    try:
        with transaction.atomic():
            take_turns(Note)
            return _find_repeat(conversation, author, client_id, body) or _store(
                conversation, author, client_id, body
            )
    except IntegrityError:  # the same note has come twice at once
        if (repeated := _find_repeat(conversation, author, client_id, body)) is None:
            raise
        return repeated


def add_shop_note(conversation: Conversation, client_id: UUID, body: str) -> None:
    """Store a note that nobody has written in person, once for its ``client_id``.

    Within the transaction of a caller who has taken the notes' turn (``take_turns(Note)``) before anything
    else. Beyond MOST_NOTES, and where the contents were deleted, there is none.
    """
    notes = Note.objects.filter(conversation=conversation)
    if notes.filter(client_id=client_id).exists() or notes.count() >= MOST_NOTES:
        return
    if _bump(conversation, deleted_at=None):
        conversation.refresh_from_db(fields=["last_seq", "notes_version"])
        notes.create(
            conversation=conversation, client_id=client_id, body=body, after_seq=conversation.last_seq
        )


def _find_repeat(conversation: Conversation, author: Any, client_id: UUID, body: str) -> Note | None:
    note = (
        Note.objects.filter(conversation=conversation, client_id=client_id).select_related("author").first()
    )
    if note is None:
        return None
    if note.author_id != author.pk or note.body != body:
        raise Refused("conflict", _("This note was already written with another text."))
    note.is_repeat = True
    return note


def _store(conversation: Conversation, author: Any, client_id: UUID, body: str) -> Note:
    # Locks the row, so that nothing is added to what is being deleted, and primary keys grow as time does.
    if not _bump(conversation, deleted_at=None):
        raise contents_gone()
    if Note.objects.filter(conversation=conversation).count() >= MOST_NOTES:
        text = _("One conversation takes %(limit)d notes at most. Please delete one of yours first.")
        raise Refused("invalid", in_readers_digits(text % {"limit": MOST_NOTES}))
    conversation.refresh_from_db(fields=["last_seq", "notes_version"])
    note = Note.objects.create(
        conversation=conversation,
        author=author,
        client_id=client_id,
        body=body,
        after_seq=conversation.last_seq,
    )
    Mention.objects.bulk_create(
        Mention(note=note, user=user) for user in _readers(conversation, author, body)
    )
    return note


def _readers(conversation: Conversation, author: Any, body: str) -> list[Any]:
    """Return whom a note mentions: agents, but neither its author nor the conversation's own shopper."""
    if "@" not in body and "＠" not in body:
        return []
    others = [user for user in colleagues() if user.pk not in (author.pk, conversation.visitor.user_id)]
    return [user for user in mentioned_in(body, others) if get_adapter().is_agent(user)]


def delete_note(conversation: Conversation, author: Any, pk: int) -> None:
    """Delete an agent's own note for good; idempotent. Raises Refused ("forbidden") for a colleague's."""
    with transaction.atomic():
        take_turns(Note)
        # Of two calls at once the second finds nothing, and counts no change.
        own = Note.objects.select_for_update(of=("self",))
        note = own.filter(conversation=conversation, pk=pk).first()
        if note is None:
            return
        if note.author_id != author.pk:
            raise Refused("forbidden", _("Only its author can delete a note."))
        note.delete()
        _bump(conversation)


def delete_notes(conversation: Conversation) -> int:
    """Delete all notes of a conversation within the caller's transaction; return how many there were.

    Wakes nobody: that is the caller's part.
    """
    return Note.objects.filter(conversation=conversation).delete()[1].get(Note._meta.label, 0)


def mark_mentions_read(conversation: Conversation, user: Any) -> None:
    """Store that an agent has seen the notes of a conversation in which they are mentioned; idempotent."""
    Mention.objects.filter(user=user, note__conversation=conversation, read_at=None).update(
        read_at=clock.now()
    )


def contents_gone() -> Refused:
    """Return the answer to a note beside a conversation whose contents the shopper had deleted."""
    return Refused("not_found", _("The shopper deleted what was said here."))


def _bump(conversation: Conversation, **conditions: Any) -> bool:
    rows = Conversation.objects.filter(pk=conversation.pk, **conditions)
    if not rows.update(notes_version=F("notes_version") + 1, **changes_at(clock.now())):
        return False
    wake_sockets_after_commit(conversation.public_id)
    return True

"""Deleting what was said, for good.

The messages stay as empty rows with their numbers: readers' cursors stay true, a message that is sent again
finds the row it once made instead of coming back, and no number is given twice.
"""

from django.db import transaction
from django.db.models import Q

from support_plugin import clock
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.flows import close_conversation
from support_plugin.chat.folded_messages import MessageText
from support_plugin.chat.models import Conversation, Message, changes_at
from support_plugin.chat.notes.flows import delete_notes
from support_plugin.chat.system_messages import LINES
from support_plugin.chat.waking_processes import wake_sockets_after_commit
from support_plugin.database.after_commit import send_after_commit
from support_plugin.signals import conversation_deleted, conversation_erasing

# What of a conversation's row was said, by the shopper or about them.
EMPTIED = {
    **dict.fromkeys(("page_path", "page_now", "cart_key", "rating_comment", "reply_email"), ""),
    "origin": None,
    "priority": Conversation.Priority.NORMAL,
    "head_start": 0,
    "head_start_reasons": list[str](),
}


def delete_conversation(conversation: Conversation, deleted_by: Message.Sender) -> None:
    """Close the conversation and delete its contents: texts, files, comment, page, notes, tags;
    idempotent."""
    with transaction.atomic():
        # From here on nothing can be added.
        close_conversation(conversation, deleted_by)
        now = clock.now()
        changed = Conversation.objects.filter(pk=conversation.pk, deleted_at=None).update(
            deleted_at=now, **EMPTIED, **changes_at(now)
        )
        if not changed:
            return
        said = Message.objects.filter(conversation=conversation).exclude(kind__in=LINES)
        entries = said.filter(changes_seq__isnull=False)
        entries.update(body="")
        said.filter(changes_seq=None).update(
            body="", choices=[], card=None, kind=Message.Kind.DELETED, attachment_count=0
        )
        # After the texts: whoever is folding them has then finished.
        MessageText.objects.filter(message__conversation=conversation).delete()
        delete_notes(conversation)
        # What agents thought of it goes with what was said.
        conversation.tags.clear()
        # Those that were never sent too: they were meant for this conversation.
        unsent = Q(visitor=conversation.visitor_id, conversation=None, message=None)
        Attachment.objects.filter(Q(conversation=conversation) | unsent).delete()
        conversation.refresh_from_db()
        gone = {"conversation": conversation, "deleted_by": deleted_by}
        # What other rooms keep of it goes in the same commit: a kill after it would leave that for ever.
        conversation_erasing.send(Conversation, **gone)
        send_after_commit(conversation_deleted, Conversation, **gone)
        wake_sockets_after_commit(conversation.public_id)

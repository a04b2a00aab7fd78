"""Gives messages their numbers and stores them, many in one transaction.

What arrives while one commit runs goes into the next (chat/live/writer.py): it is commits that cost, not
messages. A single message is a batch of one.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from support_plugin.chat.cards.registry import is_same as is_same_card
from support_plugin.chat.files.uploads import lock_unsent
from support_plugin.chat.models import Message
from support_plugin.chat.queries import load_contents
from support_plugin.chat.rules import closed, sent_differently
from support_plugin.chat.storing.new import Key, NewMessage
from support_plugin.chat.storing.threads import lock_threads, save_threads
from support_plugin.errors import Refused

# A message with the ids of its files.
Known = tuple[Message, set[UUID]]


def store_messages(batch: Sequence[NewMessage]) -> list[Message | Refused]:
    """Store the messages; return for each its row, or why it was refused, in the batch's order.

    A repeat of a ``client_id`` returns the row it first made, also when the conversation has ended since;
    with another text, other files or choices it is refused ("conflict"). An upload goes with one message, of
    its own conversation and side; otherwise the message is refused ("invalid"). Wakes no reader: that is the
    caller's part.
    """
    try:
        return _store(batch, may_repeat=any(new.attachments or new.changes for new in batch))
    except IntegrityError:
        # Most batches repeat nothing, so that looking for it each time would be wasted.
        return _store(batch, may_repeat=True)


def _store(batch: Sequence[NewMessage], may_repeat: bool) -> list[Message | Refused]:
    ids, named_files = {new.conversation_id for new in batch}, _named_files(batch)
    with transaction.atomic():
        open_threads = lock_threads(ids)
        # A repeat is answered also where nothing new is taken any more.
        stored = _already_stored(batch) if may_repeat or len(open_threads) < len(ids) else {}
        uploads = lock_unsent(named_files) if named_files else {}
        results: list[Message | Refused] = []
        for new in batch:
            thread = open_threads.get(new.conversation_id)
            if new.key not in stored and thread is not None:
                added = thread.take(new, uploads)
                if isinstance(added, Refused):
                    results.append(added)
                    continue
                stored[new.key] = added, set(new.attachments)
            results.append(_outcome(stored.get(new.key), new))
        save_threads(open_threads.values())
    return results


def _outcome(known: Known | None, new: NewMessage) -> Message | Refused:
    if known is None:
        return closed()
    message, files = known
    if message.changes_seq != new.changes or (new.changes is not None and message.kind != new.kind):
        return sent_differently()
    if message.kind == Message.Kind.DELETED or message.edited_at is not None:
        return message  # what was sent first is gone
    if new.changes is not None:
        # Emptied where a later entry has replaced it.
        return message if message.body in ("", new.body) else sent_differently()
    # The words of a card may have changed since, with a product's price.
    says_same = is_same_card(message.card, new.card) and (new.card is not None or message.body == new.body)
    same = says_same and files == set(new.attachments)
    if not same or message.choices != list(new.choices):
        return sent_differently()
    return message


def _named_files(batch: Sequence[NewMessage]) -> set[UUID]:
    return {id for new in batch for id in new.attachments}


def _already_stored(batch: Sequence[NewMessage]) -> dict[Key, Known]:
    found = Message.objects.filter(
        conversation_id__in={new.conversation_id for new in batch},
        client_id__in={new.client_id for new in batch},
    ).select_related("conversation", "agent")
    messages = load_contents(list(found))
    for message in messages:
        message.is_repeat = True
    return {
        (message.conversation_id, message.sender, message.client_id): (message, _files_of(message))
        for message in messages
    }


def _files_of(message: Message) -> set[UUID]:
    if not message.attachment_count:
        return set()
    return {attachment.public_id for attachment in message.attachments.all()}

"""The search index of messages: folded texts, made after a message is stored, so that sending costs nothing.

A conversation's ``folded_seq`` behind its ``last_seq`` says what is due. As numbers have no holes and are
given under the conversation's lock, nothing is missed, whichever process folds and however often.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Case, F, QuerySet, Value, When

from support_plugin.chat.models import Conversation, Message
from support_plugin.database.batches import never_stopped
from support_plugin.database.primary import PrimaryManager
from support_plugin.search.models import FoldedText
from support_plugin.text.folding import squeeze

# Messages, and letters of their folded texts, that are stored at once: SQLite lets nobody write meanwhile.
BATCH, BATCH_LENGTH = 100, 200_000


class MessageText(FoldedText):
    """What a message can be found by. Goes when the message goes, or its contents."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="folded")

    objects = PrimaryManager["MessageText"]()

    class Meta:
        app_label = "support_plugin"

    def __str__(self) -> str:
        return f"{self.message_id}"


def fold_messages(limit: int = 1000) -> int:
    """Fold up to ``limit`` messages that nobody has folded yet; return how many.

    Idempotent, also for two processes at the same time. Notifies nobody. The work is done outside of any
    transaction; each small batch is then stored in a short one.
    """
    folded = 0
    while folded < limit:
        count, has_advanced = _fold_batch(min(BATCH, limit - folded))
        folded += count
        if not has_advanced:
            break
    return folded


def fold_all(is_stopped: Callable[[], bool] = never_stopped, batches: int = 2000) -> int:
    """Fold all that is due, up to ``batches`` times a hundred messages; return how many there were."""
    folded = 0
    for _round in range(batches):
        count, has_advanced = _fold_batch(BATCH)
        folded += count
        if not has_advanced or is_stopped():
            break
    return folded


def refold_all() -> int:
    """Fold every message again, in place of what was stored of it; return how many there are."""
    folded = last = 0
    due = Message.objects.order_by("pk").only("body", "changes_seq")
    while messages := list(due.filter(pk__gt=last)[:BATCH]):
        texts = _squeeze(messages)
        _store(texts, messages)
        folded += len(texts)
        last = messages[len(texts) - 1].pk
    return folded


def is_behind() -> bool:
    """Return whether there are messages that can't be found yet."""
    return _due().exists()


def _due() -> "QuerySet[Conversation]":
    return Conversation.objects.filter(folded_seq__lt=F("last_seq"))


def _fold_batch(limit: int) -> tuple[int, bool]:
    """Return how many messages were folded, and whether any conversation is now further than before."""
    # The conversations' numbers before their messages: what comes in between is due again.
    behind = dict(_due().order_by("-pk").values_list("pk", "last_seq")[:limit])
    if not behind:
        return 0, False
    messages = list(_unfolded(behind)[:limit])
    texts = _squeeze(messages)
    _store(texts, messages)
    is_whole = len(texts) == len(messages) < limit
    return len(texts), _advance(behind if is_whole else _reached(messages[: len(texts)]))


def _unfolded(conversations: Any) -> "QuerySet[Message]":
    due = Message.objects.filter(
        conversation__in=list(conversations), seq__gt=F("conversation__folded_seq")
    ).order_by("conversation", "seq")
    return due.only("conversation_id", "seq", "body", "changes_seq")


def _squeeze(messages: list[Message]) -> dict[int, str]:
    """Return the folded texts of the first messages, of one at least, by primary key."""
    texts: dict[int, str] = {}
    length = 0
    for message in messages:
        # An entry is no text of its own: the message that it changes is found.
        texts[message.pk] = squeeze(message.body) if message.changes_seq is None else ""
        length += len(texts[message.pk])
        if length >= BATCH_LENGTH:
            break
    return texts


def fold_changed(message: Message) -> None:
    """Store what a message can be found by now, in place of what was stored before.

    To be called in the transaction that has changed it.
    """
    _upsert([MessageText(message=message, text=squeeze(message.body))])


def _store(texts: dict[int, str], read: list[Message]) -> None:
    """Store the texts of those messages that have been neither erased nor edited since they were read."""
    if not texts:
        return
    bodies = {message.pk: message.body for message in read}
    there = Message.objects.filter(pk__in=texts).exclude(kind=Message.Kind.DELETED).order_by("pk")
    with transaction.atomic():
        _take_turns()
        # Locked, so that none is erased while its text is being stored.
        locked = there.select_for_update(of=("self",), no_key=True).values_list("pk", "body")
        unchanged = [pk for pk, body in locked if body == bodies[pk] and texts[pk]]
        _upsert([MessageText(message_id=pk, text=texts[pk]) for pk in unchanged])
        if wordless := [pk for pk, text in texts.items() if not text]:
            MessageText.objects.filter(pk__in=wordless).delete()


def _upsert(rows: list[MessageText]) -> None:
    MessageText.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["message"], update_fields=["text"]
    )


def _take_turns() -> None:
    if not connection.features.has_select_for_update:
        # SQLite has one lock for all, and gives it to whoever writes first.
        Conversation.objects.filter(pk=-1).update(folded_seq=0)


def _reached(messages: list[Message]) -> dict[int, int]:
    # In their order, so that the last one of each conversation counts.
    return {message.conversation_id: message.seq for message in messages}


def _advance(reached: dict[int, int]) -> bool:
    """Store how far the folding has come, and return whether it has come further anywhere.

    Conversations that are being written in just now are left for the next time.
    """
    with transaction.atomic():
        _take_turns()
        free = Conversation.objects.filter(pk__in=reached).order_by("pk")
        if connection.features.has_select_for_update:
            free = free.select_for_update(no_key=True, skip_locked=True)
        ids = [pk for pk, folded in free.values_list("pk", "folded_seq") if folded < reached[pk]]
        if ids:
            seqs = Case(*(When(pk=pk, then=Value(reached[pk])) for pk in ids))
            Conversation.objects.filter(pk__in=ids).update(folded_seq=seqs)
    return bool(ids)

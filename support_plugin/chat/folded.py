"""Messages as they are searched: folded after the fact, so that sending one costs nothing more.

A conversation's ``folded_seq`` behind its ``last_seq`` says what is due. As numbers have no holes and are
given under the conversation's lock, nothing is missed, whoever folds and however often.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Case, F, QuerySet, Value, When

from support_plugin.chat.models import Conversation, Message
from support_plugin.folding import squeeze
from support_plugin.primary import PrimaryManager
from support_plugin.search.models import FoldedText
from support_plugin.search.queries import matching

# Messages of one conversation that may hold the same words before it hides older ones.
HITS_EACH = 20


class MessageText(FoldedText):
    """What a message can be found by. Goes when the message goes, or its contents."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="folded")

    objects = PrimaryManager["MessageText"]()

    class Meta:
        app_label = "support_plugin"

    def __str__(self) -> str:
        return f"{self.message_id}"


def fold_messages(limit: int = 1000) -> int:
    """Fold up to ``limit`` messages that nobody has folded yet; return how many were looked at.

    Twice is as once, also for two processes at the same time. Wakes nobody.
    """
    # The conversations' numbers before their messages: what comes in between is due again.
    behind = dict(_due().order_by("-pk").values_list("pk", "last_seq")[:limit])
    if not behind:
        return 0
    with transaction.atomic():
        _take_turns()
        messages = list(_unfolded(behind)[:limit])
        texts = [MessageText(message=m, text=text) for m in messages if (text := squeeze(m.body))]
        MessageText.objects.bulk_create(texts, ignore_conflicts=True)
    reached = behind if len(messages) < limit else _reached(messages)
    _advance(reached)
    return len(messages)


def fold_all(is_stopped: Callable[[], bool] = lambda: False, batches: int = 200) -> int:
    """Fold all that is due, up to ``batches`` times a thousand; return how many messages were looked at."""
    folded = 0
    for _round in range(batches):
        looked_at = fold_messages()
        folded += looked_at
        if not looked_at or is_stopped():
            break
    return folded


def is_behind() -> bool:
    """Return whether there are messages that can't be found yet."""
    return _due().exists()


def find_messages(query: str) -> "QuerySet[Message]":
    """Return the messages that hold every word of the query, the newest first."""
    return matching(Message.objects.all(), query, "folded__text").order_by("-pk")


def find_conversations(query: str) -> "QuerySet[Conversation]":
    """Return the conversations in which one message holds every word of the query, the newest first."""
    found = matching(MessageText.objects.all(), query).values("message__conversation")
    return Conversation.objects.filter(pk__in=found)


def newest_hits(query: str, limit: int) -> dict[int, int]:
    """Return the newest matching message of up to ``limit`` conversations, those with the newest first.

    Looks at the newest messages only, so that a word that is everywhere costs no more than a rare one.
    """
    hits = matching(MessageText.objects.all(), query).order_by("-pk")
    newest: dict[int, int] = {}
    for pk, conversation in hits.values_list("pk", "message__conversation")[: limit * HITS_EACH]:
        newest.setdefault(conversation, pk)
    return dict(list(newest.items())[:limit])


def _due() -> "QuerySet[Conversation]":
    return Conversation.objects.filter(folded_seq__lt=F("last_seq"))


def _unfolded(conversations: Any) -> "QuerySet[Message]":
    """Lock the messages, that none is erased while its text is being stored."""
    due = Message.objects.filter(
        conversation__in=list(conversations), seq__gt=F("conversation__folded_seq")
    ).order_by("conversation", "seq")
    return due.only("conversation_id", "seq", "body").select_for_update(of=("self",), no_key=True)


def _take_turns() -> None:
    if not connection.features.has_select_for_update:
        # SQLite has one lock for all, and gives it to whoever writes first.
        Conversation.objects.filter(pk=-1).update(folded_seq=0)


def _reached(messages: list[Message]) -> dict[int, int]:
    # In their order, so that the last one of each conversation counts.
    return {message.conversation_id: message.seq for message in messages}


def _advance(reached: dict[int, int]) -> None:
    """Remember how far the folding has come; conversations that are being written in just now wait."""
    with transaction.atomic():
        _take_turns()
        free = Conversation.objects.filter(pk__in=reached).order_by("pk")
        if connection.features.has_select_for_update:
            free = free.select_for_update(no_key=True, skip_locked=True)
        ids = [pk for pk, folded in free.values_list("pk", "folded_seq") if folded < reached[pk]]
        if ids:
            seqs = Case(*(When(pk=pk, then=Value(reached[pk])) for pk in ids))
            Conversation.objects.filter(pk__in=ids).update(folded_seq=seqs)

"""Finding messages and conversations by words, in the index that ``folded_messages`` keeps."""

from django.db.models import Q, QuerySet

from support_plugin.chat.folded_messages import MessageText
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.team.identities import shopper_name
from support_plugin.search.queries import matching
from support_plugin.text.folding import squeeze

# Messages of one conversation that may hold the same words before it hides older ones.
HITS_EACH = 20
# Conversations whose names are compared with what is looked for.
NAMES = 1000


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


def named_hits(words: list[str], among: Q) -> list[int]:
    """Return those of these conversations in whose shopper's name every word stands, the newest of them.

    Names are the adapter's, so that no index has them; at most NAMES are looked at.
    """
    newest = Conversation.objects.filter(among).select_related("visitor__user").order_by("-updated_at")
    names = ((each.pk, squeeze(shopper_name(each))) for each in newest[:NAMES])
    return [pk for pk, name in names if words and all(word in name for word in words)]

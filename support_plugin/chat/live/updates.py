"""What is read of conversations for the sockets that follow them, and for the agents' queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation

from support_plugin.chat import queries
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.payloads import conversation_json, message_json

SHOPPER, AGENT = Message.Sender.SHOPPER, Message.Sender.AGENT


@dataclass(frozen=True)
class News:
    """What was read of a conversation."""

    public_id: str
    changed_at: datetime
    # Names of guests, and of agents without one, are words: by language, and states by the reader's side too.
    messages: dict[str, list[dict[str, Any]]]
    states: dict[tuple[str, str], dict[str, Any]]
    # More has been said than was read at once.
    is_part: bool = False


def read_threads(cursors: dict[str, int], languages: set[str]) -> list[News]:
    """Return what came after each conversation's cursor, and its state, in these languages."""
    found = list(queries.conversations().filter(public_id__in=cursors))
    queries.load_tags(found)
    messages = queries.messages_after_each({c.pk: cursors[str(c.public_id)] for c in found})
    return [
        _render(conversation, cursors[str(conversation.public_id)], messages[conversation.pk], languages)
        for conversation in found
    ]


def _render(conversation: Conversation, cursor: int, messages: list[Message], languages: set[str]) -> News:
    # By the numbers, not by the rows: where the last one is missing, reading again would never end.
    is_part = bool(messages) and cursor + queries.MESSAGES_EACH < conversation.last_seq
    news = News(str(conversation.public_id), conversation.changed_at, {}, {}, is_part)
    for language in languages:
        with translation.override(language):
            news.messages[language] = [message_json(message) for message in messages]
            for role in (SHOPPER, AGENT):
                news.states[language, role] = conversation_json(conversation, role)
    return news


def read_summaries(
    public_ids: Iterable[str], language: str
) -> tuple[list[dict[str, Any]], dict[str, datetime]]:
    """Return conversations as agents' lists show them, and when each changed; none of the shop's alone."""
    found = list(queries.conversations().filter(public_id__in=public_ids, shop_only=False))
    queries.load_tags(found)
    with translation.override(language):
        summaries = [conversation_json(conversation, AGENT) for conversation in found]
    return summaries, {str(conversation.public_id): conversation.changed_at for conversation in found}


def changed_since(since: datetime) -> list[tuple[str, datetime]]:
    """Return which conversations changed from then on, and when."""
    rows = Conversation.objects.filter(changed_at__gte=since).values_list("public_id", "changed_at")
    return [(str(public_id), changed_at) for public_id, changed_at in rows]

"""The earlier parts of a conversation, in order, with who merged them, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from support_plugin.chat import queries
from support_plugin.chat.merging.models import Merge
from support_plugin.chat.merging.queries import active_merges
from support_plugin.chat.models import Conversation, Message

# Messages of one page, over all parts.
AT_ONCE = 50


@dataclass(frozen=True)
class Part:
    """Some messages of an earlier conversation, up to its end."""

    conversation: Conversation
    # None where it was merged at log-in.
    merge: Merge | None
    messages: Sequence[Message]


def read_parts(conversation: Conversation, count: int = AT_ONCE) -> tuple[list[Part], int | None]:
    """Return the last ``count`` messages of the earlier parts, the oldest first, and the count for more.

    That is None where these are all.
    """
    parts = [part for part in queries.parts_of(conversation) if part.last_seq]
    merges = _merges_of(conversation) if parts else {}
    found: list[Part] = []
    left = count
    for part in reversed(parts):
        if left <= 0:
            break
        taken = min(left, part.last_seq)
        messages = queries.messages_after(part.pk, part.last_seq - taken, limit=taken)
        found.insert(0, Part(part, merges.get(part.pk), messages))
        left -= taken
    is_all = sum(part.last_seq for part in parts) <= count
    return found, None if is_all else count + AT_ONCE


def _merges_of(conversation: Conversation) -> dict[int, Merge]:
    """Return the merges that made conversations of this shopper parts, by the part's primary key."""
    rows = active_merges().filter(kept=conversation.visitor_id).select_related("by").order_by("pk")
    found = {}
    for row in rows:
        part = row.moved.get("part") or (row.moved.get("closed") or {}).get("conversation")
        if part is not None:
            found[part] = row
    return found

"""The agents' queue: all open conversations, those who wait first, page by page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.models import Conversation
from support_plugin.chat.queries import conversations
from support_plugin.errors import Refused
from support_plugin.rest.pages import Page

PAGE = 100  # conversations
LONGEST_CURSOR = 200  # characters
IN_QUEUE = {"status": Conversation.Status.OPEN, "shop_only": False}


@dataclass(frozen=True)
class QueuePage(Page[Conversation]):
    """A part of the queue, with the number of all open conversations, and of those whose shopper waits."""

    count: int = 0
    waiting: int = 0


def queue() -> "QuerySet[Conversation]":
    """Return the open conversations: who is first in the queue, then the last answered ones.

    Without those in which the shop alone has written: nobody has asked anything there.
    """
    return (
        conversations()
        .filter(**IN_QUEUE)
        .order_by(F("queue_at").asc(nulls_last=True), "-updated_at", "-public_id")
    )


def queue_page(cursor: object = None, limit: int = PAGE) -> QueuePage:
    """Return the part of the queue after ``cursor``, the ``next`` of the part before; None for the first.

    Raises Refused ("invalid") for what is no cursor. A conversation that moves while somebody turns the pages
    may come twice, or only with its change.
    """
    found = list(_after(cursor)[: limit + 1])
    more = len(found) > limit
    every = Conversation.objects.filter(**IN_QUEUE)
    return QueuePage(
        found[:limit],
        _cursor_of(found[limit - 1]) if more else None,
        count=every.count(),
        waiting=every.filter(queue_at__isnull=False).count(),
    )


def _after(cursor: object) -> "QuerySet[Conversation]":
    if cursor is None or cursor == "":
        return queue()
    since, updated, id = _read(cursor)
    later = Q(updated_at__lt=updated) | Q(updated_at=updated, public_id__lt=id)
    if since is None:
        return queue().filter(later, queue_at=None)
    rest = Q(queue_at__gt=since) | Q(queue_at=None) | Q(later, queue_at=since)
    return queue().filter(rest)


def _cursor_of(conversation: Conversation) -> str:
    since = conversation.queue_at
    position = [since and since.isoformat(), conversation.updated_at.isoformat(), str(conversation.public_id)]
    return urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def _read(cursor: object) -> tuple[datetime | None, datetime, UUID]:
    try:
        if not isinstance(cursor, str) or len(cursor) > LONGEST_CURSOR:
            raise ValueError
        padded = cursor + "=" * (-len(cursor) % 4)
        since, updated, id = json.loads(urlsafe_b64decode(padded.encode("ascii")))
        return (None if since is None else _time(since)), _time(updated), UUID(id)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Refused(
            "invalid", _("This is no place in the queue. Please begin with its first page.")
        ) from None


def _time(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None or (found.tzinfo is not None) != settings.USE_TZ:
        raise ValueError(text)
    return found

"""The agents' lists, page by page: of open conversations those who wait first, of others the latest first."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.models import Conversation
from support_plugin.chat.queries import conversations, load_tags
from support_plugin.chat.queue.lists import Filters, ListName, count_lists, listed
from support_plugin.errors import Refused
from support_plugin.rest.pages import Page

PAGE = 100  # conversations
LONGEST_CURSOR = 200  # characters
EVERYTHING = Filters()


@dataclass(frozen=True)
class QueuePage(Page[Conversation]):
    """A part of a list, with the number of all open conversations, and of those whose shopper waits.

    ``lists`` are the numbers of all lists of open ones; see ``count_lists``.
    """

    count: int = 0
    waiting: int = 0
    lists: dict[str, dict[str, int]] = field(default_factory=dict)


def queue_page(
    cursor: object = None, limit: int = PAGE, filters: Filters = EVERYTHING, user: Any = None
) -> QueuePage:
    """Return the part of an agent's list after ``cursor``, the ``next`` of the one before; None: the first.

    Without those in which the shop alone has written: nobody has asked anything there. Raises Refused
    ("invalid") for what is no cursor. A conversation that moves while somebody turns the pages may come
    twice, or only with its change.
    """
    # The keys first: people and last words are read for this part alone, not for all that is sorted.
    keys = list(_after(cursor, filters, user).values_list("pk", flat=True)[: limit + 1])
    more = len(keys) > limit
    rows = conversations().in_bulk(keys[:limit])
    found = [rows[key] for key in keys[:limit] if key in rows]
    load_tags(found)
    lists = count_lists(user)
    return QueuePage(
        found,
        _cursor_of(found[-1]) if more and found else None,
        count=lists[ListName.ALL]["count"],
        waiting=lists[ListName.WAITING]["count"],
        lists=lists,
    )


def _after(cursor: object, filters: Filters, user: Any) -> "QuerySet[Conversation]":
    found = listed(conversations(), filters, user)
    since, updated, id = _read(cursor) if cursor else (None, None, None)
    later = Q(updated_at__lt=updated) | Q(updated_at=updated, public_id__lt=id) if cursor else Q()
    if filters.list in (ListName.CLOSED, ListName.SNOOZED):
        # None of them waits; without the queue's place an index gives the order.
        return found.filter(later).order_by("-updated_at", "-public_id")
    if cursor and since is None:
        found = found.filter(later, queue_at=None)
    elif cursor:
        found = found.filter(Q(queue_at__gt=since) | Q(queue_at=None) | Q(later, queue_at=since))
    return found.order_by(F("queue_at").asc(nulls_last=True), "-updated_at", "-public_id")


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

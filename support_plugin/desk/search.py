"""What the desk's search finds."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.chat import folded_messages, queries, search
from support_plugin.chat.models import Conversation, Message
from support_plugin.desk.display import shown_entry
from support_plugin.search.excerpts import Piece, excerpt
from support_plugin.search.queries import find_ids, words_of
from support_plugin.shop.searched import CUSTOMER, ORDER, PRODUCT, describe, may_find, visible_rows
from support_plugin.text.bidi import without_controls
from support_plugin.visitors.access_log.flows import note_looks_at_accounts
from support_plugin.visitors.access_log.models import Look

CONVERSATION = "conversation"
# Hits of each group beside the others, and alone.
FEW, MANY = 8, 100
# Texts that are looked at for those of them that a partner's people may see.
CANDIDATES = 1000


@dataclass
class Hit:
    """One line: where it leads, how it is called, and in which words it was found."""

    url: str
    title: str
    detail: str = ""
    pieces: list[Piece] = field(default_factory=list)
    entry: dict[str, Any] | None = None


@dataclass
class Group:
    """The hits of one kind; ``more_url`` leads to more, ``is_cut`` says that not all are shown."""

    kind: str
    heading: str
    hits: list[Hit]
    is_cut: bool = False
    more_url: str = ""


def find_groups(user: Any, query: str, only: str = "") -> list[Group]:
    """Return what this user may find, by kind; with ``only`` one kind, and more of it.

    What was said a moment ago is folded first. Customers, orders and products are those of Oscar's dashboard.
    """
    folded_messages.fold_messages()
    kinds = [kind for kind in _headings() if may_see(user, kind)]
    if only in kinds:
        return [_group(user, query, only, MANY)]
    return [_group(user, query, kind, FEW) for kind in kinds]


def may_see(user: Any, kind: str) -> bool:
    """Return whether a user of the desk may find things of this kind."""
    return kind == CONVERSATION or may_find(user, kind)


def is_incomplete() -> bool:
    """Return whether older messages can't be found yet, as right after the installation."""
    return folded_messages.is_behind()


def _headings() -> dict[str, str]:
    return {
        CONVERSATION: _("Conversations"),
        CUSTOMER: _("Customers"),
        ORDER: _("Orders"),
        PRODUCT: _("Products"),
    }


def _group(user: Any, query: str, kind: str, limit: int) -> Group:
    find = _find_conversations if kind == CONVERSATION else _find_rows
    hits = find(user, query, kind, limit + 1)
    is_cut = len(hits) > limit
    more = f"{reverse('support_plugin:desk-search')}?{urlencode({'q': query, 'in': kind})}"
    return Group(kind, _headings()[kind], hits[:limit], is_cut, more if is_cut and limit < MANY else "")


def _find_rows(user: Any, query: str, kind: str, limit: int) -> list[Hit]:
    ids = find_ids(kind, query, limit if getattr(user, "is_staff", False) else CANDIDATES)
    hits, rows = [], visible_rows(user, kind, ids)[:limit]
    if kind == CUSTOMER:
        note_looks_at_accounts(user, Look.Screen.SEARCH, [row.pk for row in rows])
    for row in rows:
        title, detail, url = describe(kind, row)
        hits.append(Hit(url, without_controls(title), without_controls(detail)))
    return hits


def _find_conversations(user: Any, query: str, kind: str, limit: int) -> list[Hit]:
    """By what was said, by the name in the list, and by the whole account where customers may be seen."""
    newest = search.newest_hits(query, limit)
    customers = find_ids(CUSTOMER, query, CANDIDATES)
    # Of names that only the adapter knows, and of guests' numbers, those of open conversations.
    by_name = Q(status=Conversation.Status.OPEN) | Q(visitor__user__in=customers)
    named = search.named_hits(words_of(query), by_name)
    wanted = Q(pk__in=newest) | Q(pk__in=named)
    if may_find(user, CUSTOMER):
        wanted |= Q(visitor__user__in=customers)
    found = list(queries.conversations().filter(wanted).order_by("-updated_at")[:limit])
    queries.load_tags(found)
    bodies = dict(Message.objects.filter(pk__in=newest.values()).values_list("conversation", "body"))
    return [_conversation_hit(each, bodies.get(each.pk), words_of(query)) for each in found]


def unsearched(user: Any) -> list[str]:
    """Return the headings of what was not searched, as this user may not see it."""
    return [heading for kind, heading in _headings().items() if not may_see(user, kind)]


def _conversation_hit(conversation: Any, body: str | None, words: list[str]) -> Hit:
    entry = shown_entry(conversation)
    pieces = excerpt(body if body is not None else entry["words"], words)
    return Hit(entry["url"], entry["shopper"], conversation.get_status_display(), pieces, entry)

"""Finding canned replies, and filling them in for a conversation."""

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.models import Conversation
from support_plugin.chat.team.models import Department
from support_plugin.desk.canned.filling_in import Values, choose_text
from support_plugin.desk.canned.models import CannedReply
from support_plugin.errors import Refused
from support_plugin.rest.pages import Page
from support_plugin.search.queries import MAX_LENGTH, matching
from support_plugin.text.folding import squeeze

# Replies that are listed at once.
PAGE = 20


def offered_to(agent: Any) -> "QuerySet[CannedReply]":
    """Return the replies in use that an agent is offered: of no department, and of theirs.

    Who answers for all departments is offered all.
    """
    found = CannedReply.objects.filter(is_active=True)
    theirs = list(Department.objects.filter(agents=agent.pk).values_list("pk", flat=True))
    return found.filter(Q(department=None) | Q(department__in=theirs)) if theirs else found


def find_replies(agent: Any, query: str) -> "QuerySet[CannedReply]":
    """Return the replies offered to an agent that hold every word of a query; all for an empty one.

    That with the query as its shortcut comes first, then those whose shortcuts begin with it, then the rest;
    among them those that are sent most.
    """
    found = offered_to(agent)
    key = squeeze(query[:MAX_LENGTH].lstrip("/"))
    if not key:
        return found.order_by("-use_count", "shortcut", "pk")
    rank = Case(
        When(key=key, then=Value(0)),
        When(key__startswith=key, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ranked = matching(found, query.lstrip("/")).annotate(rank=rank)
    return ranked.order_by("rank", "-use_count", "shortcut", "pk")


def replies_page(agent: Any, query: str, cursor: str) -> Page[CannedReply]:
    """Return a part of what is found. Raises Refused ("invalid") for a cursor that is none of ours."""
    start = read_cursor(cursor)
    found = list(find_replies(agent, query)[start : start + PAGE + 1])
    return Page(found[:PAGE], start + PAGE if len(found) > PAGE else None)


def read_cursor(cursor: str) -> int:
    """Return where a page begins. Raises Refused ("invalid") for a cursor that is none of ours."""
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 7):
        raise Refused("invalid", _("This is no place in the list. Please begin with its first page."))
    return int(cursor)


def reply_json(reply: CannedReply, values: Values) -> dict[str, Any]:
    """Return a reply as agents insert it, in the shopper's language."""
    wanted = values.conversation.language if values.conversation else ""
    language, text = choose_text(reply.texts, wanted)
    return {
        "id": str(reply.pk),
        "shortcut": reply.shortcut,
        "title": reply.title,
        "language": language or None,
        "text": values.fill_in(text, language),
        "use_count": reply.use_count,
    }


def values_for(agent: Any, conversation: Conversation | None) -> Values:
    """Return what is filled in for an agent and a conversation."""
    return Values(agent, conversation)

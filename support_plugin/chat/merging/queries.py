"""Reading what was merged."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from support_plugin.chat.merging.models import Merge
from support_plugin.chat.models import Conversation
from support_plugin.visitors.models import Visitor

PERMISSION = "support_plugin.merge_shoppers"


def may_merge(user: Any) -> bool:
    """Return whether this agent may merge, and undo it."""
    return bool(user.has_perm(PERMISSION))


def merges_of(conversation: Conversation) -> list[Merge]:
    """Return the merges of the conversation's shopper that were not undone, the newest first."""
    return list(active_merges().filter(kept=conversation.visitor_id).select_related("by", "merged", "kept"))


def active_merges() -> "QuerySet[Merge]":
    """Return all that were not undone."""
    return Merge.objects.filter(undone_at=None)


def merges_about(visitors: Sequence[Visitor]) -> "QuerySet[Merge]":
    """Return all merges of these people, undone ones too."""
    return Merge.objects.filter(Q(kept__in=visitors) | Q(merged__in=visitors))

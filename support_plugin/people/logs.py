"""What Django admin noted about visitors: its log names them, and outlives them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from support_plugin.chat.models import Conversation
from support_plugin.visitors.models import Visitor

if TYPE_CHECKING:
    from django.db.models import QuerySet


def log_entries(visitors: Iterable[Visitor]) -> "QuerySet[Any] | list[Any]":
    """Return the admin's entries about these visitors and their conversations; none without the admin.

    Not those of deletions: they say a number alone (NamelessDeletions).
    """
    if not apps.is_installed("django.contrib.admin"):
        return []
    from django.contrib.admin.models import DELETION, LogEntry

    ids = [visitor.pk for visitor in visitors]
    threads = Conversation.objects.filter(visitor__in=ids).values_list("pk", flat=True)
    entries = LogEntry.objects.exclude(action_flag=DELETION)
    return entries.filter(_about(Visitor, ids) | _about(Conversation, threads))


def delete_log_entries(visitors: Iterable[Visitor]) -> int:
    """Delete those entries, before the conversations go; return how many there were."""
    entries = log_entries(visitors)
    return 0 if isinstance(entries, list) else entries.delete()[0]


def _about(model: type, ids: Iterable[int]) -> Q:
    kind = ContentType.objects.get_for_model(model)
    return Q(content_type=kind, object_id__in=[str(pk) for pk in ids])

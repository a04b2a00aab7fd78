"""Deleting conversations that ended longer ago than the admin wants to keep them."""

from datetime import datetime, timedelta

from django.db import transaction

from support_plugin import clock
from support_plugin.chat.models import Conversation
from support_plugin.preferences.queries import get_preferences
from support_plugin.visitors.models import Visitor

CLOSED = Conversation.Status.CLOSED


def delete_old(now: datetime | None = None, limit: int = 200) -> int:
    """Delete up to ``limit`` conversations that ended too long ago, with messages and files; return how many.

    Guests of whom nothing else is left go too. Nothing is deleted where the admin set no number of days.
    """
    days = get_preferences().retention_days
    if not days:
        return 0
    before = (now or clock.now()) - timedelta(days=days)
    ended = Conversation.objects.filter(status=CLOSED, updated_at__lt=before)
    due = list(ended.order_by("updated_at").values_list("pk", flat=True)[:limit])
    with transaction.atomic():
        _all, deleted = Conversation.objects.filter(pk__in=due).delete()
    _forget_guests(before, limit)
    return deleted.get(Conversation._meta.label, 0)


def _forget_guests(before: datetime, limit: int) -> None:
    empty = Visitor.objects.filter(user=None, created_at__lt=before, conversations=None, attachments=None)
    due = list(empty.values_list("pk", flat=True)[:limit])
    # Asked again, as one may have written since.
    Visitor.objects.filter(pk__in=due, conversations=None, attachments=None).delete()

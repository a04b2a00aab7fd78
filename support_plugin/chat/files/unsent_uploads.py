"""Uploads that no message took: deleted after a day."""

from datetime import datetime, timedelta

from support_plugin import clock
from support_plugin.chat.files.models import Attachment

# How long an upload waits for its message.
KEPT = timedelta(days=1)


def remove_unsent_uploads(now: datetime | None = None, limit: int = 500) -> int:
    """Delete up to ``limit`` uploads that were never sent within a day; return how many."""
    before = (now or clock.now()) - KEPT
    unsent = Attachment.objects.filter(message=None, created_at__lt=before)
    due = list(unsent.values_list("pk", flat=True)[:limit])
    if not due:
        return 0
    # Asked again, as one may have been sent since.
    _all, deleted = Attachment.objects.filter(pk__in=due, message=None).delete()
    return deleted.get(Attachment._meta.label, 0)

"""Sending again what failed, or of which nobody knows whether it arrived: by an admin, never by itself."""

from django.db.models import QuerySet

from support_plugin import clock
from support_plugin.carts.reminders.models import Reminder

State = Reminder.State


def send_again(chosen: "QuerySet[Reminder]") -> int:
    """Have these looked at and sent again, if they failed or are in doubt; return how many.

    Each is claimed by one process, as at the first time; whoever has bought meanwhile gets nothing. One whose
    step was deleted can't be written any more: it stays as it is, and counts for the caps if it is in doubt.
    """
    now = clock.now()
    ended = Reminder.objects.filter(state__in=[State.FAILED, State.UNKNOWN], step__isnull=False)
    rows = ended.filter(pk__in=chosen.values("pk"))
    return rows.exclude(reason=Reminder.Reason.BOUGHT).update(
        state=State.WAITING,
        claim=None,
        claimed_at=None,
        decided_at=None,
        attempts=0,
        due_at=now,
        planned_at=now,
    )

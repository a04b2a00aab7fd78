"""Sending again what failed, or of which nobody knows whether it arrived: by an admin, never by itself."""

from django.db.models import QuerySet

from support_plugin import clock
from support_plugin.carts.reminders.models import Reminder

State = Reminder.State


def send_again(chosen: "QuerySet[Reminder]") -> int:
    """Have these looked at and sent again, if they failed or are in doubt; return how many.

    Each is claimed by one process, as at the first time; whoever has bought meanwhile gets nothing.
    """
    now = clock.now()
    rows = Reminder.objects.filter(pk__in=chosen.values("pk"), state__in=[State.FAILED, State.UNKNOWN])
    return rows.exclude(reason=Reminder.Reason.BOUGHT).update(
        state=State.WAITING,
        claim=None,
        claimed_at=None,
        decided_at=None,
        attempts=0,
        due_at=now,
        planned_at=now,
    )

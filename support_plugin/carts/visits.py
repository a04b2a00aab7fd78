"""When a shopper who is active again begins another visit."""

from datetime import datetime, timedelta

from django.db.models import Case, F, IntegerField, Q, When

# A shopper who returns after a longer pause starts another visit.
VISIT_PAUSE = timedelta(minutes=30)


def visits_after(now: datetime) -> Case:
    """Return the number of visits when a cart's shopper is active now, for the statement that notes it.

    Before the time of the last activity in that statement: on every database, it is still that of before.
    """
    is_another = Q(last_active_at__lt=now - VISIT_PAUSE)
    return Case(When(is_another, then=F("visits") + 1), default=F("visits"), output_field=IntegerField())

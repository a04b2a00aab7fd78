"""Measuring how long shoppers waited, after the fact: answering costs no more than a row."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from support_plugin import clock
from support_plugin.chat.waits.models import Wait
from support_plugin.database.turns import unlocked
from support_plugin.hours.queries import get_calendar

BATCH = 500


def measure_waits(limit: int = 10_000) -> int:
    """Measure up to ``limit`` waits in the hours that their departments have now; return how many."""
    measured = 0
    while measured < limit and (count := _measure_batch()):
        measured += count
    return measured


@transaction.atomic
def _measure_batch() -> int:
    earlier = Wait.objects.filter(conversation=OuterRef("conversation"), pk__lt=OuterRef("pk"))
    due = Wait.objects.filter(open_seconds=None).annotate(is_later=Exists(earlier))
    rows = list(unlocked(due.select_related("department").order_by("pk"))[:BATCH])
    for row in rows:
        row.is_first, row.open_seconds = not row.is_later, _open_seconds(row)
    Wait.objects.bulk_update(rows, ["is_first", "open_seconds"])
    return len(rows)


def _open_seconds(wait: Wait) -> int:
    calendar = get_calendar(wait.department.schedule_id) if wait.department else None
    began, ended = clock.aware(wait.began_at), clock.aware(wait.ended_at)
    time = ended - began if calendar is None else calendar.open_time(began, ended)
    return max(0, round(time.total_seconds()))

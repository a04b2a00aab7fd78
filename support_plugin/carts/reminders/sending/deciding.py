"""What becomes of reminders that are due: sent now, later, never, held out, or a task for an agent."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from support_plugin import clock
from support_plugin.carts.reminders.decisions.batches import Batch
from support_plugin.carts.reminders.decisions.reasons_not_to_send import (
    GOES_ON,
    being_paid,
    reasons_against,
)
from support_plugin.carts.reminders.decisions.windows import next_opening
from support_plugin.carts.reminders.models import Reminder, Way
from support_plugin.carts.reminders.plans import schedule_next, too_soon
from support_plugin.carts.reminders.sending import claims, outcomes, visits
from support_plugin.carts.reminders.sending.tasks import make_reminder_task
from support_plugin.carts.reminders.sending_hours.queries import hours_for
from support_plugin.database.turns import take_turns
from support_plugin.visitors.arms.flows import held_out
from support_plugin.visitors.arms.models import Capability
from support_plugin.visitors.arms.queries import holdout_percent

Reason = Reminder.Reason


# A payment that is under way is looked at again after this.
PAYMENT = timedelta(minutes=30)


def decide(batch: Batch, token: UUID) -> list[Reminder]:
    """Store of the batch's reminders what is not sent now, and what follows; return those to send."""
    now = batch.now
    against = reasons_against(batch)
    paying = being_paid(batch)
    wanted = [row for row in batch.reminders if row.pk not in against]
    later = {row.pk: now + PAYMENT for row in wanted if row.pk in paying}
    later |= too_soon([row for row in wanted if row.pk not in later], now, but=against)
    later |= _out_of_hours([row for row in wanted if row.pk not in later], batch, against)
    open_now = [row for row in wanted if row.pk not in later and row.pk not in against]
    # These are assigned to an arm when their reader comes: one who never comes would blur both arms.
    in_shop = {row.pk for row in open_now if row.way == Way.SITE}
    talking = [row for row in batch.reminders if against.get(row.pk) == Reason.TALKING]
    drawn = (row for row in (*open_now, *talking) if row.pk not in in_shop)
    names = {row.pk: batch.people[row.pk].names for row in drawn}
    arms = held_out(Capability.REMINDERS, names, holdout_percent(Capability.REMINDERS), now)
    with transaction.atomic():
        take_turns(Reminder)
        # Without people who have bought since: no step follows, and no agent gets a task.
        rows = claims.reserved(token, [row.pk for row in batch.reminders]).select_for_update(of=("self",))
        ours = set(rows.order_by("pk").values_list("pk", flat=True))
        outcomes.skip(token, against, now)
        outcomes.defer(token, later)
        outcomes.hold_out(token, arms, now)
        visits.make_ready(token, in_shop, now)
        goes_on = [row for row in batch.reminders if against.get(row.pk) in GOES_ON]
        schedule_next([row for row in (*open_now, *goes_on) if row.pk in ours], now)
        for row in talking:
            if row.pk in ours and row.pk not in arms:
                make_reminder_task(row, now)
    return [row for row in open_now if row.pk in ours and row.pk not in arms | in_shop]


def _out_of_hours(rows: list[Reminder], batch: Batch, against: dict[int, Any]) -> dict[int, datetime]:
    """Return when those may be sent that may not be now; what never may is noted in ``against``."""
    found = {}
    for row in rows:
        opens = opening_for(row, batch.now)
        if opens is None:
            against[row.pk] = Reason.CLOSED
        elif opens > batch.now:
            found[row.pk] = opens
    return found


def opening_for(row: Reminder, now: datetime) -> datetime | None:
    """Return the first moment from now on at which a reminder may be sent; None for none in days."""
    if row.way in {Way.TASK, Way.SITE}:
        return now
    country, at = row.abandonment.country, clock.aware(now)
    opens = next_opening(hours_for(country, row.way), country, at, str(clock.shop_zone()))
    return now if opens == at else opens and clock.stored(opens)

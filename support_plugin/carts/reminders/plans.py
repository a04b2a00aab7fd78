"""Which plan a cart gets, and which of its steps is next."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import datetime, timedelta

from support_plugin.cache import REMINDERS, cached, watch
from support_plugin.carts.models import Abandonment
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder, Way
from support_plugin.preferences.queries import get_preferences


def active_plans() -> Sequence[Plan]:
    """Return the plans in use with their steps, the first choice first, from the cache."""
    found: Sequence[Plan] = cached("reminder plans", _read, (REMINDERS,))
    return found


def _read() -> Sequence[Plan]:
    return tuple(Plan.objects.filter(enabled=True).prefetch_related("steps"))


def has_plans() -> bool:
    """Return whether the shop has any plan, in use or not, from the cache."""
    return bool(cached("any reminder plans", Plan.objects.exists, (REMINDERS,)))


def fits(plan: Plan, abandonment: Abandonment) -> bool:
    """Return whether the plan is for this cart, as far as the cart itself shows."""
    if abandonment.step < plan.step_from:
        return False
    if plan.value_from is not None and (
        abandonment.currency != plan.currency or abandonment.value < plan.value_from
    ):
        return False
    return not plan.country_list or abandonment.country in plan.country_list


def schedule(abandonments: Iterable[Abandonment]) -> None:
    """Store the first reminder of each cart that was left and has a plan, in the caller's transaction.

    Again for the same cart and time, it changes nothing. Without a plan it asks nothing.
    """
    plans = active_plans() if get_preferences().has_reminders else ()
    if not plans:
        return
    rows = []
    for abandonment in abandonments:
        plan = next((plan for plan in plans if fits(plan, abandonment)), None)
        steps = list(plan.steps.all()) if plan else []
        if steps:
            rows.append(_reminder(abandonment, steps[0], due_at(abandonment, steps[0])))
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def schedule_next(decided: Iterable[Reminder], now: datetime) -> None:
    """Store what follows these reminders, in the caller's transaction; never sooner than the plan's pause."""
    rows = []
    for reminder in decided:
        if reminder.step is None or reminder.plan is None:
            continue
        steps = list(reminder.plan.steps.all())
        places = [place for place, step in enumerate(steps) if step.pk == reminder.step.pk]
        # The step may have been deleted, or given to another plan, since it was read.
        if places and places[0] + 1 < len(steps):
            following = steps[places[0] + 1]
            pause = timedelta(minutes=following.delay_minutes - reminder.step.delay_minutes)
            due = max(due_at(reminder.abandonment, following), now + pause)
            rows.append(_reminder(reminder.abandonment, following, due))
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def too_soon(reminders: Sequence[Reminder], now: datetime, but: Container[int] = ()) -> dict[int, datetime]:
    """Return when those are due that would come too soon after another step for the same cart, by key.

    As after a day without the provider, when both steps are due: an earlier step that still waits goes first,
    and between two messages is always the time that is between them in the plan. ``but``: keys of those that
    are not sent.
    """
    state = Reminder.State
    ended = (state.CLAIMED, state.SENT, state.UNKNOWN, state.HELD_OUT)
    others = Reminder.objects.filter(
        abandonment__in={row.abandonment_id for row in reminders}, state__in=[*ended, state.WAITING]
    ).exclude(way=Way.TASK)
    columns = ("pk", "abandonment", "state", "due_at", "decided_at", "step__delay_minutes")
    by_cart = defaultdict(list)
    for pk, abandonment, *facts in others.exclude(step=None).values_list(*columns):
        by_cart[abandonment].append((pk, *facts))
    found: dict[int, datetime] = {}
    for row in reminders:
        if row.step is None or row.way == Way.TASK:
            continue
        for pk, stands, due, decided, delay in by_cart[row.abandonment_id]:
            pause = timedelta(minutes=abs(row.step.delay_minutes - delay))
            is_first = stands in ended or delay < row.step.delay_minutes
            moment = ((decided or now) if stands in ended else max(due, now)) + pause
            if pk != row.pk and pk not in but and is_first and moment > now:
                found[row.pk] = max(moment, found.get(row.pk, moment))
    return found


def due_at(abandonment: Abandonment, step: PlanStep) -> datetime:
    """Return when a step is due."""
    return abandonment.idle_since + timedelta(minutes=step.delay_minutes)


def _reminder(abandonment: Abandonment, step: PlanStep, due: datetime) -> Reminder:
    return Reminder(
        abandonment=abandonment,
        plan_id=step.plan_id,
        step=step,
        way=step.way,
        due_at=due,
        planned_at=due,
        language=abandonment.language,
    )


watch(REMINDERS, Plan, PlanStep)

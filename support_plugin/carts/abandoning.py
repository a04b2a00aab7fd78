"""Marking carts as abandoned, and expiring abandonments from which nobody returned."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, OuterRef, Subquery

from support_plugin import clock
from support_plugin.carts import events
from support_plugin.carts.models import Abandonment, CartActivity, Circumstances, Obstacle
from support_plugin.carts.queries import bought_elsewhere, unanswered
from support_plugin.carts.reminders.plans import schedule
from support_plugin.database.batches import never_stopped
from support_plugin.database.turns import take_turns, unlocked
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.cart_facts import CartFacts, is_being_paid, is_closed, is_open, read_carts
from support_plugin.shop.products import out_of_stock
from support_plugin.tasks.flows import end_tasks
from support_plugin.tasks.models import Task

logger = logging.getLogger(__name__)

BATCH = 500
_COPIED = [field.name for field in Circumstances._meta.get_fields()]


def announce_abandoned(now: datetime | None = None, is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Store an abandonment, with its event, for each cart idle for longer than the admin's setting.

    Returns how many. Each once, however many processes do this at a time: a batch is one transaction, over
    rows that no other process has. Costs what is due, not what exists. ``is_stopped`` is asked before each
    batch. Raises OperationalError or InterfaceError when the database is away.
    """
    preferences = get_preferences()
    if not preferences.carts_enabled:
        return 0
    now = now or clock.now()
    limit = now - timedelta(minutes=preferences.cart_idle_minutes)
    announced = 0
    # Usually nothing is due, which one query without a transaction finds out.
    is_done = not _due(limit).exists()
    while not is_done and not is_stopped():
        looked_at, stored = _take_batch(limit, now)
        announced += stored
        is_done = looked_at < BATCH
    return announced


def expire_abandoned(now: datetime | None = None, is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Give up the carts that nobody came back to for the admin's number of days; return how many."""
    preferences = get_preferences()
    if not preferences.carts_enabled:
        return 0
    now = now or clock.now()
    limit = now - timedelta(days=preferences.cart_expiry_days)
    waiting = Abandonment.objects.filter(returned_at=None, recovered_at=None, expired_at=None)
    due = waiting.filter(abandoned_at__lte=limit).order_by("abandoned_at")
    expired = 0
    is_done = not due.exists()
    while not is_done and not is_stopped():
        with transaction.atomic():
            take_turns(Abandonment)
            taken = list(unlocked(due)[:BATCH])
            rows = _without_merged(taken, now)
            Abandonment.objects.filter(pk__in=[row.pk for row in rows]).update(expired_at=now)
            CartActivity.objects.filter(abandonment__in=rows).update(abandonment=None)
            end_tasks([row.pk for row in rows], Task.End.EXPIRED)
            events.store(events.EXPIRED, rows, expired_at=clock.to_json(now))
        expired += len(rows)
        is_done = len(taken) < BATCH
    return expired


def _without_merged(rows: list[Abandonment], now: datetime) -> list[Abandonment]:
    """Return those whose carts are not parts of others by now: whoever merged one has come back to it."""
    carts = read_carts([row.cart_id for row in rows if row.cart_id is not None])
    merged = {pk for pk, cart in carts.items() if is_closed(cart)}
    back = [row for row in rows if row.cart_id in merged]
    Abandonment.objects.filter(pk__in=[row.pk for row in back]).update(returned_at=now)
    events.store(events.RETURNED, back, returned_at=clock.to_json(now))
    return [row for row in rows if row.cart_id not in merged]


def _take_batch(limit: datetime, now: datetime) -> tuple[int, int]:
    """Return how many due carts were looked at, and how many of them are abandoned."""
    try:
        return _announce(_due(limit)[:BATCH], limit, now)
    except (InterfaceError, OperationalError):
        # The database is unreachable or the rows are locked: trying the carts one by one would not help.
        raise
    except Exception:
        logger.exception("A batch of abandoned carts could not be stored; they are tried one by one")
    ids = list(_due(limit).values_list("pk", flat=True)[:BATCH])
    return len(ids), sum(_announce_one(pk, limit, now) for pk in ids)


def _announce_one(pk: Any, limit: datetime, now: datetime) -> int:
    try:
        return _announce(_due(limit).filter(pk=pk), limit, now)[1]
    except (InterfaceError, OperationalError):
        raise
    except Exception:
        logger.exception("The abandoned cart %s could not be stored", pk)
        # Otherwise each round would start with this cart.
        CartActivity.objects.filter(pk=pk).update(idle_from=now)
        return 0


def _due(limit: datetime) -> Any:
    return CartActivity.objects.filter(idle_from__lte=limit).order_by("idle_from", "pk")


@transaction.atomic
def _announce(due: Any, limit: datetime, now: datetime) -> tuple[int, int]:
    take_turns(CartActivity)
    activities = list(unlocked(due))
    if not activities:
        return 0, 0
    carts = read_carts([activity.pk for activity in activities])
    left, busy, aside, closed = _sort(activities, carts, limit, now)
    elsewhere = bought_elsewhere(left, carts)
    left = [activity for activity in left if activity.pk not in elsewhere]
    _set_idle_from([*aside, *elsewhere], None)
    _set_idle_from(busy, now)
    CartActivity.objects.filter(pk__in=closed).delete()
    _store(left, carts, now)
    return len(activities), len(left)


def _sort(
    activities: Sequence[CartActivity], carts: dict[Any, CartFacts], limit: datetime, now: datetime
) -> tuple[list[CartActivity], list[Any], list[Any], list[Any]]:
    """Return the carts that were left, and the keys of those busy, set aside and closed.

    Busy are those being paid just now, and those that were changed since without our being notified.
    """
    left: list[CartActivity] = []
    busy, aside, closed = [], [], []
    for activity in activities:
        cart = carts.get(activity.pk)
        if cart is None or is_closed(cart):
            closed.append(activity.pk)
        elif is_being_paid(cart) or _is_changed(cart, limit, now):
            busy.append(activity.pk)
        elif is_open(cart) and cart.lines:
            left.append(activity)
        else:
            aside.append(activity.pk)
    return left, busy, aside, closed


def _is_changed(cart: CartFacts, limit: datetime, now: datetime) -> bool:
    # A date in the future was written before the clock was set back.
    return cart.changed_at is not None and limit < cart.changed_at <= now


def _set_idle_from(ids: list[Any], moment: datetime | None) -> None:
    if ids:
        CartActivity.objects.filter(pk__in=ids).update(idle_from=moment)


def _store(activities: list[CartActivity], carts: dict[Any, CartFacts], now: datetime) -> None:
    if not activities:
        return
    obstacles = _find_obstacles(activities, carts)
    rows = [
        _abandonment(activity, carts[activity.pk], obstacles.get(activity.pk, ""), now)
        for activity in activities
    ]
    Abandonment.objects.bulk_create(rows)
    # Not bulk_update(), whose statement grows with its rows and takes longer than all the rest.
    its_own = Abandonment.objects.filter(cart=OuterRef("pk"), period=OuterRef("period") + 1)
    CartActivity.objects.filter(pk__in=[activity.pk for activity in activities]).update(
        abandonment=Subquery(its_own.values("pk")), period=F("period") + 1, idle_from=None, obstacle=""
    )
    events.store(events.ABANDONED, rows)
    schedule(rows)


def _find_obstacles(activities: list[CartActivity], carts: dict[Any, CartFacts]) -> dict[Any, str]:
    """Return what nobody reported but stood in the way: a question without an answer, wares that are gone."""
    waiting = unanswered(activities, carts)
    gone = out_of_stock({line.product_id for cart in carts.values() for line in cart.lines})
    found = {}
    for activity in activities:
        if activity.pk in waiting:
            found[activity.pk] = Obstacle.UNANSWERED.value
        elif any(line.product_id in gone for line in carts[activity.pk].lines):
            found[activity.pk] = Obstacle.OUT_OF_STOCK.value
    return found


def _abandonment(activity: CartActivity, cart: CartFacts, obstacle: str, now: datetime) -> Abandonment:
    lines = [
        {
            "product": str(line.product_id),
            "upc": line.upc,
            "title": line.title_in(activity.language),
            "quantity": line.quantity,
            "price": None if line.price is None else str(line.price),
            "currency": line.currency,
            "added_at": clock.to_json(line.added_at),
        }
        for line in cart.lines
    ]
    # The shop's current one, where it was changed: amounts in other currencies can't be added to it.
    currency = cart.lines[-1].currency
    counted = [line for line in cart.lines if line.currency == currency]
    copied = {name: getattr(activity, name) for name in _COPIED}
    return Abandonment(
        **{**copied, "obstacle": activity.obstacle or obstacle},
        cart_id=activity.pk,
        user_id=cart.owner_id,
        period=activity.period + 1,
        idle_since=activity.last_active_at,
        abandoned_at=now,
        lines=lines,
        currency=currency,
        value=sum((line.quantity * (line.price or 0) for line in counted), Decimal(0)),
    )

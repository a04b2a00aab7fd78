"""Changes that sent no signal: by ``.update()``, by raw statements, or by a process that was killed.

By the shop's own indexes on the dates of lines and orders: costs what happened since the last look. Carts
older than the app come in by the same way, the newest first, until those of the last weeks are followed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from support_plugin import clock
from support_plugin.carts.flows import note_changes
from support_plugin.carts.models import CartActivity, CartCursor
from support_plugin.carts.recovering import note_orders
from support_plugin.database.batches import never_stopped
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.cart_facts import carts_changed_before, carts_changed_since
from support_plugin.shop.order_facts import orders_placed_since

# The longest transaction allowed for: its rows are dated earlier than they become visible.
OVERLAP = timedelta(minutes=10)
# A cart whose last activity lies further in the future is treated as changed now: the clock was set back.
CLOCK_SKEW = timedelta(hours=1)
BATCH = 2000


def sweep(now: datetime | None = None, is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Note what no signal announced; return how many carts that were."""
    if not get_preferences().carts_enabled:
        return 0
    now = now or clock.now()
    cursor = CartCursor.objects.get_or_create(
        pk=1, defaults={"lines_until": now, "orders_until": now, "backfill_before": now}
    )[0]
    # The current time, not the cursor's: otherwise a clock that is set back leaves a gap.
    changed = dict(carts_changed_since(min(cursor.lines_until, now) - OVERLAP))
    orders = orders_placed_since(min(cursor.orders_until, now) - OVERLAP)
    found = _note_missed(changed, now) if changed else 0
    note_orders(orders)
    # Not stored in each round: where nothing happened, looking back further is cheaper than a write.
    if changed or orders or abs(now - cursor.lines_until) > OVERLAP:
        CartCursor.objects.filter(pk=1).update(lines_until=now, orders_until=now)
    CartActivity.objects.filter(idle_from__gt=now + CLOCK_SKEW).update(idle_from=now, last_active_at=now)
    while cursor.backfill_before is not None and not is_stopped():
        found += _backfill(cursor, cursor.backfill_before, now)
    return found


def _note_missed(changed: Mapping[Any, datetime], now: datetime) -> int:
    """Note of these carts, by the times of their last changes, what was not announced; return how many."""
    known = dict(CartActivity.objects.filter(pk__in=changed).values_list("pk", "last_active_at"))
    # A date in the future: the clock was set back. The change is seen when that time is reached.
    missed = {pk: moment for pk, moment in changed.items() if known.get(pk, now) < moment <= now}
    if missed:
        note_changes(missed)
        rows = [CartActivity(pk=pk, last_active_at=moment, idle_from=moment) for pk, moment in missed.items()]
        CartActivity.objects.bulk_update(rows, ["last_active_at", "idle_from"], batch_size=BATCH)
    return len(missed) + _follow((pk, min(moment, now)) for pk, moment in changed.items() if pk not in known)


def _backfill(cursor: CartCursor, before: datetime, now: datetime) -> int:
    """Follow a portion of the carts older than the app, down to those that would be given up at once."""
    oldest = now - timedelta(days=get_preferences().cart_expiry_days)
    rows = carts_changed_before(before, oldest, BATCH)
    last_change: dict[Any, datetime] = {}
    for pk, moment in rows:
        last_change.setdefault(pk, moment)
    known = set(CartActivity.objects.filter(pk__in=last_change).values_list("pk", flat=True))
    found = _follow((pk, moment) for pk, moment in last_change.items() if pk not in known)
    cursor.backfill_before = min(moment for _pk, moment in rows) if rows else None
    cursor.save(update_fields=["backfill_before"])
    return found


def _follow(carts: Iterable[tuple[Any, datetime]]) -> int:
    new = [CartActivity(cart_id=pk, last_active_at=moment, idle_from=moment) for pk, moment in carts]
    CartActivity.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    return len(new)

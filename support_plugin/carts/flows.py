"""What shoppers do with their carts, noted after the shop has stored it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest

from support_plugin import clock
from support_plugin.carts import events
from support_plugin.carts.circumstances import take_over
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.visits import visits_after
from support_plugin.database.turns import take_turns
from support_plugin.shop.carts import existing_carts


def note_changes(cart_ids: Collection[Any], seen: Mapping[Any, Mapping[str, Any]] | None = None) -> None:
    """Begin a new idle period of each of these carts; whoever had left one has returned.

    ``seen`` has what is known of whoever changed a cart, by the cart's key. One statement, where all are
    followed and none was abandoned.
    """
    now, seen = clock.now(), seen or {}
    followed = CartActivity.objects.filter(pk__in=cart_ids, abandonment=None)
    if followed.update(visits=visits_after(now), last_active_at=now, idle_from=now) < len(cart_ids):
        _begin_or_return(cart_ids, now, seen)


def note_visit(cart_id: Any, step: int, seen: Mapping[str, Any]) -> None:
    """Note that a cart's shopper looks at the basket page or a step of the checkout. One statement mostly."""
    now = clock.now()
    further = Q(step__lt=step)
    values: dict[str, Any] = {
        **seen,
        "visits": visits_after(now),
        "last_active_at": now,
        "idle_from": now,
        # Computed from the row as it was before this statement, on every database.
        "step_since": Case(When(further, then=Value(now)), default=F("step_since")),
        "step": Greatest("step", Value(step)),
    }
    followed = CartActivity.objects.filter(pk=cart_id)
    if not followed.filter(abandonment=None).update(**values):
        _begin_or_return([cart_id], now, {})
        followed.update(**values)


def note_shown(cart_id: Any, shown: dict[str, Any] | None) -> None:
    """Note which amounts a page that did not reload shows of a cart now."""
    CartActivity.objects.filter(pk=cart_id).update(shown=shown)


def note_visitor(cart_id: Any, visitor_hash: str) -> None:
    """Note by which key a cart's shopper is known in the chat, where that is not known yet."""
    CartActivity.objects.filter(pk=cart_id, visitor_hash="").update(visitor_hash=visitor_hash)


def note_obstacle(cart_id: Any, obstacle: str) -> None:
    """Note what stood in the way of a cart's shopper."""
    CartActivity.objects.filter(pk=cart_id).update(obstacle=obstacle)


def note_reopened(cart_ids: Collection[Any]) -> None:
    """Wait again for carts that were set aside, and are open once more."""
    now = clock.now()
    set_aside = CartActivity.objects.filter(pk__in=cart_ids, abandonment=None, idle_from=None)
    set_aside.update(idle_from=now)


@transaction.atomic
def note_merges(merges: Collection[tuple[Any, Any]]) -> None:
    """Let carts go on as parts of others: (the key of the kept one, that of the merged one)."""
    take_turns(CartActivity)
    for kept_id, merged_id in sorted(merges):
        rows = CartActivity.objects.select_for_update(of=("self",)).filter(pk__in=[kept_id, merged_id])
        found = {activity.pk: activity for activity in rows.order_by("pk")}
        merged, kept = found.get(merged_id), found.get(kept_id)
        if merged is None:
            continue
        if merged.abandonment_id:
            mark_returned([merged], clock.now())
        if kept is not None and (changed := take_over(merged, kept)):
            kept.save(update_fields=changed)
        merged.delete()


def _begin_or_return(cart_ids: Collection[Any], now: datetime, seen: Mapping[Any, Mapping[str, Any]]) -> None:
    followed = dict(CartActivity.objects.filter(pk__in=cart_ids).values_list("pk", "abandonment"))
    if new := [pk for pk in cart_ids if pk not in followed]:
        # Some may have been deleted since.
        there = existing_carts(new).values_list("pk", flat=True)
        CartActivity.objects.bulk_create(
            [CartActivity(cart_id=pk, last_active_at=now, idle_from=now, **seen.get(pk, {})) for pk in there],
            ignore_conflicts=True,
        )
    if left := [pk for pk, abandonment in followed.items() if abandonment is not None]:
        _return(left, now)


@transaction.atomic
def _return(cart_ids: Collection[Any], now: datetime) -> None:
    take_turns(CartActivity)
    left = CartActivity.objects.filter(pk__in=cart_ids).exclude(abandonment=None)
    mark_returned(left.select_for_update(of=("self",)).order_by("pk"), now)
    # Locked above.
    CartActivity.objects.filter(pk__in=cart_ids).update(
        visits=visits_after(now), last_active_at=now, idle_from=now
    )


def mark_returned(activities: Any, now: datetime) -> None:
    """Store that shoppers are back at these carts, whose rows are locked."""
    activities = list(activities)
    left = Abandonment.objects.filter(pk__in=[activity.abandonment_id for activity in activities])
    # An abandonment that was recovered or has expired keeps its state.
    waiting = list(left.select_for_update().filter(returned_at=None, recovered_at=None, expired_at=None))
    Abandonment.objects.filter(pk__in=[row.pk for row in waiting]).update(returned_at=now)
    events.store(events.RETURNED, waiting, returned_at=clock.to_json(now))
    CartActivity.objects.filter(pk__in=[activity.pk for activity in activities]).update(abandonment=None)

"""What happens to carts that we follow."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction

from support_plugin import clock
from support_plugin.carts.models import CartActivity
from support_plugin.carts.queries import find_abandoned, find_unfollowed
from support_plugin.database.after_commit import send_after_commit
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.carts import closed_carts, existing_carts, find_open_cart
from support_plugin.signals import cart_abandoned

logger = logging.getLogger(__name__)


def note_changes(cart_ids: Collection[int]) -> None:
    """Begin a new idle period of each of these carts."""
    now = clock.now()
    followed = CartActivity.objects.filter(pk__in=cart_ids)
    if followed.update(last_changed_at=now, abandoned_at=None) == len(cart_ids):
        return
    new = set(cart_ids) - set(followed.values_list("pk", flat=True))
    # Some may have been deleted since.
    there = existing_carts(new).values_list("pk", flat=True)
    CartActivity.objects.bulk_create(
        [CartActivity(cart_id=pk, last_changed_at=now) for pk in there], ignore_conflicts=True
    )


def announce_abandoned(now: datetime | None = None, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Announce each cart that is idle for longer than the admin's setting; return how many.

    Each once, however many processes do this at a time: it is marked in a transaction of its own, and
    announced after that. ``is_stopped`` is asked before each cart. Raises OperationalError or InterfaceError
    when the database is away.
    """
    preferences = get_preferences()
    if not preferences.carts_enabled:
        return 0
    now = now or clock.now()
    follow_older_carts()
    forget_closed_carts()
    announced = 0
    for activity in find_abandoned(now, timedelta(minutes=preferences.cart_idle_minutes)):
        if is_stopped():
            break
        announced += _announce(activity, now)
    return announced


def follow_older_carts(limit: int = 500) -> None:
    """Begin to follow up to ``limit`` carts that have not changed since the app was installed."""
    CartActivity.objects.bulk_create(
        [CartActivity(cart_id=pk, last_changed_at=changed) for pk, changed in find_unfollowed()[:limit]],
        ignore_conflicts=True,
    )


def forget_closed_carts(limit: int = 500) -> None:
    """Stop following up to ``limit`` carts that were ordered or merged without having been announced.

    Otherwise each round would look at every order the shop ever had.
    """
    closed = CartActivity.objects.filter(abandoned_at=None, cart__in=closed_carts())[:limit]
    CartActivity.objects.filter(pk__in=[activity.pk for activity in closed]).delete()


def _announce(activity: CartActivity, now: datetime) -> bool:
    try:
        with transaction.atomic():
            return _mark(activity, now) and _announce_marked(activity)
    except (InterfaceError, OperationalError):
        # The database is away: no use trying the other carts.
        raise
    except Exception:
        logger.exception("The abandoned cart %s could not be announced", activity.pk)
        return False


def _mark(activity: CartActivity, now: datetime) -> bool:
    # Conditions on this table only: with a join, PostgreSQL would not look at the row again that another
    # process has just marked, and both would announce the cart.
    due = CartActivity.objects.filter(
        pk=activity.pk, abandoned_at=None, last_changed_at=activity.last_changed_at
    )
    return bool(due.update(abandoned_at=now))


def _announce_marked(activity: CartActivity) -> bool:
    cart = find_open_cart(activity.pk)
    if cart is None:
        # Ordered or emptied since we looked. Should it open again, it is due again.
        transaction.set_rollback(True)
        return False
    send_after_commit(cart_abandoned, CartActivity, cart=cart, idle_since=activity.last_changed_at)
    return True

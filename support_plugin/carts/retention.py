"""Anonymizing old carts: what is known of them no longer leads to the person."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from support_plugin import clock
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.models import ANONYMOUS_ABANDONMENT, Abandonment, CartActivity
from support_plugin.carts.restoring.models import CartCopy, RestoreLink
from support_plugin.conf import get_config
from support_plugin.database.batches import in_batches, never_stopped
from support_plugin.preferences.queries import get_preferences
from support_plugin.tasks.flows import drop_tasks
from support_plugin.tasks.models import Task
from support_plugin.visitors.arms.flows import forget_old_arms

NOBODY: dict[str, Any] = {
    "cart": None,
    "user": None,
    "email": "",
    "phone": "",
    "visitor_hash": "",
    "order_number": "",
}


def forget_old_carts(now: datetime | None = None, is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Have old abandonments and hesitations lead to nobody any more; return how many.

    Old is what the admin's number of days says; without one nothing happens. What was in the carts stays, for
    the reports. Their tasks and links are deleted, the arms of that age, and what was followed of carts that
    nobody has touched for as long. An abandonment that may still be recovered is not touched. Costs what is
    due, a batch in each transaction.
    """
    preferences = get_preferences()
    if not preferences.cart_retention_days:
        return 0
    now = now or clock.now()
    expiry = timedelta(days=preferences.cart_expiry_days)
    kept = max(timedelta(days=preferences.cart_retention_days), expiry)
    # A count that starts again from one needs the keys of its events to be free.
    followed = max(kept, expiry + timedelta(days=get_config()["EVENTS_KEPT_DAYS"]))
    left = Abandonment.objects.filter(~ANONYMOUS_ABANDONMENT, abandoned_at__lt=now - kept)
    hesitated = Hesitation.objects.filter(cart__isnull=False, at__lt=now - followed)
    done = in_batches(left.order_by("abandoned_at"), _forget_abandonments, is_stopped)
    done += in_batches(hesitated.order_by("at"), _forget_hesitations, is_stopped)
    at_rest = Q(idle_from=None, last_active_at__lt=now - followed)
    done += in_batches(_unneeded(at_rest).order_by("last_active_at"), _forget_activities, is_stopped)
    waiting = Q(idle_from__lt=now - followed)
    done += in_batches(_unneeded(waiting).order_by("idle_from"), _forget_activities, is_stopped)
    return done + forget_old_arms(now - kept, is_stopped)


def _unneeded(old: Q) -> "QuerySet[CartActivity]":
    # As long as an abandonment or a hesitation names the cart, its count of periods must go on.
    left, hesitated = (rows.filter(cart=OuterRef("pk")) for rows in (Abandonment.objects, Hesitation.objects))
    return CartActivity.objects.filter(old, ~Exists(left), ~Exists(hesitated))


def _forget_abandonments(taken: list[Any]) -> None:
    drop_tasks(Task.objects.filter(abandonment__in=taken))
    # They lead to a cart, and copies to whoever has one.
    for model in (RestoreLink, CartCopy):
        model.objects.filter(abandonment__in=taken).delete()
    Abandonment.objects.filter(pk__in=taken).update(**NOBODY)


def _forget_hesitations(taken: list[Any]) -> None:
    Hesitation.objects.filter(pk__in=taken).update(cart=None)


def _forget_activities(taken: list[Any]) -> None:
    CartActivity.objects.filter(pk__in=taken).delete()

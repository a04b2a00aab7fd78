"""Finding carts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from support_plugin.carts.models import CartActivity
from support_plugin.shop.carts import open_carts, with_last_change


def find_abandoned(now: datetime, idle: timedelta, batch: int = 100) -> Iterator[CartActivity]:
    """Yield each open cart with something in it that nobody changed for ``idle``, the oldest first.

    Reads ``batch`` rows at a time, and each cart once, whatever the caller does with it.
    """
    due = CartActivity.objects.filter(abandoned_at=None, last_changed_at__lte=now - idle)
    due = due.filter(cart__in=open_carts()).order_by("last_changed_at", "pk")
    found = list(due[:batch])
    while found:
        yield from found
        last = found[-1]
        after = Q(last_changed_at__gt=last.last_changed_at) | Q(
            last_changed_at=last.last_changed_at, pk__gt=last.pk
        )
        found = list(due.filter(after)[:batch])


def find_unfollowed() -> "QuerySet[Any, tuple[Any, datetime]]":
    """Return (cart's key, its last change) of the open carts that we don't follow yet."""
    followed = CartActivity.objects.filter(pk=OuterRef("pk"))
    return with_last_change(open_carts().filter(~Exists(followed))).values_list("pk", "last_changed_at")

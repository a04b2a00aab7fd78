"""A shopper's own orders, proven by their account or their browser, never by an e-mail address alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from oscar.core.loading import get_model

from support_plugin.database.primary import rows_on_primary
from support_plugin.text.cleaning import is_storable

LONGEST_NUMBER = 128  # characters, as Oscar's column has


@dataclass(frozen=True)
class OwnOrder:
    """An order as its shopper may see it. ``total`` is in ``currency``, tax included."""

    pk: str
    number: str
    placed_at: datetime
    status: str
    total: Decimal
    currency: str
    line_count: int


def list_own_orders(user_id: Any, visitor_hash: str | None, limit: int) -> list[OwnOrder]:
    """Return the newest orders of an account; of a guest (``user_id`` None) those of the browser."""
    return [_as_own(row) for row in _newest(_rows(user_id, visitor_hash))[:limit]]


def find_own_order(number: str, user_id: Any, visitor_hash: str | None) -> OwnOrder | None:
    """Return this person's order with a number; None for none, and for anybody else's."""
    if not 0 < len(number) <= LONGEST_NUMBER or not is_storable(number):
        return None
    row = _newest(_rows(user_id, visitor_hash).filter(number=number)).first()
    return None if row is None else _as_own(row)


def read_own_orders(keys: Collection[str]) -> dict[str, OwnOrder]:
    """Return orders that were found to be somebody's own before, by primary key as text. One statement."""
    rows = rows_on_primary(get_model("order", "Order")).filter(pk__in=set(keys))
    return {str(row.pk): _as_own(row) for row in _newest(rows)}


def own_order_page(number: str, user_id: Any, visitor_hash: str | None) -> str | None:
    """Return the path of the shop's page of this person's order; None for none, and for anybody else's."""
    if not 0 < len(number) <= LONGEST_NUMBER or not is_storable(number):
        return None
    order = _rows(user_id, visitor_hash).filter(number=number).first()
    if order is None:
        return None
    if user_id is not None:
        return reverse("customer:order", args=[order.number])
    key = order.verification_hash()
    return reverse("customer:anon-order", kwargs={"order_number": order.number, "hash": key})


def _rows(user_id: Any, visitor_hash: str | None) -> QuerySet[Any]:
    orders = rows_on_primary(get_model("order", "Order"))
    if user_id is not None:
        return orders.filter(user=user_id)
    if not visitor_hash:
        return orders.none()
    # Somebody with an account may have ordered in the same browser.
    return orders.filter(Q(user=None), basket__support_activity__visitor_hash=visitor_hash)


def _newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.annotate(line_count=Count("lines", distinct=True)).order_by("-date_placed", "-pk")


def _as_own(row: Any) -> OwnOrder:
    return OwnOrder(
        pk=str(row.pk),
        number=str(row.number),
        placed_at=row.date_placed,
        status=str(row.status or ""),
        total=row.total_incl_tax,
        currency=str(row.currency or ""),
        line_count=row.line_count,
    )

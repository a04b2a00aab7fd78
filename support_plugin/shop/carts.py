"""The shop's carts, Oscar's baskets."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.http import HttpRequest
from oscar.core.loading import get_model

from support_plugin.database.primary import on_primary, rows_on_primary


def existing_carts(ids: Collection[Any]) -> QuerySet[Any]:
    """Return those of the carts that are there."""
    return rows_on_primary(get_model("basket", "Basket")).filter(pk__in=ids)


def present_cart(request: HttpRequest) -> Any:
    """Return the cart that Oscar's middleware has put on a request, with its strategy and offers."""
    return request.basket  # type: ignore[attr-defined]


def open_carts() -> QuerySet[Any]:
    """Return the carts that have something in them and can still be ordered."""
    cart, line = get_model("basket", "Basket"), get_model("basket", "Line")
    lines = line._base_manager.filter(basket=OuterRef("pk"))
    return cart._base_manager.filter(Exists(lines), status=cart.OPEN)


def closed_carts() -> QuerySet[Any]:
    """Return the carts that can never be changed or ordered again."""
    cart = get_model("basket", "Basket")
    return cart._base_manager.filter(status__in=[cart.SUBMITTED, cart.MERGED])


def carts_of(user_id: Any) -> QuerySet[Any]:
    """Return all carts of an account, whatever their state."""
    return get_model("basket", "Basket")._base_manager.filter(owner_id=user_id)


def carts_of_orders(order_ids: Iterable[Any]) -> QuerySet[Any]:
    """Return the carts from which these orders were made."""
    orders = get_model("order", "Order")._base_manager.filter(pk__in=list(order_ids))
    return get_model("basket", "Basket")._base_manager.filter(pk__in=orders.values("basket"))


def find_open_cart(pk: Any) -> Any:
    """Return one of the :func:`open_carts`, without a strategy; None for any other."""
    return on_primary(open_carts()).filter(pk=pk).first()


def with_last_change(carts: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate carts with ``last_changed_at``, as far as their lines tell: what was taken out is gone."""
    return carts.annotate(last_changed_at=Max("lines__date_updated"))

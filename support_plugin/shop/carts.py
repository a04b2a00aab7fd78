"""The shop's carts, Oscar's baskets."""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import empty
from oscar.core.loading import get_model

from support_plugin.database.primary import rows_on_primary


def existing_carts(ids: Collection[Any]) -> QuerySet[Any]:
    """Return those of the carts that are there."""
    return rows_on_primary(get_model("basket", "Basket")).filter(pk__in=ids)


def present_cart(request: HttpRequest) -> Any:
    """Return the cart that Oscar's middleware has put on a request, with its strategy and offers."""
    return request.basket  # type: ignore[attr-defined]


def has_cart_cookie(request: HttpRequest) -> bool:
    """Return whether a guest's browser says that it has a cart. Costs no query."""
    return getattr(settings, "OSCAR_BASKET_COOKIE_OPEN", None) in request.COOKIES


def cookie_cart_key(request: HttpRequest) -> str:
    """Return the primary key, as text, of the cart in a guest's own cookie; "" for none.

    The shop has signed it. Asks no database: the cart may be gone, or an order by now.
    """
    signed = request.COOKIES.get(getattr(settings, "OSCAR_BASKET_COOKIE_OPEN", None) or "")
    try:
        return str(Signer().unsign(signed)) if signed else ""
    except BadSignature:
        return ""


def loaded_cart(request: HttpRequest) -> Any:
    """Return the stored cart that this request has worked with; None for none, and asks no database."""
    cart = getattr(request, "basket", None)
    # Oscar's middleware puts a lazy object there.
    if getattr(cart, "_wrapped", None) is empty or getattr(cart, "pk", None) is None:
        return None
    return cart


def is_open_status(cart: Any) -> bool:
    """Return whether a cart's row says that it can be changed and ordered."""
    return bool(cart.status == cart.OPEN)


def carts_of(user_id: Any) -> QuerySet[Any]:
    """Return all carts of an account, whatever their state."""
    return get_model("basket", "Basket")._base_manager.filter(owner_id=user_id)


def carts_of_orders(order_ids: Iterable[Any]) -> QuerySet[Any]:
    """Return the carts from which these orders were made."""
    orders = get_model("order", "Order")._base_manager.filter(pk__in=list(order_ids))
    return get_model("basket", "Basket")._base_manager.filter(pk__in=orders.values("basket"))

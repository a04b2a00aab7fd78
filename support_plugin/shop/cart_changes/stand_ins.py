"""A request that stands in for a shopper's, to work out what the shop would ask them.

Agents look at the carts of others: prices, offers and methods are those of the shopper's account. It has an
empty session and no cookies; a shop whose prices depend on these is asked again in the shopper's own request.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language
from oscar.core.loading import get_model

from support_plugin.database.primary import rows_on_primary
from support_plugin.shop.carts import present_cart
from support_plugin.shop.classes import get_class, strategy_for
from support_plugin.shop.offers.cart_vouchers import forget_vouchers


def open_cart_of_account(user_id: Any) -> Any:
    """Return the primary key of the cart that an account is filling; None for none."""
    model = get_model("basket", "Basket")
    found = rows_on_primary(model).filter(owner=user_id, status=model.OPEN)
    # With several, Oscar goes on with the first.
    return found.order_by("pk").values_list("pk", flat=True).first()


def stand_in_for(cart_id: Any, user: Any) -> HttpRequest | None:
    """Return a request with an open cart, offers applied, for its owner's account or a guest (None).

    None where the cart is gone, closed, or of another owner.
    """
    model = get_model("basket", "Basket")
    owner = user.pk if user is not None else None
    try:
        cart_id = model._meta.pk.to_python(cart_id)
    except ValidationError:
        return None
    cart = rows_on_primary(model).filter(pk=cart_id, status=model.OPEN, owner=owner).first()
    if cart is None:
        return None
    request: Any = HttpRequest()
    request.method = "GET"
    request.META = {"REMOTE_ADDR": "", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.user = user if user is not None else AnonymousUser()
    request.session = SessionBase()
    request.session._session_cache = {}
    request.LANGUAGE_CODE = get_language() or settings.LANGUAGE_CODE
    request.strategy = cart.strategy = strategy_for(request.user, request)
    request.basket = cart
    apply_cart_offers(request)
    return request


def apply_cart_offers(request: HttpRequest) -> None:
    """Work the offers of a request's cart out again, from what is stored now."""
    cart: Any = present_cart(request)
    cart.reset_offer_applications()
    forget_vouchers(cart)
    get_class("offer.applicator", "Applicator")().apply(cart, request.user, request)

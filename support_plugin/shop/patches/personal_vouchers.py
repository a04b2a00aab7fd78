"""Oscar's check of a voucher asks for its owner too, and knows the cart and the order it is asked for."""

from functools import wraps
from typing import Any

from oscar.core.loading import get_model

from support_plugin.shop.classes import get_class
from support_plugin.shop.personal_vouchers.carts import gives_now, vouchers_in
from support_plugin.shop.personal_vouchers.hooks import Checks, asking_for, check_by, refuse


def check_owners(checks: Checks) -> None:
    """Have the shop's own classes refuse a personal voucher to others; called once, at start.

    Every way in and every use asks ``is_available_to_user``: Oscar's page, django-oscar-api, each working out
    of a cart's offers, and the order.
    """
    check_by(checks)
    _wrap_check(get_model("voucher", "Voucher"))
    _wrap_offers(get_class("offer.applicator", "Applicator"))
    _wrap_orders(get_class("order.utils", "OrderCreator"))


def _wrap_check(model: Any) -> None:
    check = model.is_available_to_user

    @wraps(check)
    def is_available_to_user(self: Any, user: Any = None) -> Any:
        refusal = refuse(self, user)
        return (False, refusal) if refusal else check(self, user=user)

    model.is_available_to_user = is_available_to_user


def _wrap_offers(applicator: Any) -> None:
    read = applicator.get_basket_offers

    @wraps(read)
    def get_basket_offers(self: Any, basket: Any, user: Any) -> Any:
        with asking_for(basket):
            return read(self, basket, user)

    applicator.get_basket_offers = get_basket_offers


def _wrap_orders(creator: Any) -> None:
    place = creator.place_order

    @wraps(place)
    def place_order(self: Any, *args: Any, **kwargs: Any) -> Any:
        basket = kwargs["basket"] if "basket" in kwargs else args[0]
        with asking_for(basket, str(kwargs.get("guest_email") or "")):
            _drop_idle(basket, kwargs.get("user"))
            return place(self, *args, **kwargs)

    creator.place_order = place_order


def _drop_idle(basket: Any, user: Any) -> None:
    # Somebody else's that lowered nothing: Oscar would refuse the order for it, but drops what has ended.
    for voucher in vouchers_in(basket):
        if refuse(voucher, user) and not gives_now(basket, voucher):
            basket.vouchers.remove(voucher)

"""The shop's checkout: its views, and the steps that ask for nothing."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import (
    NoReverseMatch,
    Resolver404,
    get_script_prefix,
    get_urlconf,
    reverse,
)
from django.utils.translation import get_language
from oscar.core.loading import get_model

from support_plugin.cache import cached
from support_plugin.shop.carts import present_cart
from support_plugin.shop.checkout.session import chosen_method, read_session, writable_session
from support_plugin.shop.classes import get_class
from support_plugin.shop.money import due
from support_plugin.web.prefix import resolve_address


@dataclass(frozen=True)
class Method:
    """A shipping method that the shop offers for the address in the checkout's session."""

    code: str
    name: str
    # With tax where it is known; None where the method can't state it.
    charge: Any
    is_chosen: bool


def step_of(request: HttpRequest) -> str:
    """Return the name of the checkout's page this request is for, such as "shipping-address"; else empty."""
    match = request.resolver_match
    if match is None or match.namespaces[:1] != ["checkout"]:
        return ""
    return match.url_name or ""


def open_view(request: HttpRequest, name: str) -> Any:
    """Return the shop's own view of a step, set up for this request; None where it is unlike Oscar's.

    Only its methods are of use: it has answered nothing and checked no condition. Touches no session.
    """
    key = ("view", name, get_language(), get_script_prefix(), get_urlconf())
    view_class = cached(key, lambda: _find_view(name))
    if view_class is None:
        return None
    view = view_class()
    view.setup(request)
    return view


def _find_view(name: str) -> Any:
    try:
        return getattr(resolve_address(reverse(f"checkout:{name}")).func, "view_class", None)
    except (NoReverseMatch, Resolver404):
        return None


def needs_shipping(request: HttpRequest) -> bool:
    """Return whether anything in the cart has to be sent."""
    return bool(present_cart(request).is_shipping_required())


def offered_methods(request: HttpRequest) -> list[Any]:
    """Return what the shop's own step offers for the cart and the address in the session, default first."""
    view = open_view(request, "shipping-method")
    if not hasattr(view, "get_available_shipping_methods"):
        return []
    view.checkout_session = read_session(request)
    return list(view.get_available_shipping_methods())


def describe_methods(request: HttpRequest) -> list[Method]:
    """Return the offered methods with their charges, as the shop's own step works them out."""
    cart, chosen = present_cart(request), chosen_method(request)
    return [
        Method(method.code, str(method.name), _charge(method, cart), method.code == chosen)
        for method in offered_methods(request)
    ]


def choose_method(request: HttpRequest, code: str) -> bool:
    """Take a shipping method; return False, and change nothing, where the shop doesn't offer it."""
    if code not in [method.code for method in offered_methods(request)]:
        return False
    writable_session(request).use_shipping_method(code)
    return True


def settle_method(request: HttpRequest) -> str:
    """Take the shipping method chosen before if it is still offered, else the shop's first.

    Returns the address of the next step; empty, and nothing is changed, where the shop has to ask or to
    refuse: without an address, without a method, or with a view unlike Oscar's.
    """
    view = open_view(request, "shipping-method")
    if not needs_shipping(request) or not read_session(request).is_shipping_address_set():
        return ""
    codes = [method.code for method in offered_methods(request)]
    if not codes or not hasattr(view, "get_success_url"):
        return ""
    chosen = chosen_method(request)
    writable_session(request).use_shipping_method(chosen if chosen in codes else codes[0])
    return str(view.get_success_url())


def restore_method(request: HttpRequest, code: str | None) -> None:
    """Have the shipping method be the one of before :func:`settle_method`; None for none."""
    writable_session(request).use_shipping_method(code)


def last_order(user: Any) -> Any:
    """Return a shopper's newest order; None for somebody who never ordered."""
    return get_model("order", "Order")._default_manager.filter(user=user).order_by("-date_placed").first()


def fill_checkout(request: HttpRequest, address: Any, method: str | None, payment: str) -> str | None:
    """Fill the checkout's session as if the shopper had gone through its steps.

    ``address`` must be the shopper's own, or None where nothing is to be sent. Returns the code of the
    shipping method taken: ``method`` if the shop offers it for this address, else its only one; None where
    the shopper has to choose.
    """
    session = writable_session(request)
    if address is None:
        session.use_shipping_method(get_class("shipping.methods", "NoShippingRequired")().code)
    else:
        session.ship_to_user_address(address)
        codes = [offered.code for offered in offered_methods(request)]
        taken = method if method in codes else codes[0] if len(codes) == 1 else None
        if taken is None:
            return None
        session.use_shipping_method(taken)
    if payment:
        session.pay_by(payment)
    _announce_start(request)
    return chosen_method(request)


def is_ready_to_order(request: HttpRequest) -> bool:
    """Return whether the cart has something in it."""
    return not present_cart(request).is_empty


def _announce_start(request: HttpRequest) -> None:
    # As Oscar's own first page does for whoever is logged in.
    from oscar.apps.checkout.signals import start_checkout

    view = open_view(request, "index")
    if view is not None:
        view.checkout_session = writable_session(request)
    start_checkout.send_robust(sender=view, request=request)


def _charge(method: Any, cart: Any) -> Any:
    return due(method.calculate(cart))

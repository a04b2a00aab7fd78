"""What Oscar's checkout has in the session, read without writing.

Oscar's own ``CheckoutSessionData`` stores an empty entry as soon as one is made: a page that only looks would
give every visitor and crawler a row of a session and a cookie. Readers here get the shop's own classes over
a copy; whatever these write into it is lost.
"""

import copy
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from support_plugin.shop.carts import present_cart
from support_plugin.shop.classes import get_class


def read_session(request: HttpRequest) -> Any:
    """Return the shop's ``CheckoutSessionData`` over a copy of the session: for reading alone."""
    return get_class("checkout.utils", "CheckoutSessionData")(over_copied_session(request))


def writable_session(request: HttpRequest) -> Any:
    """Return the shop's ``CheckoutSessionData`` of this request: for what a step of the checkout stores."""
    return get_class("checkout.utils", "CheckoutSessionData")(request)


def has_begun(request: HttpRequest) -> bool:
    """Return whether a checkout runs in this session."""
    return bool(_stored(request))


def running_checkout(request: HttpRequest) -> Any:
    """Return what the shop's checkout views know of this request, for reading; None before the checkout."""
    if not has_begun(request):
        return None
    checkout = get_class("checkout.session", "CheckoutSessionMixin")()
    checkout.request = over_copied_session(request)
    checkout.checkout_session = get_class("checkout.utils", "CheckoutSessionData")(checkout.request)
    return checkout


def guest_email(request: HttpRequest) -> str:
    """Return the e-mail address that a guest has given in this checkout; empty for none."""
    return str(read_session(request).get_guest_email() or "") if has_begun(request) else ""


def typed_country(request: HttpRequest) -> str:
    """Return the country of the address typed in this checkout, in two capital letters; empty for none."""
    if not has_begun(request):
        return ""
    fields = read_session(request).new_shipping_address_fields() or {}
    return str(fields.get("country_id") or "")[:2]


def chosen_method(request: HttpRequest) -> str | None:
    """Return the code of the shipping method chosen in this checkout; None for none."""
    if not has_begun(request):
        return None
    code: str | None = read_session(request).shipping_method_code(present_cart(request))
    return code


def choose_method(request: HttpRequest, code: str | None) -> None:
    """Let this session's checkout begin with a shipping method; None for no choice."""
    checkout = writable_session(request)
    if code is None:
        checkout._unset("shipping", "method_code")
    else:
        checkout.use_shipping_method(code)


def chosen_payment(request: HttpRequest) -> str:
    """Return the way to pay that this checkout has kept (``pay_by``); empty for none."""
    return str(read_session(request).payment_method() or "") if has_begun(request) else ""


def placed_order_id(request: HttpRequest) -> Any:
    """Return the primary key of the order that this session placed last; None for none."""
    session = getattr(request, "session", None)
    return None if session is None else session.get("checkout_order_id")


def _stored(request: HttpRequest) -> Any:
    session = getattr(request, "session", None)
    key = get_class("checkout.utils", "CheckoutSessionData").SESSION_KEY
    return None if session is None else session.get(key)


def over_copied_session(request: HttpRequest) -> HttpRequest:
    """Return the same request with a copy of its session: what is written into that is lost."""
    session = getattr(request, "session", None)
    # Without a key and without a way to save itself.
    own = SessionBase()
    held: Any = own
    held._session_cache = copy.deepcopy(dict(session.items())) if session is not None else {}
    # Not copy.copy(): it leaves out what Django will not pickle, such as the page's name.
    kind = type(request)
    over = kind.__new__(kind)
    over.__dict__.update(request.__dict__)
    over.session = own
    return over

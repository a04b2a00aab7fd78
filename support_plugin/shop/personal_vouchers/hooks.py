"""Who asks for a voucher: Oscar's own check knows an account alone, and neither the cart nor the order.

What decides is given by the room that knows the vouchers' owners (:func:`check_by`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from support_plugin.shop.carts import present_cart


@dataclass(frozen=True)
class Asking:
    """What a voucher is asked for."""

    # The cart whose offers are looked for, or that is ordered.
    cart: Any = None
    # Of the order that is being placed without an account.
    guest_email: str = ""


@dataclass(frozen=True)
class Checks:
    """What knows whose a voucher is. Each returns a text for the shopper, "" for no objection."""

    # Of (voucher, user, asking): why this person can't have it here.
    refuse: Callable[[Any, Any, Asking], str]
    # Of (code, cart, user): why it gives nothing, "" too for a code that is nobody's own.
    explain: Callable[[str, Any, Any], str]


_asking: ContextVar[Asking | None] = ContextVar("support_plugin_voucher_asking", default=None)
_checks: list[Checks] = []


def check_by(checks: Checks) -> None:
    """Let these checks decide. Called once, at start, with the patch ``personal_vouchers``."""
    _checks[:] = [checks]


@contextmanager
def asking_for(cart: Any, guest_email: str = "") -> Iterator[None]:
    """Let vouchers that are asked about here be those of a cart."""
    token = _asking.set(Asking(cart, guest_email))
    try:
        yield
    finally:
        _asking.reset(token)


def refuse(voucher: Any, user: Any) -> str:
    """Return why a voucher is not for whoever asks; "" where it is, or is nobody's own."""
    # All vouchers of ours are in a set: others cost nothing.
    if voucher.voucher_set_id is None:
        return ""
    asking = _asking.get() or Asking()
    return next((checks.refuse(voucher, user, asking) for checks in _checks), "")


def explain_voucher(request: HttpRequest, code: str) -> str:
    """Return why a personal voucher gives nothing in the present cart; "" where nothing is known."""
    return next((checks.explain(code, present_cart(request), request.user) for checks in _checks), "")

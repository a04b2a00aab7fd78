"""Payments that were begun and led to no order yet, and choosing another way to pay."""

from typing import Any

from django.http import HttpRequest

from support_plugin.adapters import PaymentWay, get_adapter
from support_plugin.shop.checkout.session import chosen_payment, has_begun, writable_session
from support_plugin.shop.checkout.steps import step_of
from support_plugin.signals import obstacle_met

# Session key: how the payment was started that has not led to an order yet.
PAYMENT_STARTED = "support_payment_started"
# The fields that Oscar's preview sends. With more, a repetition would lack what only the shopper has, such as
# the number of a card.
PLAIN_FIELDS = {"csrfmiddlewaretoken", "action"}


def note_payment_start(request: HttpRequest) -> None:
    """Note that a payment was begun, and whether sending the same form again would begin it again."""
    is_plain = step_of(request) == "preview" and set(request.POST) <= PLAIN_FIELDS
    request.session[PAYMENT_STARTED] = {"again": is_plain, "by": chosen_payment(request)}


def pending_payment(request: HttpRequest) -> dict[str, Any] | None:
    """Return how a payment was started that led to no order; None for none, or another way to pay since."""
    found = request.session.get(PAYMENT_STARTED)
    if not found or found["by"] != chosen_payment(request):
        return None
    return dict(found)


def note_payment_failure(request: HttpRequest) -> None:
    """Send ``obstacle_met`` for the payment that was started and has failed; once for each payment."""
    began = request.session[PAYMENT_STARTED]
    if not began.get("has_failed"):
        request.session[PAYMENT_STARTED] = {**began, "has_failed": True}
        obstacle_met.send_robust(sender=None, request=request, obstacle="payment_failed")


def clear_pending_payment(request: HttpRequest) -> None:
    """Delete it from the session: the order is placed."""
    request.session.pop(PAYMENT_STARTED, None)


def other_payment_ways(request: HttpRequest) -> list[PaymentWay]:
    """Return the ways to pay besides the chosen one, as the shop's adapter states them."""
    chosen = chosen_payment(request)
    return [way for way in get_adapter().payment_ways(request) if way.code != chosen]


def choose_payment(request: HttpRequest, code: str) -> bool:
    """Take another way to pay; return False, and change nothing, where the shop does not offer it."""
    ways = get_adapter().payment_ways(request) if has_begun(request) else ()
    if code not in [way.code for way in ways]:
        return False
    writable_session(request).pay_by(code)
    return True

"""The label of the checkout's last button, and retrying a payment that failed."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from support_plugin.adapters import PaymentWay, get_adapter
from support_plugin.formats.money import format_money
from support_plugin.shop.checkout.session import chosen_payment, has_begun, writable_session
from support_plugin.shop.checkout.steps import step_of
from support_plugin.shop.money import due
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


def pay_label(request: HttpRequest, total: Any) -> str:
    """Return what to write on the last button: the sum that is paid with it; "" to leave the shop's words.

    ``total``: the order's total as Oscar's pages have it.
    """
    amount = _due(total)
    way = _chosen_payment_way(request)
    if not amount or way is None or not way.is_paid_at_once:
        return ""
    return _("Pay %(amount)s") % {"amount": _money(amount, total)}


def retry_label(request: HttpRequest, total: Any) -> str:
    """Return the label of the button that begins the same payment again; "" where it could not."""
    began = pending_payment(request)
    amount = _due(total)
    if not began or not began["again"] or not amount:
        return ""
    return _("Try again: pay %(amount)s") % {"amount": _money(amount, total)}


def order_payment_link(order: Any) -> dict[str, str] | None:
    """Return where a placed order can still be paid, and the button's label; None for nowhere."""
    url = get_adapter().payment_url(order)
    if not url:
        return None
    return {"url": url, "label": _("Pay %(amount)s") % {"amount": _money(order.total_incl_tax, order)}}


def _money(amount: Any, priced: Any) -> str:
    return format_money(amount, priced.currency)


def other_payment_ways(request: HttpRequest) -> list[PaymentWay]:
    """Return the ways to pay besides the chosen one, as the shop's adapter tells them."""
    chosen = chosen_payment(request)
    return [way for way in get_adapter().payment_ways(request) if way.code != chosen]


def choose_payment(request: HttpRequest, code: str) -> bool:
    """Take another way to pay; return False, and change nothing, where the shop does not offer it."""
    ways = get_adapter().payment_ways(request) if has_begun(request) else ()
    if code not in [way.code for way in ways]:
        return False
    writable_session(request).pay_by(code)
    return True


def _chosen_payment_way(request: HttpRequest) -> PaymentWay | None:
    chosen = chosen_payment(request)
    return next((way for way in get_adapter().payment_ways(request) if way.code == chosen), None)


def _due(total: Any) -> Any:
    if total is None or not hasattr(total, "is_tax_known"):
        return None
    return due(total)

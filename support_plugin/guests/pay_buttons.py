"""What the buttons say that pay: the sum, on the checkout's last one and where a payment is begun again."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from support_plugin.adapters import PaymentWay, get_adapter
from support_plugin.formats.money import format_money
from support_plugin.guests.begun_payments import pending_payment
from support_plugin.shop.checkout.session import chosen_payment
from support_plugin.shop.money import due


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


def _chosen_payment_way(request: HttpRequest) -> PaymentWay | None:
    chosen = chosen_payment(request)
    return next((way for way in get_adapter().payment_ways(request) if way.code == chosen), None)


def _due(total: Any) -> Any:
    if total is None or not hasattr(total, "is_tax_known"):
        return None
    return due(total)

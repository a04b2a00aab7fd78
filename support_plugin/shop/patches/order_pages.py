"""The page of an order in the shopper's account."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext


def name_order_page(request: HttpRequest, response: Any) -> None:
    """Put the title "Order 100001" in place of Oscar's "Order #100001", whose sign no Persian or Arabic has.

    A title of the shop's own is left alone.
    """
    match = request.resolver_match
    context = getattr(response, "context_data", None)
    if match is None or match.view_name != "customer:order" or not context:
        return
    order = context.get("order")
    if order is not None and context.get("page_title") == f"{gettext('Order')} #{order.number}":
        context["page_title"] = f"{gettext('Order')} {order.number}"

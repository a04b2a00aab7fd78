"""The one total of a page: what is to be paid, in the rows of the shop's own totals and beside the cart."""

from typing import Any

from django.http import HttpRequest
from django.template import Context

from support_plugin.notices.current_quote import present_quote
from support_plugin.notices.slots import is_wanted
from support_plugin.shop.checkout.steps import step_of
from support_plugin.shop.quotes.carts import CartQuote

ADDRESS_STEP = "shipping-address"


def present_total(request: HttpRequest, page: Context | None = None) -> CartQuote | None:
    """Return the quote whose total stands on this page; None where the shop's own does.

    ``page`` is the template context of the shop's page; what its view has worked out is used. None where the
    admin wants no notice on the page, for an empty cart, and for goods without a price.
    """
    if not is_wanted("checkout" if step_of(request) else "basket"):
        return None
    quote = present_quote(request, page)
    return None if quote is None or quote.items is None else quote


def replaces_rows(request: HttpRequest, page: Context) -> bool:
    """Return whether the shop's rows of shipping, surcharges and tax would not add up to the page's total.

    The shop's basket page reckons without the destination that the shopper chose, or with one of several;
    a page of the checkout may reckon with none at all.
    """
    quote = present_total(request, page)
    if quote is None:
        return False
    theirs: Any = page.get("order_total")
    shipping: Any = page.get("shipping_charge")
    if step_of(request) == ADDRESS_STEP:
        # They follow what is chosen there.
        return True
    if theirs is None or shipping is None:
        return True
    side = "incl_tax" if theirs.is_tax_known else "excl_tax"
    total, charge = getattr(theirs, side), getattr(shipping, side)
    return (quote.total_low, quote.total_high, quote.charge_low, quote.charge_high) != (
        total,
        total,
        charge,
        charge,
    )

"""The one total of the basket page, beside its main button."""

from typing import Any

from django.http import HttpRequest

from support_plugin.formats.money import format_money, format_span
from support_plugin.notices.slots import shows_basket_notice
from support_plugin.notices.totals import present_total
from support_plugin.shop.money import due


def main_total(request: HttpRequest, page: Any) -> str:
    """Return what the basket page says is to be paid, as a text; "" where it says nothing.

    ``page``: the page's template context. The notices' total where they are shown, else the shop's own.
    """
    if shows_basket_notice():
        quote = present_total(request, page)
        if quote is None or quote.total_low is None or quote.total_high is None:
            return ""
        return format_span(quote.total_low, quote.total_high, quote.currency)
    total = page.get("order_total")
    if total is None:
        return ""
    return format_money(due(total), total.currency)

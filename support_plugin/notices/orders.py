"""What a placed order's pages and mails say of its delivery and its amounts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.formats.money import UNBREAKABLE, format_money, format_tax
from support_plugin.notices.delivery_dates.words import describe_dates
from support_plugin.notices.texts import delivery_dates_of
from support_plugin.shop.quotes.orders import delivery_days_of


@dataclass(frozen=True)
class Row:
    """One amount of an order, in words."""

    label: str
    # As the reader sees it, without a sign.
    amount: str
    # With its sign.
    shown: str


def order_arrival(order: Any, request: HttpRequest | None = None) -> str:
    """Return the days on which an order should arrive, by their dates; "" for unknown or past ones.

    Counted from when it was placed. Never "tomorrow": a mail is read on another day.
    """
    placed = order.date_placed
    dates = delivery_dates_of(delivery_days_of(order, request), clock.aware(placed) if placed else None)
    if dates is None or dates[1] < clock.shop_day():
        return ""
    return describe_dates(dates, today=date.min)


def amounts_left_out(order: Any, text: str) -> list[Row]:
    """Return the discounts and the tax of an order that a page or a mail of the shop does not name yet.

    ``text``: what the shop has written; an amount that stands in it is named.
    """
    # A format of the shop's own may have spaces that break.
    written = text.replace(" ", UNBREAKABLE)
    return [row for row in _rows(order) if row.amount not in written]


def _rows(order: Any) -> list[Row]:
    rows = [
        Row(
            str(discount.offer_name or discount.voucher_code or _("Discounts")),
            amount,
            format_money(-discount.amount, order.currency),
        )
        for discount in order.discounts.all()
        if discount.amount and (amount := format_money(discount.amount, order.currency))
    ]
    tax = order.total_incl_tax - order.total_excl_tax
    if tax > 0:
        words = format_tax(tax, order.currency)
        rows.append(Row(_("Of which tax"), words, words))
    return rows

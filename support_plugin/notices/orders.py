"""What a placed order's pages and mails say of its delivery and its amounts."""

import logging
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.formats.money import UNBREAKABLE, format_money, format_tax
from support_plugin.notices.delivery_dates.words import describe_dates
from support_plugin.notices.texts import delivery_dates_of
from support_plugin.shop.quotes.orders import delivery_days_of
from support_plugin.text.bidi import isolate

logger = logging.getLogger(__name__)

# Oscar's own words before an order's total and before its tax, as its catalogue has them.
OSCARS_TOTAL, OSCARS_TAX = ("Order total", "Order Total:"), "Order tax"
# What may stand between such a word and its amount: the tags of a table.
BETWEEN = r"(?:\s|</?\w+(?:\s[^<>]*)?>)*"


@dataclass(frozen=True)
class Row:
    """One amount of an order that is part of its total already, in words that say so."""

    # As the shop itself may have written it.
    name: str
    label: str
    # As the reader sees it, without a sign; the shop may write a tax with its fractions.
    amounts: tuple[str, ...]
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


def in_one_name(order: Any, text: str) -> str:
    """Return what the shop has written of an order, the total called as on all pages before, the tax whole.

    ``text``: HTML or a mail's text. Only where Oscar's own words stand directly before these amounts. If that
    fails, the text stays as it is: no page or mail is lost for it.
    """
    try:
        return _renamed(order, text)
    except Exception:
        logger.exception("An order's total keeps the shop's own name")
        return text


def _renamed(order: Any, text: str) -> str:
    total = format_money(order.total_incl_tax, order.currency)
    for words in OSCARS_TOTAL:
        name = _("Total to pay:") if words.endswith(":") else _("Total to pay")
        found = rf"(?P<before>(?:^|>)\s*){_written(_(words))}(?P<after>{BETWEEN}{_written(total)})"
        text = re.sub(found, rf"\g<before>{_plain(name)}\g<after>", text, flags=re.MULTILINE)
    tax = _tax_of(order)
    found = (
        rf"(?P<before>>\s*{_written(_(OSCARS_TAX))}{BETWEEN}){_written(format_money(tax, order.currency))}"
    )
    return re.sub(found, rf"\g<before>{_plain(format_tax(tax, order.currency))}", text)


def amounts_left_out(order: Any, text: str) -> list[Row]:
    """Return the discounts and the tax of an order that a page or a mail of the shop does not name yet.

    ``text``: what the shop has written; an amount that stands in it is named.
    """
    charge = format_money(order.shipping_incl_tax, order.currency)
    return [row for row in _rows(order) if not _is_named(row, text, charge)]


def _is_named(row: Row, text: str, charge: str) -> bool:
    if charge in row.amounts and row.name not in text and _escaped(row.name) not in text:
        # Half of it taken off: the amount in the text may be the other half.
        return False
    # Not as the end of a larger amount.
    start = r"(?<!\d)(?<!\d[.,٬٫'’\u00a0\u202f])"
    return any(re.search(start + _written(amount), text) for amount in row.amounts)


def _written(text: str) -> str:
    """Return a pattern for a text as a page may have it: escaped, and with spaces that break."""
    either = {re.escape(text), re.escape(_escaped(text))}
    return f"(?:{'|'.join(sorted(either))})".replace(re.escape(UNBREAKABLE), f"[ {UNBREAKABLE}]")


def _plain(text: str) -> str:
    return _escaped(text).replace("\\", "\\\\")


def _escaped(text: str) -> str:
    return str(conditional_escape(text))


def _tax_of(order: Any) -> Any:
    return order.total_incl_tax - order.total_excl_tax


def _rows(order: Any) -> list[Row]:
    rows = [_discount_row(discount, order.currency) for discount in order.discounts.all() if discount.amount]
    tax = _tax_of(order)
    if tax > 0:
        words = format_tax(tax, order.currency)
        label = _("Of which tax")
        rows.append(Row(label, label, (words, format_money(tax, order.currency)), words))
    return rows


def _discount_row(discount: Any, currency: str) -> Row:
    name = str(discount.offer_name or discount.voucher_code or _("Discounts"))
    label = _("%(offer)s (already taken off)") % {"offer": isolate(name)}
    shown = format_money(-discount.amount, currency)
    return Row(name, label, (format_money(discount.amount, currency),), shown)

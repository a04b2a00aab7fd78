"""A quote in words."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.countries.divisions import name_division
from support_plugin.formats.money import format_money, format_span, format_tax
from support_plugin.notices.delivery_dates.words import describe_dates
from support_plugin.notices.delivery_dates.working_days import delivery_dates
from support_plugin.notices.destination.found import Destination
from support_plugin.notices.queries import get_schedule
from support_plugin.shop.places import offered
from support_plugin.text.bidi import isolate


def describe_delivery_dates(days: tuple[int, int] | None, now: datetime | None = None) -> str:
    """Return the dates on which an order of now arrives, in the reader's calendar; empty for None."""
    dates = delivery_dates_of(days, now)
    return describe_dates(dates, _today(now)) if dates else ""


def delivery_dates_of(days: tuple[int, int] | None, now: datetime | None = None) -> tuple[date, date] | None:
    """Return the first and the last day on which an order of now arrives; None for no days."""
    return delivery_dates(days, now or clock.now(), get_schedule()) if days else None


def _today(now: datetime | None) -> date:
    return clock.shop_day(now)


def next_date_change() -> datetime:
    """Return the moment from which on the dates of delivery are others: the cut-off or the end of the day."""
    now = clock.local(clock.now(), clock.shop_zone())
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    cut_off = get_schedule().cut_off
    turn = now.replace(hour=cut_off.hour, minute=cut_off.minute, second=cut_off.second, microsecond=0)
    return turn if turn > now else midnight


def describe_place(destination: Destination | None) -> str:
    """Return the smallest area of a destination that has a name, such as a city; empty for none."""
    if destination is None:
        return ""
    if destination.city:
        return destination.city
    if destination.state:
        return dict(offered.provinces()).get(destination.state) or name_division(destination.state)
    return offered.name_of_country(destination.country) if destination.country else ""


def method_rows(quote: Any) -> list[dict[str, Any]]:
    """Return every method of a quote with the dates of its delivery, in the shop's order."""
    used = quote.method.code if quote.method else None
    return [
        {
            "method": method,
            "arrival": describe_delivery_dates(method.delivery_days),
            "is_used": method.code == used,
        }
        for method in quote.methods
    ]


def charge_words(what: Any, currency: str) -> str:
    """Return what shipping costs, of a quote or one of its methods; "free" only where that is certain."""
    low, high = what.charge_low, what.charge_high
    if low is None or high is None:
        return _("not known yet")
    if high == 0:
        return _("free")
    if not low:
        return _("at most %(high)s") % {"high": isolate(format_money(high, currency))}
    return format_span(low, high, currency)


def total_words(quote: Any) -> str:
    """Return what is to be paid, or the lowest and the highest; without shipping where nobody knows that.

    Empty for goods without a price.
    """
    if quote.total_low is not None and quote.total_high is not None:
        return format_span(quote.total_low, quote.total_high, quote.currency)
    if quote.items is None:
        return ""
    return format_money(quote.items - (quote.discount or Decimal(0)), quote.currency)


def tax_words(quote: Any) -> str:
    """Return the tax that the total contains, in whole units; empty for none, and for a span."""
    return format_tax(quote.tax, quote.currency) if quote.tax and quote.is_single else ""


def minus(amount: Decimal, currency: str) -> str:
    """Return what is taken off, with its sign where the shop's own rows have it."""
    return format_money(-amount, currency)

"""Filters and tags of the notices' own templates."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from support_plugin.formats.money import format_money, format_span, format_tax
from support_plugin.notices.slots import shows_basket_notice
from support_plugin.shop.quotes.carts import CartQuote
from support_plugin.text.bidi import isolate
from support_plugin.web.in_place import is_in_place
from support_plugin.web.nonces import answered_request

register = template.Library()


@register.filter
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


@register.filter
def total_words(quote: CartQuote) -> str:
    """Return what is to be paid, or the lowest and the highest; without shipping where nobody knows that.

    Empty for goods without a price.
    """
    if quote.total_low is not None and quote.total_high is not None:
        return format_span(quote.total_low, quote.total_high, quote.currency)
    if quote.items is None:
        return ""
    return format_money(quote.items - (quote.discount or Decimal(0)), quote.currency)


@register.filter
def tax_words(quote: CartQuote) -> str:
    """Return the tax that the total contains, in whole units; empty for none, and for a span."""
    return format_tax(quote.tax, quote.currency) if quote.tax and quote.is_single else ""


@register.filter
def is_short(words: str) -> bool:
    """Return whether amounts fit on one line of a phone: up to twelve digits."""
    return sum(character.isdigit() for character in words) <= 12


@register.filter
def minus(amount: Decimal, currency: str) -> str:
    """Return what is taken off, with its sign where the shop's own rows have it."""
    return format_money(-amount, currency)


@register.simple_tag
def adds_quietly() -> bool:
    """Return whether what is being added is confirmed in place, and no next steps follow."""
    request = answered_request()
    return request is not None and is_in_place(request) and shows_basket_notice()

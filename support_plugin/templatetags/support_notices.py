"""Filters of the notices' own templates."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from support_plugin.formats.money import format_money
from support_plugin.text.bidi import isolate

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
        return _("at most %(high)s") % {"high": _isolated(high, currency)}
    return span_words(low, high, currency)


@register.filter
def total_words(what: Any, currency: str) -> str:
    """Return a quote's total, or the lowest and the highest."""
    return span_words(what.total_low, what.total_high, currency)


def span_words(low: Any, high: Any, currency: str) -> str:
    """Return one amount, or "from … to …"."""
    if low == high:
        return format_money(low, currency)
    amounts = {"low": _isolated(low, currency), "high": _isolated(high, currency)}
    return _("from %(low)s to %(high)s") % amounts


def _isolated(amount: Any, currency: str) -> str:
    return isolate(format_money(amount, currency))

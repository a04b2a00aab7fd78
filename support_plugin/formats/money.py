"""Amounts of money in the unit and the digits that readers are used to.

Stored amounts, structured data and the REST API keep the currency's ISO unit.
"""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from support_plugin.formats.numbers import format_compact, format_number, in_readers_number, shortened
from support_plugin.preferences.models import SupportSettings
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop import money
from support_plugin.text.bidi import isolate

Unit = SupportSettings.RialUnit
# How many Rial each unit is, and how an amount in it is written.
_UNITS: dict[str, tuple[int, Promise]] = {
    Unit.RIAL: (1, _("%(amount)s Rial")),
    Unit.TOMAN: (10, _("%(amount)s Toman")),
    Unit.THOUSAND_RIAL: (1_000, _("%(amount)s thousand Rial")),
    Unit.THOUSAND_TOMAN: (10_000, _("%(amount)s thousand Toman")),
}

UNBREAKABLE = "\u00a0"


def format_money(amount: Any, currency: str | None = None) -> str:
    """Return an amount as all pages and mails of the shop show it; "" for what is no amount.

    ``amount`` is in the currency's ISO unit (IRR: Rial); ``currency`` its ISO code, None for the shop's own.
    """
    # Oscar's filter ends in show_money() itself, unless the shop has put its own in its place.
    return money.format_money(amount, currency).replace(" ", UNBREAKABLE)


def format_span(low: Decimal, high: Decimal, currency: str | None = None) -> str:
    """Return two amounts as one text that names the unit once, such as "37,500–50,000 Toman".

    One amount where both are equal. Units that stand before the number are named twice.
    """
    first = format_money(low, currency)
    last = first if low == high else format_money(high, currency)
    if first == last:
        return first
    number, _space, unit = first.partition(UNBREAKABLE)
    if unit and last.endswith(UNBREAKABLE + unit):
        return gettext("%(low)s–%(high)s") % {"low": number, "high": last}
    return gettext("%(low)s–%(high)s") % {"low": isolate(first), "high": isolate(last)}


def format_tax(amount: Decimal, currency: str | None = None) -> str:
    """Return a tax as the shop shows it, in whole units; see :func:`whole_tax`."""
    return format_money(whole_tax(amount, currency), currency)


def whole_tax(amount: Decimal, currency: str | None = None) -> Decimal:
    """Return a tax rounded to whole units as the shop shows them. Only for display.

    Rial to whole Rial or Toman, other currencies to their cents: the law knows no smaller ones, though a rate
    gives them.
    """
    return _in_whole_units(amount, currency, ROUND_HALF_UP)


def format_missing(amount: Decimal, currency: str | None = None) -> str:
    """Return how much more has to be bought, in whole units as the shop shows them, never too little.

    A percentage off makes fractions of what is missing that nobody can pay.
    """
    return format_money(_in_whole_units(amount, currency, ROUND_CEILING), currency)


def _in_whole_units(amount: Decimal, currency: str | None, rounding: str) -> Decimal:
    code = currency or money.default_currency()
    unit = _unit_of(code)
    # Of thousands, a whole one would be too coarse.
    step = Decimal(10 if unit in (Unit.TOMAN, Unit.THOUSAND_TOMAN) else 1)
    if code != "IRR":
        step = Decimal(1).scaleb(-get_currency_precision(code))
    return (amount / step).quantize(Decimal(1), rounding) * step


class _WholeTaxes:
    def __init__(self, found: Any, currency: str) -> None:
        self._found, self._currency = found, currency

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._found, name)
        return whole_tax(value, self._currency) if name in ("tax", "total_tax") else value


def with_whole_taxes(found: Any, currency: str) -> Any:
    """Return one of Oscar's prices, or a cart, for a page's rows of taxes: its tax is in whole units."""
    return found and _WholeTaxes(found, currency)


def show_money(amount: Any, currency: str | None, oscars: Callable[..., str]) -> str:
    """Return an amount in the admin's unit, else as Oscar's own filter writes it; in the reader's digits.

    Rial are never rounded: what is no whole number of the unit has a fraction, so that sums add up. Number
    and unit never stand on two lines, unless the shop's own OSCAR_CURRENCY_FORMAT has a space that may break.
    """
    code = currency or money.default_currency()
    unit = _unit_of(code)
    if not unit:
        shown = in_readers_number(oscars(amount, currency) if currency else oscars(amount))
        return shown if money.has_own_format(code) else shown.replace(" ", UNBREAKABLE)
    try:
        rial = Decimal(str(amount))
    except InvalidOperation:
        return ""
    if not rial.is_finite():
        return ""
    size, words = _UNITS[unit]
    shown = str(words) % {"amount": format_number(shortened(rial / size))}
    return shown.replace(" ", UNBREAKABLE)


def format_compact_money(amount: int | Decimal, currency: str | None = None) -> str:
    """Return an amount as a bare number in few letters, in the unit of :func:`format_money`."""
    unit = _unit_of(currency or money.default_currency())
    return format_compact(Decimal(amount) / _UNITS[unit][0] if unit else amount)


def _unit_of(currency: str) -> str:
    """Return the admin's unit for a currency; empty where Oscar's filter writes it."""
    unit = get_preferences().rial_unit if currency == "IRR" else ""
    return unit if unit in _UNITS else ""

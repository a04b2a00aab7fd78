"""Amounts of money in the unit and the digits that readers are used to.

Stored amounts, structured data and the REST API keep the currency's ISO unit.
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support_plugin.formats.numbers import format_number, in_readers_number
from support_plugin.preferences.models import SupportSettings
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop import money

Unit = SupportSettings.RialUnit
# How many Rial each unit is, and how an amount in it is written.
_UNITS: dict[str, tuple[int, Promise]] = {
    Unit.RIAL: (1, _("%(amount)s Rial")),
    Unit.TOMAN: (10, _("%(amount)s Toman")),
    Unit.THOUSAND_RIAL: (1_000, _("%(amount)s thousand Rial")),
    Unit.THOUSAND_TOMAN: (10_000, _("%(amount)s thousand Toman")),
}


def format_money(amount: Any, currency: str | None = None) -> str:
    """Return an amount as all pages and mails of the shop show it; "" for what is no amount.

    ``amount`` is in the currency's ISO unit (IRR: Rial); ``currency`` its ISO code, None for the shop's own.
    """
    # Oscar's filter ends in show_money() itself, unless the shop has put its own in its place.
    return money.format_money(amount, currency)


def show_money(amount: Any, currency: str | None, oscars: Callable[..., str]) -> str:
    """Return an amount in the admin's unit, else as Oscar's own filter writes it; in the reader's digits.

    Rial are never rounded: what is no whole number of the unit has a fraction, so that sums add up.
    """
    unit = get_preferences().rial_unit if (currency or money.default_currency()) == "IRR" else ""
    if unit not in _UNITS:
        return in_readers_number(oscars(amount, currency) if currency else oscars(amount))
    try:
        rial = Decimal(str(amount))
    except InvalidOperation:
        return ""
    size, words = _UNITS[unit]
    return str(words) % {"amount": format_number(_shortened(rial / size))} if rial.is_finite() else ""


def _shortened(number: Decimal) -> Decimal:
    # 12.50 is 12.5, and 100 is not 1E+2.
    return number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()

"""Amounts as the shop writes them."""

from collections.abc import Callable
from typing import Any


def default_currency() -> str:
    """Return the ISO code of the shop's own currency."""
    from django.conf import settings

    return str(getattr(settings, "OSCAR_DEFAULT_CURRENCY", ""))


def has_own_format(currency: str) -> bool:
    """Return whether the shop's OSCAR_CURRENCY_FORMAT says how this currency is written."""
    from django.conf import settings

    formats = getattr(settings, "OSCAR_CURRENCY_FORMAT", None)
    return bool(formats.get(currency, {}).get("format") if isinstance(formats, dict) else formats)


def due(price: Any) -> Any:
    """Return the amount of one of Oscar's prices, with tax where it is known."""
    return price.incl_tax if price.is_tax_known else price.excl_tax


def cart_worth(cart: Any) -> tuple[Any, str]:
    """Return what a cart's items cost and its currency; (None, "") for an empty cart, or one without."""
    if cart is None or cart.is_empty or not cart.currency:
        return None, ""
    return cart.total_incl_tax if cart.is_tax_known else cart.total_excl_tax, str(cart.currency)


def cart_sum(cart: Any) -> str:
    """Return what a cart's items cost, as Oscar's templates show it."""
    amount = cart.total_incl_tax if cart.is_tax_known else cart.total_excl_tax
    return format_money(amount, cart.currency)


def format_money(amount: Any, currency: str | None = None) -> str:
    """Return an amount as Oscar's ``currency`` filter, or the shop's in its place, shows it."""
    # Looked up when called: shops replace it.
    from oscar.templatetags import currency_filters

    return str(currency_filters.currency(amount, *filter(None, [currency])))


def wrap_currency_filter(show: Callable[[Any, str | None, Callable[..., str]], str]) -> None:
    """Let ``show(amount, currency, oscars_filter)`` answer for Oscar's ``currency`` filter, once.

    To be called before models are loaded: Oscar's import the function by name. A shop whose own function
    takes its place later, in its app's ``__init__``, keeps that.
    """
    from oscar.templatetags import currency_filters

    oscars = currency_filters.currency
    if getattr(oscars, "is_support_plugins", False):
        return

    def currency(value: Any, currency_format: str | None = None) -> str:
        """Format an amount as currency."""
        return show(value, currency_format, oscars)

    currency.is_support_plugins = True  # type: ignore[attr-defined]
    currency_filters.currency = currency
    currency_filters.register.filter("currency", currency)

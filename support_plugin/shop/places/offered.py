"""The places the shop sends to, as its own checkout asks for them."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from oscar.core.loading import get_model

from support_plugin.cache import SHOP, cached
from support_plugin.shop.classes import get_class

Choices = list[tuple[str, str]]


def shipping_countries() -> Choices:
    """Return (two letters, name) of the countries the shop sends to, the usual one first."""
    return [(code, name) for code, name, _order in _countries()]


def country_orders() -> dict[str, int]:
    """Return {two letters: display order} of the countries the shop sends to."""
    return {code: order for code, _name, order in _countries()}


def provinces() -> Choices:
    """Return (value, name) of the provinces that the shop's address form lets choose from; empty for none.

    Of a list in groups, such as one by country, the first group: the usual country's. All of them would be on
    every page that shows what shipping costs.
    """
    found: Choices = cached(("provinces", get_language()), _read_provinces, (SHOP,))
    return found


def name_of_country(code: str) -> str:
    """Return a country's name in the active language; the code itself where the shop does not send there."""
    return dict(shipping_countries()).get(code, code)


def _countries() -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = cached(("countries", get_language()), _read_countries, (SHOP,))
    return found


def _read_countries() -> list[tuple[str, str, int]]:
    rows = get_model("address", "Country")._default_manager.filter(is_shipping_country=True)
    return [(row.iso_3166_1_a2, str(row), row.display_order) for row in rows]


def _read_provinces() -> Choices:
    state: Any = get_class("checkout.forms", "ShippingAddressForm")().fields.get("state")
    if not isinstance(state, forms.ChoiceField):
        return []
    choices: Any = state.choices
    groups = [names for value, names in choices if value and isinstance(names, list | tuple)]
    return [(str(value), str(name)) for value, name in (groups[0] if groups else choices) if value]

"""The places the shop sends to, as its own checkout asks for them."""

import time
from typing import Any

from django import forms
from django.utils.translation import get_language
from oscar.core.loading import get_model

from support_plugin.conf import get_config
from support_plugin.shop.classes import get_class

Choices = list[tuple[str, str]]
_cached: dict[str, tuple[float, tuple[Choices, Choices]]] = {}


def shipping_countries() -> Choices:
    """Return (two letters, name) of the countries the shop sends to, the usual one first."""
    return _load()[0]


def provinces() -> Choices:
    """Return (value, name) of the provinces that the shop's address form lets choose from; empty for none.

    Of a list in groups, such as one by country, the first group: the usual country's. All of them would be on
    every page that tells what shipping costs.
    """
    return _load()[1]


def name_of_country(code: str) -> str:
    """Return a country's name in the active language; the code itself where the shop does not send there."""
    return dict(shipping_countries()).get(code, code)


def _load() -> tuple[Choices, Choices]:
    # The lists change once a year; a page must not ask for them.
    language, now = get_language() or "", time.monotonic()
    found = _cached.get(language)
    if found is None or now - found[0] >= get_config()["PREFERENCES_CACHE_SECONDS"]:
        found = _cached[language] = (now, (_read_countries(), _read_provinces()))
    return found[1]


def _read_countries() -> Choices:
    rows = get_model("address", "Country")._default_manager.filter(is_shipping_country=True)
    return [(row.iso_3166_1_a2, str(row)) for row in rows]


def _read_provinces() -> Choices:
    state: Any = get_class("checkout.forms", "ShippingAddressForm")().fields.get("state")
    if not isinstance(state, forms.ChoiceField):
        return []
    choices: Any = state.choices
    groups = [names for value, names in choices if value and isinstance(names, list | tuple)]
    return [(str(value), str(name)) for value, name in (groups[0] if groups else choices) if value]


def forget_places() -> None:
    """Let the next reader see the places as they are now."""
    _cached.clear()

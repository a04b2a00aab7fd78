"""The country that the shop is in, as far as its settings and its own addresses show."""

from collections import Counter
from typing import Any

from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.conf import global_settings, settings
from django.utils.translation import to_locale
from oscar.core.loading import get_model

from support_plugin.cache import SHOP, cached
from support_plugin.shop.places.offered import country_orders


def home_country() -> str:
    """Return the ISO code of the shop's country, one that it sends to; empty where it is unknown.

    Never the first of the alphabet: a wrong country on every page is worse than none.
    """
    return str(cached("home country", _guess, (SHOP,)))


def _guess() -> str:
    orders = country_orders()
    if len(orders) == 1:
        return str(next(iter(orders)))
    # The surest first.
    for find in (_put_first, _phone_region, _own_address, _language_region, _currency_region):
        country = find(orders)
        if country in orders:
            return country
    return ""


def _put_first(orders: dict[str, int]) -> str:
    """The country that the owner has put before all others."""
    highest = max(orders.values(), default=0)
    first = [code for code, order in orders.items() if order == highest]
    return first[0] if len(first) == 1 else ""


def _phone_region(_orders: Any) -> str:
    """Where numbers are from that people write without a country code."""
    return str(getattr(settings, "PHONENUMBER_DEFAULT_REGION", None) or "")


def _own_address(_orders: Any) -> str:
    """The country of the partners' addresses, which is where parcels come from."""
    addresses = get_model("partner", "PartnerAddress")._default_manager
    found = Counter(addresses.order_by().values_list("country_id", flat=True))
    return str(next(iter(found))) if len(found) == 1 else ""


def _language_region(_orders: Any) -> str:
    """The region of the shop's own language, where people pay in the shop's currency.

    ``LANGUAGE_CODE`` alone says little: many a project has the one that it was made with, such as "en-us".
    """
    region = to_locale(settings.LANGUAGE_CODE).rpartition("_")[2]
    is_chosen = global_settings.LANGUAGE_CODE != settings.LANGUAGE_CODE
    return region if is_chosen and _currency() in _currencies_of(region) else ""


def _currency_region(_orders: Any) -> str:
    """The one country that pays in the shop's currency."""
    codes = [code for code in get_global("territory_currencies") if _currency() in _currencies_of(code)]
    return codes[0] if len(codes) == 1 else ""


def _currency() -> str:
    return str(getattr(settings, "OSCAR_DEFAULT_CURRENCY", "") or "")


def _currencies_of(region: str) -> list[str]:
    return list(get_territory_currencies(region)) if len(region) == 2 else []

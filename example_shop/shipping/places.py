"""Reads from an address where a parcel goes."""

from example_shop.shipping.rates import COURIER_CITIES, NEIGHBOURS, TEHRAN, Region
from support_plugin.text.folding import fold

_CITIES = {fold(spelling) for spellings in COURIER_CITIES.values() for spelling in spellings}


def find_region(address: object) -> Region:
    """Return the region of a shipping address."""
    if address.country_id != "IR":
        return Region.NEIGHBOURS if address.country_id in NEIGHBOURS else Region.WORLD
    return Region.TEHRAN if address.state == TEHRAN else Region.IRAN


def has_courier(address: object) -> bool:
    """Tell whether the courier goes to this address."""
    return address.country_id == "IR" and fold(address.line4) in _CITIES

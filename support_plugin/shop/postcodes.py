"""Postcodes that Oscar refuses, and their one spelling."""

import re

# Oscar 4.2 wants #####-#####. Iran's post writes ten digits, and people write them with or without the dash.
OSCARS_OWN = r"^[0-9]{5}-[0-9]{5}$"
AS_WRITTEN = r"^[0-9]{5}-?[0-9]{5}$"
# With any of the dashes that keyboards have, or a space.
_IN_TWO_PARTS = re.compile(r"([0-9]{5})[-‐‑–—− ]([0-9]{5})")


def accept_iranian_postcodes() -> None:
    """Let addresses of every kind hold an Iranian postcode without the dash.

    Called once, when the models are loaded. A pattern that the shop has set itself is left alone.
    """
    from oscar.apps.address.abstract_models import AbstractAddress

    patterns = AbstractAddress.POSTCODES_REGEX
    if patterns.get("IR") == OSCARS_OWN:
        patterns["IR"] = AS_WRITTEN


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

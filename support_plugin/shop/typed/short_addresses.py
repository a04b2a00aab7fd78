"""Saudi Post's short address: four letters, four digits."""

import re

from support_plugin.text.cleaning import without_invisible
from support_plugin.text.digits import to_ascii_digits

EXAMPLE = "RRRD2929"
_SHORT_ADDRESS = re.compile(r"([A-Za-z]{4})[-\s]?([0-9]{4})")


def read_short_address(typed: str) -> str:
    """Return a short address in capitals and ASCII digits; what is none as typed."""
    parts = _SHORT_ADDRESS.fullmatch(to_ascii_digits(without_invisible(typed)).strip())
    return (parts[1].upper() + parts[2]) if parts else typed


def is_short_address(typed: str) -> bool:
    """Return whether somebody has typed a short address, in digits of any kind."""
    return bool(_SHORT_ADDRESS.fullmatch(read_short_address(typed)))

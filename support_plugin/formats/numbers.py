"""Numbers in the reader's digits. How they are read back: ``support_plugin.text.digits``."""

import re
from decimal import Decimal
from functools import cache

from support_plugin.formats.readers import current_reader
from support_plugin.text.digits import ASCII

# Before a minus, the invisible mark that keeps it on the number's side in right-to-left text, as in CLDR.
_MINUS = {"arabext": "\u200e\u2212", "arab": "\u061c-", "latn": "-"}
_SEPARATOR = re.compile("(?<=[0-9])[,.](?=[0-9])")
_SEPARATORS = {",": "٬", ".": "٫"}


def has_own_digits() -> bool:
    """Return whether the active language's readers see other digits than ASCII ones."""
    return current_reader().numbering != "latn"


def in_readers_digits(text: object) -> str:
    """Return the text with its ASCII digits in those of the active language's readers; all else unchanged."""
    return str(text).translate(_table(current_reader().digits))


def in_readers_number(text: str) -> str:
    """Return a text with numbers as English writes them, with the digits and separators of the reader."""
    if not has_own_digits():
        return text
    return in_readers_digits(_SEPARATOR.sub(lambda found: _SEPARATORS[found[0]], text))


def format_number(number: int | Decimal) -> str:
    """Return a number in thousands, exact, in the reader's digits, such as ``۱٬۲۳۴٫۵``.

    What is returned can be typed back: ``digits.parse_number`` gives the same number.
    """
    sign = _MINUS[current_reader().numbering] if number < 0 else ""
    # Not abs(): it rounds to 28 digits.
    return sign + in_readers_number(f"{Decimal(number).copy_abs():,f}")


@cache
def _table(digits: str) -> dict[int, int]:
    return str.maketrans(ASCII, digits) if digits != ASCII else {}

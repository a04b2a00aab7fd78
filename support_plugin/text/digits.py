"""The three sets of digits, and numbers as people type them. How readers see them: ``formats.numbers``."""

import re
from decimal import Decimal

from support_plugin.text.cleaning import without_invisible

ASCII = "0123456789"
PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩"
# Persian and Arabic-Indic digits are different characters, also where they look alike.
_TO_ASCII = str.maketrans(PERSIAN + ARABIC_INDIC, ASCII * 2)

# Between the thousands: ASCII and Arabic comma, Arabic thousands separator, apostrophes, any space.
_GROUPING = "[,،٬'’ \u00a0\u202f]"
# Before the fraction: point, Arabic decimal separator, and the slash of Persian handwriting.
_DECIMAL = r"[.٫/]"
_NUMBER = re.compile(
    rf"(?P<sign>[-+−]?)(?P<whole>[0-9]{{1,3}}(?:(?P<group>{_GROUPING})[0-9]{{3}})(?:(?P=group)[0-9]{{3}})*|[0-9]+)"
    rf"(?:{_DECIMAL}(?P<fraction>[0-9]+))?"
)


def to_ascii_digits(text: str) -> str:
    """Return the text with Persian and Arabic-Indic digits replaced by ASCII ones; all else unchanged."""
    return text.translate(_TO_ASCII)


def parse_number(text: str) -> Decimal:
    """Return the number somebody typed in ASCII, Persian or Arabic-Indic digits.

    Thousands may be grouped (in threes, by one separator) and the fraction may follow a point, ``٫`` or a
    slash. Raises ValueError for anything else, a mixture of two sets of digits included: whoever writes
    one number in two scripts made a mistake or wants to deceive.
    """
    plain = without_invisible(text).strip()
    if sum(not digits.isdisjoint(plain) for digits in map(set, (ASCII, PERSIAN, ARABIC_INDIC))) > 1:
        raise ValueError("digits of more than one script")
    match = _NUMBER.fullmatch(to_ascii_digits(plain))
    if match is None:
        raise ValueError("not a number")
    sign = "-" if match["sign"] in ("-", "−") else ""
    whole = re.sub(_GROUPING, "", match["whole"])
    return Decimal(f"{sign}{whole}.{match['fraction'] or '0'}")

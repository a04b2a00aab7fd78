"""Numbers in the reader's digits."""

from django.utils.translation import get_language

# Persian and Arabic-Indic digits are different characters, also where they look alike.
_DIGITS = {
    "fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
    "ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
}


def in_readers_digits(text: object) -> str:
    """Return the text with its digits in those of the active language."""
    return str(text).translate(_DIGITS.get((get_language() or "")[:2], {}))

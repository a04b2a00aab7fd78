"""Numbers in the reader's digits. How they are read back: ``support_plugin.text.digits``."""

import re
from decimal import Decimal
from functools import cache

from babel.numbers import format_compact_decimal, format_percent

from support_plugin.formats.readers import Reader, current_reader
from support_plugin.text.digits import ASCII

# Before a minus, the invisible mark that keeps it on the number's side in right-to-left text, as in CLDR.
_MINUS = {"arabext": "\u200e\u2212", "arab": "\u061c-", "latn": "-"}
_SEPARATOR = re.compile("(?<=[0-9])[,.](?=[0-9])")
_SEPARATORS = {",": "٬", ".": "٫"}


def has_own_digits() -> bool:
    """Return whether the active language's readers see other digits than ASCII ones."""
    return current_reader().has_own_digits


def in_readers_digits(text: object) -> str:
    """Return the text with its ASCII digits in those of the active language's readers; all else unchanged."""
    return in_digits_of(current_reader(), str(text))


def in_digits_of(reader: Reader, text: str) -> str:
    """Return the same for these readers."""
    return text.translate(_table(reader.digits))


def in_readers_number(text: str) -> str:
    """Return a text with numbers as English writes them, with the digits and separators of the reader."""
    return _in_number_of(current_reader(), text)


def _in_number_of(reader: Reader, text: str) -> str:
    if not reader.has_own_digits:
        return text
    return in_digits_of(reader, _SEPARATOR.sub(lambda found: _SEPARATORS[found[0]], text))


def format_number(number: int | Decimal) -> str:
    """Return a number in thousands, exact, in the reader's digits, such as ``۱٬۲۳۴٫۵``.

    What is returned can be typed back: ``digits.parse_number`` gives the same number.
    """
    reader = current_reader()
    sign = _MINUS[reader.numbering] if number < 0 else ""
    # Not abs(): it rounds to 28 digits.
    return sign + _in_number_of(reader, f"{Decimal(number).copy_abs():,f}")


def format_compact(number: int | Decimal) -> str:
    """Return a number in few letters, rounded to hundredths of its unit, such as ``2.5M``, ``۲٫۵ میلیون``."""
    if -1000 < number < 1000:
        return format_number(shortened(Decimal(number)))
    return in_readers_number(
        format_compact_decimal(number, locale=current_reader().locale, fraction_digits=2)
    )


def format_share(share: Decimal) -> str:
    """Return a share of one in hundred, such as ``56%``, ``۴٫۵٪``; below ten with one place."""
    places = 1 if share < Decimal("0.0995") else 0
    percents = f"{round(share * 100, places):f}".removesuffix(".0")
    if has_own_digits():
        return f"{in_readers_number(percents)}٪"
    return format_percent(Decimal(percents) / 100, locale=current_reader().locale, decimal_quantization=False)


def shortened(number: Decimal) -> Decimal:
    """Return the same number without zeros at its end: 12.50 is 12.5, and 100 is not 1E+2."""
    return number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()


@cache
def _table(digits: str) -> dict[int, int]:
    return str.maketrans(ASCII, digits) if digits != ASCII else {}

"""Money: stored in Rial (IRR), shown in Toman (10 Rial), in the digits of the reader's language."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import get_language

RIAL_PER_TOMAN = 10
_DIGITS = {
    "fa": str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬"),
    "ar": str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬"),
}
_UNITS = {"fa": "تومان", "ar": "تومان"}
# With the invisible mark that keeps the sign on its side of the number in right-to-left text (as CLDR does).
_MINUS = {"fa": "\u200e\u2212", "ar": "\u061c-"}


def format_toman(value: object, currency: str | None = None) -> str:
    """Return ``value`` (Rial) as whole Toman in the active language; "" for what is no number.

    Takes the place of Oscar's ``currency`` filter and has its signature; the shop has one currency only.
    """
    try:
        toman = (Decimal(str(value)) / RIAL_PER_TOMAN).quantize(Decimal(1), ROUND_HALF_UP)
    except InvalidOperation:
        return ""
    language = (get_language() or "")[:2]
    sign = _MINUS.get(language, "-") if toman < 0 else ""
    number = f"{abs(toman):,}".translate(_DIGITS.get(language, {}))
    return f"{sign}{number} {_UNITS.get(language, 'Toman')}"


def round_to_toman(amount: Decimal, currency: str | None = None) -> Decimal:
    """Round a discount down to whole Toman, so that the sums on a page add up as they are shown."""
    return (amount / RIAL_PER_TOMAN).quantize(Decimal(1), ROUND_DOWN) * RIAL_PER_TOMAN


def replace_oscar_currency_filter() -> None:
    """Make ``{{ price|currency }}`` and Oscar's own Python code show Toman.

    Oscar's setting OSCAR_CURRENCY_FORMAT can change the pattern but neither divide by ten nor choose
    digits, and Oscar imports the function by name for its offers' texts: so it is replaced at its source.
    """
    from oscar.templatetags import currency_filters

    currency_filters.currency = format_toman
    currency_filters.register.filter("currency", format_toman)

"""Numbers in the shop's templates."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

register = template.Library()
_DIGITS = {
    "fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
    "ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
}


@register.filter
def digits(value: object) -> str:
    """Return a count, a day or a quantity as text in the active language's digits."""
    return str(value).translate(_DIGITS.get((get_language() or "")[:2], {}))


@register.filter
def negative(amount: Decimal) -> Decimal:
    """Return a discount as the negative amount it is, for ``currency`` to put the sign where it belongs."""
    return -amount

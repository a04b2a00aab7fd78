"""Numbers in the shop's templates."""

import re
from decimal import Decimal

from django import template
from django.apps import apps
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
_DIGITS = {
    "fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
    "ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
}
# What keeps its digits in a text: tags, entities, and codes (words with a Latin letter).
_KEPT = re.compile(r"(<[^>]*>|&#?\w+;|[\w.+@-]*[A-Za-z][\w.+@-]*)")


@register.filter
def digits(value: object) -> str:
    """Return a count, a day or a quantity as text in the digits of the page's readers."""
    if apps.is_installed("support_plugin"):
        from support_plugin.formats.numbers import in_readers_digits

        return in_readers_digits(value)
    return str(value).translate(_DIGITS.get((get_language() or "")[:2], {}))


@register.filter
def text_digits(text: object) -> str:
    """Return a text, plain or HTML, with its numbers in the language's digits and its codes as they are."""
    parts = _KEPT.split(str(text))
    found = "".join(part if index % 2 else digits(part) for index, part in enumerate(parts))
    return mark_safe(found) if isinstance(text, SafeString) else found  # noqa: S308 (as safe as it was)


@register.filter
def negative(amount: Decimal) -> Decimal:
    """Return a discount as the negative amount it is, for ``currency`` to put the sign where it belongs."""
    return -amount

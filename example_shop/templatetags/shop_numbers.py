"""Numbers in the shop's templates."""

from decimal import ROUND_HALF_UP, Decimal

import phonenumbers
from django import template
from django.apps import apps
from django.template import Context
from django.utils.html import format_html
from django.utils.translation import get_language

from example_shop.money import RIAL_PER_TOMAN

register = template.Library()
_DIGITS = {
    "fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
    "ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
}


@register.filter
def digits(value: object) -> str:
    """Return a count, a day or a quantity as text in the digits of the page's readers."""
    if apps.is_installed("support_plugin"):
        from support_plugin.formats.numbers import in_readers_digits

        return in_readers_digits(value)
    return str(value).translate(_DIGITS.get((get_language() or "")[:2], {}))


@register.filter
def text_digits(text: object) -> str:
    """Return a text, plain or HTML, with its numbers in the reader's digits; without the app, as it is."""
    if apps.is_installed("support_plugin"):
        from support_plugin.formats.pages import in_readers_text

        return in_readers_text(text)
    return text if isinstance(text, str) else str(text)


@register.filter
def phone(address: object) -> str:
    """Return an address's phone number as its country dials it; that of another country with its code."""
    number = address.phone_number
    if not number:
        return ""
    is_at_home = phonenumbers.region_code_for_number(number) == address.country_id
    return number.as_national if is_at_home else number.as_international


@register.filter
def negative(amount: Decimal) -> Decimal:
    """Return a discount as the negative amount it is, for ``currency`` to put the sign where it belongs."""
    return -amount


@register.filter
def whole(amount: Decimal) -> Decimal:
    """Return a tax in whole Toman: a part of a price, it is in no sum of its own."""
    return (amount / RIAL_PER_TOMAN).quantize(Decimal(1), ROUND_HALF_UP) * RIAL_PER_TOMAN


@register.simple_tag(takes_context=True)
def total_to_pay(context: Context) -> str:
    """Return what the cart costs with its shipping; without the app, as far as Oscar's view knows."""
    if apps.is_installed("support_plugin"):
        from support_plugin.templatetags.support import support_total

        if total := support_total(context):
            return total
    from oscar.templatetags.currency_filters import currency

    basket, total = context["basket"], context.get("order_total")
    amount = total.incl_tax if total else basket.total_incl_tax
    return format_html("<bdi>{}</bdi>", currency(amount, basket.currency))

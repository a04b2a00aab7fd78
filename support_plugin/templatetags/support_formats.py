"""Numbers, money and times as readers are used to them: ``{% load support_formats %}``."""

from django import template
from django.utils.translation import gettext as _

from support_plugin.clock import to_json
from support_plugin.formats.dates import describe_age, describe_duration, describe_time
from support_plugin.formats.money import format_missing, format_money, format_tax, with_whole_taxes
from support_plugin.formats.numbers import in_readers_digits, in_readers_number
from support_plugin.formats.pages import in_readers_text

register = template.Library()
register.filter("readers_digits", in_readers_digits)
register.filter("text_digits", in_readers_text)
register.filter("money", format_money)
register.filter("tax_money", format_tax)
register.filter("missing_money", format_missing)
register.filter("whole_taxes", with_whole_taxes)
register.filter("age", describe_age)
register.filter("duration", describe_duration)
register.filter("length_of_time", describe_time)
register.filter("json_time", to_json)


@register.filter
def file_size(size: int) -> str:
    """Return a size in bytes as people read it; counted as in chat/attachments.js."""
    is_small = size < 1_000_000
    value = max(1, size / 1000) if is_small else size / 2**20
    number = f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:.0f}"
    return (_("%(size)s KB") if is_small else _("%(size)s MB")) % {"size": in_readers_number(number)}

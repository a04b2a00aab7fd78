"""Numbers, money and times as readers are used to them: ``{% load support_formats %}``."""

from django import template
from django.template.defaultfilters import filesizeformat

from support_plugin.formats.dates import describe_age, describe_duration
from support_plugin.formats.money import format_money
from support_plugin.formats.numbers import in_readers_digits

register = template.Library()
register.filter("readers_digits", in_readers_digits)
register.filter("money", format_money)
register.filter("age", describe_age)
register.filter("duration", describe_duration)


@register.filter
def file_size(size: int) -> str:
    """Return a size in bytes as people read it."""
    return in_readers_digits(filesizeformat(size))

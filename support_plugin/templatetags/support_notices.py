"""Filters and tags of the notices' own templates."""

from django import template

from support_plugin.notices import texts
from support_plugin.notices.slots import shows_basket_notice
from support_plugin.web.in_place import is_in_place
from support_plugin.web.nonces import answered_request

register = template.Library()
register.filter("charge_words", texts.charge_words)
register.filter("total_words", texts.total_words)
register.filter("tax_words", texts.tax_words)
register.filter("minus", texts.minus)


@register.filter
def is_short(words: str) -> bool:
    """Return whether amounts fit on one line of a phone: up to twelve digits."""
    return sum(character.isdigit() for character in words) <= 12


@register.simple_tag
def adds_quietly() -> bool:
    """Return whether what is being added is confirmed in place, and no next steps follow."""
    request = answered_request()
    return request is not None and is_in_place(request) and shows_basket_notice()

"""Strips bidi controls from what visitors send to the shop's forms."""

from django.http import QueryDict

from support_plugin.shop.typed.fields import with_values
from support_plugin.text.bidi import without_controls


def strip_bidi_controls(fields: QueryDict) -> QueryDict:
    """Return the fields of a form without bidi controls; passwords stay as they were typed."""
    found = {
        name: [without_controls(value) for value in values]
        for name, values in fields.lists()
        if "password" not in name and not all(map(str.isascii, values))
    }
    return with_values(fields, found)

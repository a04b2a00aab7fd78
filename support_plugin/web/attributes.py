"""Attributes of an element, without a template's variable for each of them."""

import html
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString


def html_attributes(values: Mapping[str, Any]) -> SafeString:
    """Return ``name="value"`` for each value, escaped, with a space before each; None is left out.

    A template takes four times as long for the three dozen attributes that the launcher has, and Django's
    ``flatatt`` fourteen times.
    """
    return SafeString(
        "".join(f' {name}="{html.escape(str(value))}"' for name, value in values.items() if value is not None)
    )

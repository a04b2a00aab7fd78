"""Checking the plain data of cards."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from support_plugin.chat.cards.shown import safe_address
from support_plugin.errors import Refused
from support_plugin.text.bidi import without_controls
from support_plugin.text.cleaning import is_blank, is_storable, with_plain_breaks


def wrong() -> Refused:
    """Return the answer to a card that says what its kind does not take."""
    return Refused("invalid", _("This card is not made as its kind wants it."))


def read_object(data: Any, names: set[str]) -> dict[str, Any]:
    """Return an object that has no other fields than these, or raise Refused."""
    if not isinstance(data, dict) or not set(data) <= names:
        raise wrong()
    return data


def read_text(value: Any, longest: int, *, required: bool = False) -> str | None:
    """Return a text without bidi controls, or raise Refused; None for none, unless ``required``."""
    if value is None and not required:
        return None
    if not isinstance(value, str) or not is_storable(value):
        raise wrong()
    text = without_controls(with_plain_breaks(value)).strip()
    if is_blank(text) or len(text) > longest:
        raise wrong()
    return text


def read_path(value: Any) -> str | None:
    """Return a path on the shop's host, or raise Refused; None for none."""
    if value is None:
        return None
    path = safe_address(value)
    if path is None or not path.startswith("/") or len(path) > 500:
        raise wrong()
    return path

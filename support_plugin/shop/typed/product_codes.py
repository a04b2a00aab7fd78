"""Searches for a product by its code, typed with Persian or Arabic-Indic digits."""

import re

from support_plugin.text.cleaning import is_storable
from support_plugin.text.digits import to_ascii_digits

_LATIN = re.compile("[A-Za-z]")


def read_search(typed: str) -> str:
    """Return what to search for: codes in ASCII digits, other words as they were typed.

    A code is a word with Latin letters and digits, or a single word that is a product's UPC. Numbers in
    names ("دفتر ۱۴۰۵") are as the shop has written them, which the shop's own search knows best.
    """
    if not is_storable(typed):
        return typed
    words = typed.split()
    plain = [to_ascii_digits(word) if _LATIN.search(word) else word for word in words]
    if len(words) == 1 and plain[0] != to_ascii_digits(plain[0]) and _is_upc(to_ascii_digits(plain[0])):
        return to_ascii_digits(plain[0])
    return " ".join(plain) if plain != words else typed


def _is_upc(code: str) -> bool:
    from oscar.core.loading import get_model

    return bool(get_model("catalogue", "Product")._default_manager.filter(upc=code).exists())

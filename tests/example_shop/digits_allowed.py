"""The digits of another script that a page of the demo may show, and why."""

import re

from tests.example_shop.visible_text import NO_WORDS
from tools.buying.addresses import TEHRAN_ADDRESS

_DIGITS = {"fa": "[0-9\u0660-\u0669]", "ar": "[0-9\u06f0-\u06f9]", "en": "[\u0660-\u0669\u06f0-\u06f9]"}
# A code has Latin letters, which its digits stay with: SF-1023, CVV2, SALAM10. So have addresses.
_CODE = r"[\w.+-]*[A-Za-z][\w.+-]*"
# What the tests type, and what stays as typed: an address in Persian digits on an Arabic page; a name.
_TYPED = rf"{TEHRAN_ADDRESS['line1']}|(?<!\w)۱(?!\w)"
# The demo's site has no name but its address.
_HOST = r"\d+\.\d+\.\d+\.\d+(?::\d+)?"
_EVERYWHERE = re.compile("|".join((_HOST, _CODE, _TYPED)))


def without_allowed(text: str) -> str:
    """Return the text without what may have digits of another script."""
    return _EVERYWHERE.sub(" ", NO_WORDS.sub(" ", text))


def wrong_digits(text: str, language: str) -> list[str]:
    """The digits in a text that are not those of the language."""
    return re.findall(_DIGITS[language], text)

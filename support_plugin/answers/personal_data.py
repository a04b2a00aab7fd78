"""What in a text may be about one person: hidden where others are shown it, told before it is published.

By rules alone, rather too much than too little: each longer number counts that is not plainly an amount.
"""

import re

# In place of what is hidden.
HIDDEN = "•••"
_EMAIL = re.compile(r"[^\s@<>«»()،,:;]+\s?@\s?[^\s@<>«»()،,:;]+\.[^\s@<>«»()،,:;]+")
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\S)@[\w.]{3,}")
# Invisible characters too, which come with copied texts.
_GAP = r"[\s\-‐-―−_./()·:٬٫\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
# Five digits and more in a row, of any script, with what people write between them.
_NUMBER = re.compile(rf"\+?\d(?:{_GAP}{{0,2}}\d){{4,}}")
# A word with both Latin letters and digits: a parcel, an order, an account.
_CODE = re.compile(r"\b(?=[a-z0-9-]*\d{3})(?=\d*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*\b", re.IGNORECASE)
# Of any length, after a word that says whose it is.
_LABELLED = re.compile(
    r"((?<!\w)(?:سفارش(?:\s*شماره)?|شماره|فاکتور|کد|پلاک|واحد|الطلب(?:\s*رقم)?|طلبي|رقم|order|number|no\.|invoice|code)"
    r"\s*[:#№]?\s*)[#]?\d[\w\-/]*",
    re.IGNORECASE,
)
_UNITS = "تومان|تومن|ریال|هزار|میلیون|درهم|دینار|جنیه|ريال|دولار|دلار|یورو|toman|rial|usd|eur|dollars?|euros?"
_AMOUNT = re.compile(rf"\s*(?:[$€£﷼]|(?:{_UNITS})(?!\w))", re.IGNORECASE)
_MOST_DIGITS_OF_AMOUNTS = 9


def hide_personal_data(text: str) -> str:
    """Return the text with e-mail addresses, links, phone, card and order numbers replaced by "•••"."""
    for pattern in (_EMAIL, _LINK, _HANDLE):
        text = pattern.sub(HIDDEN, text)
    text = _LABELLED.sub(rf"\1{HIDDEN}", text)
    text = _NUMBER.sub(_hide_number, text)
    return _CODE.sub(HIDDEN, text)


def holds_personal_data(text: str) -> bool:
    """Return whether something of a text would be hidden."""
    return HIDDEN in hide_personal_data(text)


def _hide_number(found: re.Match[str]) -> str:
    digits = sum(character.isdecimal() for character in found[0])
    is_amount = _AMOUNT.match(found.string, found.end()) and not found[0].startswith(("+", "0", "۰", "٠"))
    return found[0] if is_amount and digits <= _MOST_DIGITS_OF_AMOUNTS else HIDDEN

"""Personal data in a question, replaced before it leaves the shop.

By rules alone, rather too much than too little: every longer number goes that is not plainly an amount. What
was replaced is never put back; an answer with a placeholder is refused.
"""

import re
from collections.abc import Iterable

from support_plugin.text.cleaning import without_invisible
from support_plugin.text.digits import to_ascii_digits
from support_plugin.text.folding import fold
from support_plugin.text.payment_cards import hide_card_numbers

NAMES = ("email", "link", "handle", "iban", "card", "number", "name", "address")
PLACEHOLDER = re.compile(r"\[\s*(?:" + "|".join(NAMES) + r")\s*\]", re.IGNORECASE)

# Letters of a question that go at all.
LONGEST = 1000

_EMAIL = re.compile(
    r"[^\s@<>«»\"'()،,:;]+\s?(?:@|\(at\)|\[at\])\s?[^\s@<>«»\"'()،,:;]+\.[^\s@<>«»\"'()،,:;]+"
)
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/\S*)?\b", re.I
)
_HANDLE = re.compile(r"(?<!\S)@[\w.]{3,}")
_GAP = r"[\s\-‐-―−_./()·:،,٬٫•]"
_IBAN = re.compile(rf"\b[a-z]{{2}}{_GAP}?\d{{2}}(?:{_GAP}?[a-z0-9]){{11,30}}\b", re.I)
_CARD = re.compile(r"•[•\s\d\-‐-―−_./·]*\d{4}")
# Five digits and more in a row, with what people write between them.
_NUMBER = re.compile(rf"\+?\d(?:{_GAP}{{0,2}}\d){{4,}}")
_MOST_DIGITS_OF_AMOUNTS = 12
_UNITS = (
    "تومان|تومن|ریال|هزار|میلیون|ت\\b|درهم|دینار|جنيه|جنیه|ريال|دولار|دلار|یورو|يورو|ألف|مليون|"
    "toman|tomans|rial|rials|irr|usd|eur|gbp|sar|aed|kwd|qar|omr|egp|dollars?|euros?|pounds?|dirhams?|riyals?|dinars?"
)
_AFTER = re.compile(rf"\s*(?:[$€£﷼]|(?:{_UNITS})(?!\w))", re.I)
_BEFORE = re.compile(r"(?:[$€£﷼]|(?<!\w)(?:usd|eur|gbp|sar|aed|irr))\s*$", re.I)
# A number, of whatever length, or a code after words that say whose it is.
_LABELLED = re.compile(
    r"((?<!\w)(?:سفارش(?:\s*(?:شماره|من|م))?|شماره|فاکتور|پیگیری|رهگیری|کد\s*(?:ملی|پستی|پیگیری|رهگیری|سفارش)|"
    r"پلاک|واحد|طبقه|طلب(?:ي|ية)?(?:\s*رقم)?|الطلب(?:\s*رقم)?|رقم(?:\s*الطلب)?|رمز|فاتورة|شحنة|شقة|مبنى|"
    r"order(?:\s*(?:number|no\.?|id))?|invoice|tracking(?:\s*(?:number|code))?|ref(?:erence)?|account|passport|"
    r"postcode|zip|phone|mobile|apt\.?|flat|unit|voucher|code)\s*[:#№=]?\s*(?:is\s+)?#?)"
    r"([a-z]{0,4}[\-_]?\d[\w\-/]*)",
    re.I,
)
_HASHED = re.compile(r"#\s?[a-z]{0,4}-?\d[\w-]*", re.I)
# A word with both letters and five digits or more: a code of a parcel, an order, a passport.
_CODE = re.compile(r"\b(?=[a-z0-9-]*\d{4})(?=\d*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*\b", re.I)
_NAMED = re.compile(
    r"((?<!\w)(?:اسم\s*(?:من|م)|اسمم|نام\s*من|نامم|اینجانب|من\s+(?:آقای|خانم)|آقای|خانم|اسمي|أنا\s+اسمي|السيد|السيدة|"
    r"my\s+name\s+is|i\s+am\s+(?:mr|mrs|ms)\.?|mr\.?|mrs\.?|ms\.?|dear)\s*[:،,]?\s+)"
    r"([^\W\d_]+(?:\s+[^\W\d_]+)?)",
    re.I,
)
_ADDRESS = re.compile(
    r"(?<!\w)(?:خیابان|خ\.|بلوار|کوچه|میدان|بزرگراه|اتوبان|شهرک|شارع|حي|ميدان|طريق|"
    r"\d+\s+(?:[a-z]+\s+){1,3}(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd)\b)"
    r"[^\n.!?؟؛;]{0,80}",
    re.I,
)


def mask(text: str, names: Iterable[str] = ()) -> str:
    """Return a question as it may leave the shop: its first ``LONGEST`` letters, personal data replaced.

    ``names``: what is known of whoever asks: parts of their name, their user name.
    """
    text = to_ascii_digits(without_invisible(text.replace("\u200c", " ")))
    text = "".join(character for character in text if character.isprintable() or character == "\n")
    # Cards' numbers first, as their digits may be parted by what ends a number below.
    text = _CARD.sub("[card]", hide_card_numbers(text))
    for name, pattern in (("email", _EMAIL), ("link", _LINK), ("handle", _HANDLE), ("iban", _IBAN)):
        text = pattern.sub(f"[{name}]", text)
    text = _ADDRESS.sub("[address]", text)
    text = _LABELLED.sub(r"\1[number]", text)
    text = _HASHED.sub("[number]", text)
    text = _NUMBER.sub(_mask_number, text)
    text = _CODE.sub("[number]", text)
    text = _NAMED.sub(r"\1[name]", text)
    return _mask_names(text, names)[:LONGEST].strip()


def has_placeholder(text: str) -> bool:
    """Return whether a text holds what ``mask`` puts in place of personal data."""
    return PLACEHOLDER.search(text) is not None


def _mask_number(found: re.Match[str]) -> str:
    """Replace a number that is not plainly an amount of money."""
    digits = sum(character.isdecimal() for character in found[0])
    is_amount = _AFTER.match(found.string, found.end()) or _BEFORE.search(found.string[: found.start()])
    if is_amount and digits <= _MOST_DIGITS_OF_AMOUNTS and not found[0].startswith(("+", "0")):
        return found[0]
    return "[number]"


def _mask_names(text: str, names: Iterable[str]) -> str:
    """Replace each word that is spelt as a part of a name is."""
    known = {part for name in names for part in fold(name).split() if len(part) > 1}
    if not known:
        return text
    return re.sub(
        r"[^\W\d_][\w\u064b-\u065f]*", lambda word: "[name]" if fold(word[0]) in known else word[0], text
    )

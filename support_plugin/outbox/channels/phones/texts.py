"""A message to a phone number, and what of it an SMS can carry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from support_plugin.text.bidi import BIDI_CONTROLS
from support_plugin.text.cleaning import storable, with_plain_breaks

# Old phones show boxes for controls and marks of direction. The joiners stay: Persian is spelt with them.
_FOR_SMS = str.maketrans(
    dict.fromkeys(map(ord, BIDI_CONTROLS + "\u200e\u200f\u061c\ufeff"), "") | {0xA0: " ", 0x202F: " "}
)
# 3GPP TS 23.038, 6.2.1: the default alphabet, and what takes two of its places.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
# Places in a message alone, and in each part of a longer one (3GPP TS 23.040, 9.2.3.24.1).
_GSM_PLACES = (160, 153)
_UCS2_PLACES = (70, 67)


@dataclass(frozen=True)
class Text:
    """A message to one person.

    ``to``: the number in E.164, "+989121234567". ``text``: as the person reads it, rendered. ``template``:
    the provider's name or number of an approved text that is sent instead, "" for free text; ``parameters``:
    its values by name, in the template's order. ``language``: as Django writes it, "en-gb". ``sender``: a
    line or name of the provider's; "" for the one in the settings.
    """

    to: str
    text: str
    template: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    sender: str = ""


def plain_for_sms(text: str) -> str:
    """Return a text without what old phones show as boxes: isolates, marks of direction, unusual spaces."""
    return with_plain_breaks(storable(text)).translate(_FOR_SMS)


def local_number(to: str) -> str:
    """Return a number as Iran's panels take it: 09… at home, 00… abroad."""
    return f"0{to[3:]}" if to.startswith("+98") else f"00{to[1:]}"


def segments(text: str) -> int:
    """Return how many SMS a text takes: 160 or 153 places of GSM-7, else 70 or 67 of UCS-2; 0 for ""."""
    is_gsm = all(letter in _GSM or letter in _GSM_EXTENSION for letter in text)
    if is_gsm:
        return _parts([2 if letter in _GSM_EXTENSION else 1 for letter in text], *_GSM_PLACES)
    return _parts([2 if ord(letter) > 0xFFFF else 1 for letter in text], *_UCS2_PLACES)


def _parts(sizes: Iterable[int], alone: int, each: int) -> int:
    """Return how many parts hold letters of these sizes; none is divided."""
    sizes = list(sizes)
    if sum(sizes) <= alone:
        return 1 if sizes else 0
    parts, used = 1, 0
    for size in sizes:
        if used + size > each:
            parts, used = parts + 1, 0
        used += size
    return parts

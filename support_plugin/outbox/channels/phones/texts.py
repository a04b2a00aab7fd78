"""A message to a phone number, and which of its letters an SMS can carry."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from support_plugin.text.bidi import BIDI_CONTROLS
from support_plugin.text.cleaning import storable, with_plain_breaks

# Old phones show boxes for controls and marks of direction. The joiners stay: Persian is spelt with them.
_FOR_SMS = str.maketrans(
    dict.fromkeys(map(ord, BIDI_CONTROLS + "\u200e\u200f\u061c\ufeff"), "") | {0xA0: " ", 0x202F: " "}
)


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

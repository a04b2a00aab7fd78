"""Whether a shopper says that shipping costs too much: words of three languages, without a model."""

import re

from support_plugin.text.folding import fold

# Both must stand in one part of a sentence: that goods are dear is nothing about shipping.
_SHIPPING = re.compile(
    r"ارسال|پست|پیک|کرایه|باربری|تیپاکس|حمل|شحن|توصیل|shipping|delivery|postage|courier|freight|\bp&p\b"
)
_TOO_MUCH = re.compile(
    r"گرون|گران|زیاده|زیاد است|خیلی زیاد|نمی ?ارز|نمی ?صرف|صرف نمی|سنگینه|غالی|غالیه|مرتفع|کثیر|باهظ"
    r"|expensive|too much|too high|pricey|steep|rip.?off|not worth|ridiculous|puts me off"
)
_NOT = re.compile(
    r"نیست|نبود|(?:لیست?|مو|مش) (?:غالی|مرتفع|کثیر|باهظ)"
    r"|\bnot (?:too |so |that |very )*(?:expensive|pricey|steep|much|high)\b|\bisn.t\b"
)
_PARTS = re.compile(r"[.,;:!?،؛؟\n]+| چون | لأن | because | since ")


def is_shipping_too_dear(text: str) -> bool:
    """Return whether a text says, in one part of a sentence, that shipping costs too much."""
    parts = _PARTS.split(fold(text))
    return any(_SHIPPING.search(part) and _TOO_MUCH.search(part) and not _NOT.search(part) for part in parts)

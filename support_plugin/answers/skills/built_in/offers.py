"""An offer on shipping, to shoppers who say that its cost keeps them from buying."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.answers.skills.declared_reads import Reader
from support_plugin.answers.skills.registry import Skill
from support_plugin.answers.skills.types import Question, SkillReply
from support_plugin.answers.skills.words import lines
from support_plugin.chat.cards.registry import Card
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


class ShippingOfferSkill(Skill):
    """Free shipping by a code of one's own, where the admin lets the assistant offer it."""

    name = "shipping-offer"
    needs = frozenset({"delivery-cost"})
    reads = frozenset({"cart", "offers"})
    without = frozenset({"return", "refund", "exchange", "customs", "not_received"})

    def likelihood(self, asked: Question) -> float:
        """Return 1 where the shopper says that shipping costs too much."""
        return 1.0 if not self.without & asked.concepts and names_obstacle(asked.text) else 0.0

    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return the code with its end; None where none may be offered, or shipping costs nothing here."""
        if not reader.may_offer_shipping():
            return None
        cart = reader.cart()
        amounts = cart.cost.amounts if cart is not None and cart.cost is not None else None
        if amounts is None or not amounts.is_sent or not amounts.is_known or amounts.charge_high == 0:
            return None
        offer = reader.shipping_offer()
        if offer is None:
            return None
        text = lines(
            _("We can send this cart to you for free, with a code that is yours alone."),
            offer.terms,
            _("Enter it in your cart. If you don’t use it, nothing changes."),
        )
        data = {
            "title": _("Free shipping"),
            "text": offer.terms,
            "code": offer.code,
            "link": reverse("basket:summary"),
            "label": _("Show the cart"),
        }
        return SkillReply(self.name, text, Card("offer", data), {"source": "pool"})


def names_obstacle(text: str) -> bool:
    """Return whether a text says, in one part of a sentence, that shipping costs too much."""
    parts = _PARTS.split(fold(text))
    return any(_SHIPPING.search(part) and _TOO_MUCH.search(part) and not _NOT.search(part) for part in parts)

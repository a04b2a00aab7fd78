"""An offer on shipping, to shoppers who say that its cost keeps them from buying."""

from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.answers.skills.declared_reads import Reader
from support_plugin.answers.skills.registry import Skill
from support_plugin.answers.skills.shipping_complaints import is_shipping_too_dear
from support_plugin.answers.skills.types import Question, SkillReply
from support_plugin.answers.skills.words import lines
from support_plugin.chat.cards.registry import Card


class ShippingOfferSkill(Skill):
    """Free shipping by a code of one's own, where the admin lets the assistant offer it."""

    name = "shipping-offer"
    needs = frozenset({"delivery-cost"})
    reads = frozenset({"cart", "offers"})
    without = frozenset({"return", "refund", "exchange", "customs", "not_received"})

    def likelihood(self, asked: Question) -> float:
        """Return 1 where the shopper says that shipping costs too much."""
        return 1.0 if not self.without & asked.concepts and is_shipping_too_dear(asked.text) else 0.0

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

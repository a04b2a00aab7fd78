"""Whether a voucher counts in this cart, and why not."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.answers.skills.declared_reads import Reader
from support_plugin.answers.skills.registry import Skill
from support_plugin.answers.skills.types import Question, SkillReply
from support_plugin.answers.skills.words import lines
from support_plugin.basket.voucher_answers import VoucherAnswer, VoucherState
from support_plugin.chat.cards.registry import Card
from support_plugin.formats.money import format_money
from support_plugin.text.bidi import isolate, isolate_code

# What stands around a code in a sentence.
_AROUND = "«»“”„\"'‘’`()[]{}<>.,،؛;:!?؟…"
_WORD = re.compile(r"\S+")


class VoucherCheck(Skill):
    """What the code in the question gives in this cart; without one, why one in the cart gives nothing."""

    name = "voucher"
    needs = frozenset({"voucher-refused", "voucher-where", "voucher-combine", "voucher-get"})
    reads = frozenset({"cart"})
    mentions = (frozenset({"code", "discount"}),)
    without = frozenset({"sms_code", "account", "giftcard", "track", "login", "password", "invoice"})
    least = 0.3

    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return it; None without a cart, and where no voucher is meant."""
        cart = reader.cart()
        found = cart.ask_about_voucher(words_of(asked.text)) if cart is not None else None
        if found is None:
            return None
        card = None
        if found.state == VoucherState.WOULD_COUNT:
            label = _("Show the cart")
            data = {"title": label, "code": found.code, "link": reverse("basket:summary"), "label": label}
            card = Card("offer", data)
        return SkillReply(self.name, _text(found), card, {"code": found.code, "state": str(found.state)})


def words_of(text: str) -> list[str]:
    """Return the words of a question as they were typed, without what stands around them."""
    return list(dict.fromkeys(filter(None, (word.strip(_AROUND) for word in _WORD.findall(text)))))


def _text(found: VoucherAnswer) -> str:
    code = isolate_code(found.code)
    values = {"code": code, "amount": isolate(format_money(found.amount, found.currency or None))}
    if found.state == VoucherState.UNKNOWN:
        # A guest's own code can be proven to be theirs in their browser alone.
        text = _(
            "We can't tell anything of %(code)s here. Please check how it is written and enter it in your"
            " cart: there you see whether it counts."
        )
        return text % values
    if found.state == VoucherState.COUNTS:
        if not found.amount:
            return _("The code %(code)s is in your cart and counts.") % values
        return _("The code %(code)s is in your cart and takes off %(amount)s.") % values
    if found.state == VoucherState.WOULD_COUNT:
        return lines(
            (
                _("The code %(code)s counts for your cart: it takes off %(amount)s.")
                if found.amount
                else _("The code %(code)s counts for the shipping of your cart.")
            )
            % values,
            _("Enter it in your cart, under the goods."),
        )
    return lines(_("The code %(code)s gives nothing in your cart.") % values, found.reason)

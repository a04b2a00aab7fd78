"""What sending this cart costs, when it comes, and how far it is to free shipping."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.answers.skills.declared_reads import Reader
from support_plugin.answers.skills.own_carts import CartAmounts, CartCost, OwnCart
from support_plugin.answers.skills.registry import Skill
from support_plugin.answers.skills.types import Question, SkillReply
from support_plugin.answers.skills.words import lines
from support_plugin.chat.cards.registry import Card
from support_plugin.formats.money import format_missing
from support_plugin.notices.queries import get_notice_settings
from support_plugin.notices.texts import charge_words, describe_place, total_words
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.free_shipping.gaps import Gap
from support_plugin.text.bidi import isolate

_SENT = frozenset({"delivery", "courier", "carrier"})
# What a question about another matter mentions beside the delivery.
_OTHERS = frozenset(
    {"return", "refund", "exchange", "abroad", "customs", "pickup", "slot", "merge_orders", "not_received"}
)


class ShippingCost(Skill):
    """What sending this cart costs, and all that is to be paid."""

    name = "shipping-cost"
    needs = frozenset({"delivery-cost"})
    reads = frozenset({"cart"})
    mentions = (_SENT, frozenset({"cost", "charged", "who_pays", "free"}))
    without = _OTHERS | {"late", "sms", "code", "hide_price", "cancel", "cooperate", "card"}
    least = 0.35

    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return the charge, the total to pay, the days of arrival, and what is missing to free shipping."""
        cart = reader.cart()
        cost = cart.cost if cart is not None else None
        if cart is None or cost is None:
            return None
        if not cost.amounts.is_sent:
            return _reply(
                self.name, cost, _("Nothing in your cart has to be sent, so there is no shipping cost.")
            )
        text = lines(
            _charge(cost), _total(cost.amounts), _arrival(cost), _missing(cart, cost), _ask_place(cost)
        )
        return _reply(self.name, cost, text)


class DeliveryTime(Skill):
    """When this cart would arrive, ordered now."""

    name = "delivery-time"
    needs = frozenset({"delivery-time", "express-same-day"})
    reads = frozenset({"cart"})
    mentions = (_SENT | {"order"}, frozenset({"when", "express"}))
    without = _OTHERS | {
        "late",
        "notify",
        "stock",
        "cancel",
        "off_topic",
        "track",
        "status",
        "double",
        "payment",
        "not_working",
    }
    least = 0.45

    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return the days of arrival; None where the shop's method doesn't state them."""
        cart = reader.cart()
        cost = cart.cost if cart is not None else None
        if cost is None or not cost.amounts.is_sent or not cost.arrival:
            return None
        return _reply(self.name, cost, lines(_arrival(cost), _charge(cost), _ask_place(cost)))


class FreeShipping(Skill):
    """What has to be added to this cart until its shipping is free."""

    name = "free-shipping"
    needs = frozenset({"free-delivery-threshold"})
    reads = frozenset({"cart"})
    mentions = (_SENT, frozenset({"free", "cost", "minimum"}))
    without = _OTHERS | {"combine", "code", "ingredients", "cod", "discount", "review", "sample", "cooperate"}
    least = 0.35

    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return what is missing, or that it is free; None where no rule of the shop's makes it free."""
        cart = reader.cart()
        cost = cart.cost if cart is not None else None
        if cart is None or cost is None or not cost.amounts.is_sent:
            return None
        if cost.amounts.is_known and cost.amounts.charge_high == 0:
            return _reply(self.name, cost, _charge(cost))
        missing = _missing(cart, cost)
        return _reply(self.name, cost, lines(missing, _charge(cost), _ask_place(cost))) if missing else None


def _charge(cost: CartCost) -> str:
    amounts = cost.amounts
    if not amounts.is_known:
        return _("What sending your cart costs is not known yet.")
    values = {
        "charge": isolate(charge_words(amounts, amounts.currency)),
        "place": isolate(describe_place(cost.destination)),
        "method": isolate(amounts.method),
    }
    if amounts.charge_high == 0:
        if describe_place(cost.destination):
            return _("Sending your cart to %(place)s is free (%(method)s).") % values
        return _("Sending your cart is free (%(method)s).") % values
    if describe_place(cost.destination):
        return _("Sending your cart to %(place)s costs %(charge)s (%(method)s).") % values
    return _("Sending your cart costs %(charge)s (%(method)s).") % values


def _total(amounts: CartAmounts) -> str:
    if amounts.total_low is None:
        return ""
    return _("Total to pay: %(total)s") % {"total": isolate(total_words(amounts))}


def _arrival(cost: CartCost) -> str:
    if not cost.arrival:
        return ""
    return _("If you order now, it arrives: %(days)s") % {"days": isolate(cost.arrival)}


def _missing(cart: OwnCart, cost: CartCost) -> str:
    amounts = cost.amounts
    if amounts.is_known and amounts.charge_high == 0:
        return ""
    gap: Gap | None = cart.missing_to_free_shipping()
    if gap is None:
        return ""
    values = {
        "amount": isolate(format_missing(gap.amount, gap.currency)),
        "method": isolate(gap.method_name),
    }
    return _("Add goods worth %(amount)s, and shipping is free (%(method)s).") % values


def _ask_place(cost: CartCost) -> str:
    """Return where to say where the cart goes; "" where that is known."""
    if cost.destination is not None and (cost.destination.state or cost.destination.city):
        return ""
    if _asks_place():
        text = _("Tell us where it goes under “%(label)s” in your cart, and you see the exact amount.")
        return text % {"label": _("Where to?")}
    return _("You see the exact amount in the checkout, once you have entered the address.")


def _asks_place() -> bool:
    return get_preferences().notices_enabled and get_notice_settings().asks_destination


def _reply(name: str, cost: CartCost, text: str) -> SkillReply:
    amounts = cost.amounts
    explanation: dict[str, Any] = {
        "source": "page" if cost.is_shown else "worked out",
        "currency": amounts.currency,
        "charge": _texts(amounts.charge_low, amounts.charge_high),
        "total": _texts(amounts.total_low, amounts.total_high),
        "method": amounts.method,
        "place": describe_place(cost.destination),
    }
    return SkillReply(name, text, _card(cost), explanation)


def _texts(low: Any, high: Any) -> list[str] | None:
    return None if low is None or high is None else [str(low), str(high)]


def _card(cost: CartCost) -> Card | None:
    """Return the way to the small form, where the destination is what is missing."""
    if not cost.amounts.is_sent or not _ask_place(cost) or not _asks_place():
        return None
    label = _("Choose the destination")
    return Card("offer", {"title": label, "link": reverse("support_plugin:destination"), "label": label})

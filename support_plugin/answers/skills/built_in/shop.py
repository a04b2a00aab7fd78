"""What the shop says of itself: opening hours, returns, and ways to pay."""

from babel.lists import format_list
from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.answers.skills.declared_reads import Reader
from support_plugin.answers.skills.registry import Skill
from support_plugin.answers.skills.shop_facts import Hours
from support_plugin.answers.skills.types import Question, SkillReply
from support_plugin.answers.skills.words import lines
from support_plugin.chat.cards.registry import Card
from support_plugin.chat.team.opening import name_zone, own_zone
from support_plugin.formats.dates import format_time
from support_plugin.formats.readers import current_reader
from support_plugin.hours.words import describe_opening
from support_plugin.text.bidi import isolate


class OpeningHours(Skill):
    """When somebody answers: now, and in the coming days."""

    name = "opening-hours"
    needs = frozenset({"opening-hours"})
    reads = frozenset({"shop"})
    mentions = (frozenset({"hours"}),)
    without = frozenset(
        {"absent", "slot", "delivery", "courier", "holiday", "storage", "opened", "cost", "refund", "usage"}
    )
    least = 0.25

    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return them; None where nothing has hours."""
        hours = reader.hours()
        if hours is None:
            return None
        weeks = [
            lines(f"{isolate(name)}:" if name else "", *(f"• {isolate(day)}: {text}" for day, text in days))
            for name, days in hours.weeks
        ]
        return SkillReply(self.name, lines(_now(hours), *weeks), None, {"is_open": hours.is_open})


class ReturnsPolicy(Skill):
    """The shop's own line on returns, and where to read more."""

    name = "returns"
    needs = frozenset({"return-how", "return-deadline"})
    reads = frozenset({"shop"})
    mentions = (frozenset({"return"}),)
    without = frozenset({"refund", "exchange", "opened", "wrong_item", "damaged", "cost", "who_pays"})
    least = 0.4

    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return it; None where the shop says nothing in this language: an article may."""
        policy = reader.returns()
        if policy is None:
            return None
        card = None
        if policy.link.startswith("/"):
            label = _("More about returns")
            card = Card("offer", {"title": label, "link": policy.link, "label": label})
        return SkillReply(self.name, isolate(policy.text), card, {})


class WaysToPay(Skill):
    """The ways to pay, as far as the shop states them."""

    name = "payment-methods"
    needs = frozenset({"payment-methods", "cash-on-delivery", "card-on-delivery"})
    reads = frozenset({"shop"})
    mentions = (frozenset({"payment", "card", "cod", "method"}),)
    without = frozenset(
        {
            "not_working",
            "complaint",
            "charged",
            "payfail",
            "refund",
            "double",
            "account",
            "wallet",
            "instalments",
            "tax",
            "invoice",
            "secure",
            "edit_order",
            "return",
            "abroad",
            "currency",
            "track",
            "damaged",
            "phone_order",
            "other_person",
        }
    )
    least = 0.35

    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return them; None where the shop states none."""
        ways = reader.ways_to_pay()
        if not ways.names:
            return None
        listed = format_list([isolate(name) for name in ways.names], locale=current_reader().locale)
        text = _("You can pay by: %(ways)s") % {"ways": listed}
        if not ways.is_for_cart:
            depends = _("Which of these your order can be paid by, you see in the checkout.")
            text = lines(text, depends)
        explanation = {"ways": list(ways.names), "source": "cart" if ways.is_for_cart else "shop"}
        return SkillReply(self.name, text, None, explanation)


def _now(hours: Hours) -> str:
    """Return when it changes, in the zone of the hours: the message is stored, and read anywhere."""
    if hours.changes_at is None:
        return _("We are here now.") if hours.is_open else _("Nobody is here right now")
    with own_zone(hours.schedule) as zone:
        if hours.is_open:
            until = isolate(format_time(clock.local(hours.changes_at)))
            text = _("We are here now, until %(time)s.") % {"time": until}
        else:
            text = describe_opening(hours.changes_at)
    return name_zone(text, zone)

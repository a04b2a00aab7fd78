"""How the logged-in shopper's own orders stand. A guest is shown how to find theirs, and nothing of any."""

import re
from typing import Any

from django.utils.translation import gettext as _

from support_plugin import clock
from support_plugin.answers.skills.declared_reads import Reader
from support_plugin.answers.skills.registry import Skill
from support_plugin.answers.skills.types import Question, SkillReply
from support_plugin.answers.skills.words import lines
from support_plugin.chat.cards.registry import Card
from support_plugin.formats.dates import format_date
from support_plugin.shop.own_orders import OwnOrder
from support_plugin.text.bidi import isolate, isolate_code
from support_plugin.text.digits import to_ascii_digits

# What may be an order's number: Oscar's are of digits; a shop's own may have letters.
_NUMBER = re.compile(r"(?<![\w-])(?=[A-Za-z0-9-]*[0-9])[A-Za-z0-9-]{4,40}(?![\w-])")
_MOST_NUMBERS = 3


class OwnOrders(Skill):
    """How the order in the question stands, else the newest ones."""

    name = "order-status"
    needs = frozenset({"track-order", "order-status-meaning", "order-late"})
    reads = frozenset({"orders"})
    mentions = (frozenset({"track", "status", "late", "not_received", "order"}),)
    without = frozenset(
        {
            *("refund", "return", "points", "cooperate", "missing_item", "wrong_item", "damaged", "privacy"),
            *("site_error", "sms_code", "account", "cancel", "edit_order", "origin", "payfail", "login"),
        }
    )
    least = 0.4

    def answer(self, asked: Question, reader: Reader) -> SkillReply | None:
        """Return it. Another person's number and one that there is not get the same answer."""
        if not asked.is_logged_in:
            return SkillReply(self.name, _guest_text(), None, {"guest": True})
        numbers = numbers_in(asked.text)
        own = [order for number in numbers if (order := reader.order(number)) is not None]
        if own:
            return self._reply(own)
        orders = reader.orders()
        if numbers:
            unknown = _("Your account has no order %(number)s.") % {"number": isolate_code(numbers[0])}
            return SkillReply(self.name, lines(unknown, _where()), None, {"unknown": True})
        if not orders:
            return SkillReply(self.name, lines(_("Your account has no orders yet."), _where()), None, {})
        return self._reply(orders)

    def _reply(self, orders: list[OwnOrder]) -> SkillReply:
        card = Card("order", {"order": orders[0].number})
        found: dict[str, Any] = {"orders": [order.number for order in orders]}
        return SkillReply(self.name, lines(*map(_line, orders)), card, found)


def numbers_in(text: str) -> list[str]:
    """Return what may be numbers of orders, in ASCII digits, each once."""
    return list(dict.fromkeys(_NUMBER.findall(to_ascii_digits(text))))[:_MOST_NUMBERS]


def _line(order: OwnOrder) -> str:
    placed = format_date(clock.local(order.placed_at), "DATE_FORMAT")
    values = {
        "number": isolate_code(order.number),
        "date": isolate(placed),
        "status": isolate(order.status),
    }
    if not order.status:
        return _("Order %(number)s of %(date)s has been received.") % values
    return _("Order %(number)s of %(date)s: %(status)s") % values


def _guest_text() -> str:
    return lines(
        _("To see your orders here, please log in."),
        _("Ordered without an account? The link in the confirmation e-mail shows how your order stands."),
    )


def _where() -> str:
    return _("If you ordered without an account, the link in the confirmation e-mail shows that order.")

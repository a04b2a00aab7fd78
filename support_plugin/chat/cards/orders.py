"""Cards that show how one of the shopper's own orders stands, at the moment the card is read."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from support_plugin import clock
from support_plugin.chat.cards.cleaning import read_object, wrong
from support_plugin.chat.cards.registry import CardKind, StoredCard
from support_plugin.chat.cards.shown import Link, Shown, Total
from support_plugin.formats.dates import format_date
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.shop.money import format_money
from support_plugin.shop.own_orders import OwnOrder, find_own_order, read_own_orders
from support_plugin.text.bidi import isolate, isolate_code


class OrderCard(CardKind):
    """``{"order": number}``: an order of this shopper's account, or of a guest's browser; nobody else's."""

    name = "order"

    def clean(self, data: Any, visitor: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Take an own order, with how it stands now: that is left when the order goes."""
        number = read_object(data, {"order"}).get("order")
        if not isinstance(number, str):
            raise wrong()
        order = find_own_order(number, visitor.user_id, visitor.key_hash)
        if order is None:
            raise wrong()
        return {"order": order.pk}, {
            "number": order.number,
            "placed_at": clock.to_json(order.placed_at),
            "status": order.status,
            "total": str(order.total),
            "currency": order.currency,
            "lines": order.line_count,
        }

    def load(self, cards: Sequence[StoredCard], user: Any) -> dict[str, OwnOrder]:
        """Read all orders of all cards."""
        return read_own_orders({card["data"]["order"] for card in cards})

    def show(self, card: StoredCard, facts: dict[str, OwnOrder]) -> Shown:
        """Show status, date, number of lines and total. The link opens for the order's own shopper alone."""
        order = facts.get(card["data"]["order"])
        known = order or _as_it_was(card)
        link = reverse("support_plugin:own-order", args=[order.number]) if order is not None else None
        return Shown(
            title=_("Order %(number)s") % {"number": isolate_code(known.number)},
            text="\n".join(_words(known)),
            total=Total(_("Total"), format_money(known.total, known.currency or None)),
            link=Link(_("Show the order"), link) if link else None,
        )


def _as_it_was(card: StoredCard) -> OwnOrder:
    was = card["was"]
    return OwnOrder(
        pk=card["data"]["order"],
        number=was["number"],
        placed_at=datetime.fromisoformat(was["placed_at"]),
        status=was["status"],
        total=Decimal(was["total"]),
        currency=was["currency"],
        line_count=was["lines"],
    )


def _words(order: OwnOrder) -> list[str]:
    placed = format_date(clock.local(order.placed_at), "DATE_FORMAT")
    lines = ngettext("%(count)s line", "%(count)s lines", order.line_count)
    said = [
        _("Status: %(status)s") % {"status": isolate(order.status)} if order.status else "",
        _("Placed: %(date)s") % {"date": isolate(placed)},
        lines % {"count": in_readers_digits(order.line_count)},
    ]
    return [line for line in said if line]

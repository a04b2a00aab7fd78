"""Cards that show the shopper's own cart as it was when the card was sent."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from support_plugin.chat.cards.cleaning import wrong
from support_plugin.chat.cards.registry import CardKind, StoredCard
from support_plugin.chat.cards.shown import Item, Link, Shown, Total
from support_plugin.formats.numbers import in_readers_digits
from support_plugin.shop.cart_lines import price_cart
from support_plugin.shop.money import format_money
from support_plugin.text.bidi import without_controls

# Lines that are shown; of the others the number.
MOST_LINES = 10
LONGEST_NAME = 120  # characters


class CartCard(CardKind):
    """An Oscar basket, which must be the shopper's: of their account, or nobody's for a guest.

    Only the request shows that a basket without an owner is this guest's: send ``request.basket``.
    """

    name = "cart"

    def clean(self, data: Any, visitor: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Take the cart with its names and prices of now."""
        if getattr(data, "pk", None) is None or data.owner_id != visitor.user_id or data.is_empty:
            raise wrong()
        cart = price_cart(data, visitor.user)
        lines = [
            {"name": without_controls(name)[:LONGEST_NAME], "quantity": quantity, "amount": _stored(amount)}
            for name, quantity, amount in cart.lines[:MOST_LINES]
        ]
        more = len(cart.lines) - len(lines)
        was = {"lines": lines, "more": more, "total": _stored(cart.total), "currency": cart.currency}
        return {"cart": str(data.pk)}, was

    def show(self, card: StoredCard, facts: None) -> Shown:
        """Show lines, total, and the way to the basket, which is the reader's own."""
        was = card["was"]
        items = [
            Item(line["name"], price=_money(line["amount"], was["currency"]), quantity=line["quantity"])
            for line in was["lines"]
        ]
        if was["more"]:
            text = ngettext("and %(count)s more", "and %(count)s more", was["more"])
            items.append(Item(text % {"count": in_readers_digits(was["more"])}))
        total = _money(was["total"], was["currency"])
        return Shown(
            title=_("Your cart"),
            items=tuple(items),
            total=Total(_("Total"), total) if total else None,
            link=Link(_("Show the cart"), reverse("basket:summary")),
        )


def _stored(amount: Any) -> str | None:
    return None if amount is None else str(amount)


def _money(amount: str | None, currency: str) -> str | None:
    return None if amount is None else format_money(Decimal(amount), currency or None)

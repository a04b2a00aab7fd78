"""What is known of a shopper's cart where carts are followed: skills answer with their own page's amounts."""

from datetime import datetime
from typing import Any

from support_plugin import clock
from support_plugin.answers.skills.own_carts import CartAmounts, KnownCart
from support_plugin.answers.skills.types import Person
from support_plugin.carts.models import CartActivity
from support_plugin.carts.proposals.models import Proposal
from support_plugin.carts.proposals.payable import chosen
from support_plugin.carts.shown_amounts import ShownAmounts
from support_plugin.shop.cart_changes.stand_ins import open_cart_of_account
from support_plugin.shop.cart_facts import of_open_carts

# A proposal that was decided so changes what the cart costs before any page shows it.
_CHANGING = (Proposal.State.ACCEPTED, Proposal.State.UNDONE)


def know_cart(person: Person) -> KnownCart | None:
    """Return the person's open cart with what their page showed of it; None where none is followed."""
    rows = CartActivity.objects.filter(of_open_carts("cart"))
    if person.user is not None:
        # Of several, Oscar goes on with the first.
        rows = rows.filter(pk=open_cart_of_account(person.user.pk))
    elif person.visitor.key_hash:
        rows = rows.filter(visitor_hash=person.visitor.key_hash, cart__owner=None)
    else:
        return None
    activity = rows.order_by("-last_active_at").only("pk", "shown").first()
    if activity is None:
        return None
    return _known(activity.pk, activity.shown) if activity.shown else KnownCart(activity.pk)


def _known(key: Any, shown: dict[str, Any]) -> KnownCart:
    place, shown_at = shown.get("place"), datetime.fromisoformat(shown["at"])
    is_whole = not shown["more"] and not _has_changed(key, shown_at)
    return KnownCart(
        key=key,
        destination=chosen(place) if place and place.get("country") else None,
        method_code=shown.get("method_code") or "",
        shown=_amounts(shown) if is_whole else None,
        shown_at=shown_at,
        shown_lines=frozenset((line["line"], line["quantity"]) for line in shown["lines"]),
    )


def _has_changed(key: Any, shown_at: datetime) -> bool:
    decided = Proposal.objects.filter(cart=key, state__in=_CHANGING, decided_at__gt=clock.stored(shown_at))
    return bool(decided.exists())


def _amounts(shown: dict[str, Any]) -> CartAmounts:
    known = vars(ShownAmounts.of(shown))
    return CartAmounts(**known, is_sent=bool(shown["is_sent"]), method=shown["method"])

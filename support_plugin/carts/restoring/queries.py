"""What a link leads to: whether it is still good, and what was in the cart that the shop sells today."""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from support_plugin import clock
from support_plugin.carts.models import Abandonment
from support_plugin.carts.restoring.models import CartCopy, RestoreLink, SharedCart
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.cart_copies import (
    OfferedCart,
    StoredLine,
    existing_products,
    offer_lines,
    products_in_cart,
    read_stored_lines,
)
from support_plugin.shop.cart_facts import is_being_paid, is_closed, is_merged, read_carts
from support_plugin.shop.carts import present_cart
from support_plugin.shop.vouchers import vouchers_for_anybody

# What a link leads to: both have a cart, ``lines``, ``step``, ``language`` and ``copies``.
Origin = Abandonment | SharedCart

# Characters of a token: 256 random bits.
TOKEN_LENGTH = 43


@dataclass(frozen=True)
class LeftCart:
    """A cart that was left, or asked for, and can be taken up again."""

    origin: Origin
    lines: list[StoredLine]
    vouchers: list[Any]
    # How many vouchers it has that do not come along.
    kept_vouchers: int

    @property
    def titles(self) -> dict[str, str]:
        """What its products were called when it was left, by primary key."""
        return {line["product"]: line["title"] for line in self.origin.lines}


def hash_token(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def copies_of_cart(cart_id: Any) -> "QuerySet[Any]":
    """Return the keys of the carts that go on with what this one had; for a condition within a statement."""
    # Not by "or", for which a database reads all copies.
    left = CartCopy.objects.filter(abandonment__cart=cart_id).values("cart")
    return left.union(CartCopy.objects.filter(shared__cart=cart_id).values("cart"))


def copies_by_cart(cart_ids: Collection[Any]) -> dict[Any, set[Any]]:
    """Return the keys of the carts that go on with what was left in these, by the keys of these."""
    left = CartCopy.objects.filter(abandonment__cart__in=cart_ids).values_list("abandonment__cart", "cart")
    shared = CartCopy.objects.filter(shared__cart__in=cart_ids).values_list("shared__cart", "cart")
    found: dict[Any, set[Any]] = defaultdict(set)
    for original, copy in left.union(shared):
        if copy != original:
            found[original].add(copy)
    return found


def find_link(token: str) -> RestoreLink | None:
    """Return the link of a token; None for one that is wrong or old, and while no carts are followed."""
    if len(token) != TOKEN_LENGTH or not token.isascii() or not get_preferences().carts_enabled:
        return None
    found = RestoreLink.objects.filter(token_hash=hash_token(token), expires_at__gt=clock.now())
    return found.select_related("abandonment", "shared").first()


def read_left_cart(origin: Origin, user: Any) -> LeftCart | None:
    """Return what of a cart that was left, or asked for, this user can take up; None where that is over.

    Over is one that was bought, by whichever way, given up, deleted, or is being paid. What its shopper put
    in later is not shown to others who have the link; what was taken out since does not come back.
    """
    cart_id = _find_cart(origin)
    if cart_id is None:
        return None
    known = _known(origin)
    lines = [line for line in read_stored_lines(cart_id) if str(line.product_id) in known]
    if cart_id != origin.cart_id:
        # Its vouchers may be those of the cart that it became a part of.
        return LeftCart(origin, lines, [], 0)
    then = origin.shared_at if isinstance(origin, SharedCart) else origin.abandoned_at
    lines = [line for line in lines if line.added_at <= then]
    return LeftCart(origin, lines, *vouchers_for_anybody(cart_id, user))


def _find_cart(origin: Origin) -> Any:
    """Return the key of the cart with the lines: itself, or the one it is a part of now; None if over."""
    if origin.cart_id is None:
        return None
    over = Q(recovered_at__isnull=False) | Q(expired_at__isnull=False)
    if Abandonment.objects.filter(over, cart=origin.cart_id).exists():
        return None
    copies = list(origin.copies.order_by("copied_at", "pk").values_list("cart", flat=True))
    carts = read_carts([origin.cart_id, *copies])
    own = carts.get(origin.cart_id)
    if own is None or own.order_number or is_being_paid(own):
        return None
    if not is_closed(own):
        return own.pk
    if not is_merged(own):
        return None
    going_on = (carts[pk] for pk in copies if pk in carts)
    return next((cart.pk for cart in going_on if not is_closed(cart) and not is_being_paid(cart)), None)


def has_it_already(request: HttpRequest, origin: Origin) -> bool:
    """Return whether the present cart is what a link leads to, or a copy of it, and has something of it."""
    cart_id = present_cart(request).pk
    if cart_id is None:
        return False
    is_same = cart_id == origin.cart_id or origin.copies.filter(cart=cart_id).exists()
    return is_same and not _known(origin).isdisjoint(products_in_cart(request))


def _known(origin: Origin) -> set[str]:
    return {line["product"] for line in origin.lines}


def offer_left_cart(request: HttpRequest, left: LeftCart) -> OfferedCart:
    """Return what the shop asks for a cart that was left today."""
    return offer_lines(request, left.lines, left.vouchers)


def titles_gone(left: LeftCart, offered: OfferedCart) -> list[str]:
    """Return the titles of what was left and is sold no more.

    Products that are deleted have taken their lines with them; others that the cart lacks were taken out.
    """
    shown = {str(line.stored.product_id) for line in offered.lines}
    stored = {str(line.product_id) for line in left.lines}
    there = existing_products([pk for pk in left.titles if pk not in stored])
    return [
        title for pk, title in left.titles.items() if pk not in shown and (pk in stored or pk not in there)
    ]

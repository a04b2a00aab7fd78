"""Making links to carts that were left, and taking such a cart up in another browser."""

import secrets
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from support_plugin import clock
from support_plugin.carts.flows import mark_returned
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.restoring.models import CartCopy, RestoreLink, SharedCart
from support_plugin.carts.restoring.queries import LeftCart, Origin, has_it_already, hash_token
from support_plugin.database.batches import in_batches, never_stopped
from support_plugin.database.turns import take_turns
from support_plugin.links import absolute
from support_plugin.preferences.queries import get_preferences
from support_plugin.shop.cart_copies import (
    Shortfall,
    add_lines,
    lock_present_cart,
    products_in_cart,
    set_present_lines_aside,
)
from support_plugin.shop.carts import existing_carts, present_cart
from support_plugin.shop.vouchers import add_vouchers

# For how long a link to a cart is good.
LONGEST = timedelta(days=14)


def make_link(origin: Origin, *, days: int = 14) -> tuple[RestoreLink | None, str]:
    """Return a new link by which a cart is taken up, for so many days, and its full address.

    It is in the shopper's language, where the shop's addresses have one. (None, ""), and nothing is stored,
    where the shop's host is unknown, or the cart is gone. The token is in the address alone: it is to be
    given to the shopper and not stored or logged.
    """
    return make_links([origin], days=days)[0]


def make_links(origins: Sequence[Origin], *, days: int = 14) -> list[tuple[RestoreLink | None, str]]:
    """Return the same for each of many, in their order; one statement."""
    now = clock.now()
    made: list[tuple[RestoreLink | None, str]] = []
    for origin in origins:
        token = secrets.token_urlsafe(32)
        address = _address_of(origin, token) if origin.cart_id is not None else ""
        link = RestoreLink(
            token_hash=hash_token(token),
            **_as_origin(origin),
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        made.append((link, address) if address else (None, ""))
    RestoreLink.objects.bulk_create([link for link, _address in made if link is not None])
    return made


def _as_origin(origin: Origin) -> dict[str, Any]:
    return {"shared" if isinstance(origin, SharedCart) else "abandonment": origin}


def _address_of(origin: Origin, token: str) -> str:
    is_known = origin.language in dict(settings.LANGUAGES)
    with translation.override(origin.language if is_known else get_language()):
        return absolute(reverse("support_plugin:restore-cart", args=[token]))


def note_use(link: RestoreLink) -> None:
    """Note that a person came back by a link; the first time counts."""
    RestoreLink.objects.filter(pk=link.pk, used_at=None).update(used_at=clock.now())


@transaction.atomic
def take_up(request: HttpRequest, left: LeftCart, *, instead: bool = False) -> list[Shortfall]:
    """Copy a left or shared cart into the present one, as far as the shop sells it; return what came short.

    ``instead``: what the present cart has is set aside before; an account finds it among what it saved for
    later. Idempotent, also in two tabs at once: where the present cart has it already, nothing is changed.
    The cart that was left is not touched; its shopper is back at it.
    """
    take_turns(CartCopy)
    if not lock_present_cart(request) or has_it_already(request, left.origin):
        return []
    if instead:
        set_present_lines_aside(request)
    short = add_lines(request, left.lines, left.titles)
    if products_in_cart(request).isdisjoint(left.titles):
        return short
    copy = {"cart_id": present_cart(request).pk, **_as_origin(left.origin)}
    CartCopy.objects.get_or_create(**copy, defaults={"copied_at": clock.now()})
    add_vouchers(request, left.vouchers)
    activities = CartActivity.objects.filter(pk=left.origin.cart_id).exclude(abandonment=None)
    mark_returned(activities.select_for_update(of=("self",)), clock.now())
    return short


@transaction.atomic
def follow_merges(merges: Collection[tuple[Any, Any]]) -> None:
    """Let carts go on with what those merged into them went on with: (key of the kept cart, of the merged).

    Links to a cart that was itself merged lead to the kept one from then on. Three statements mostly.
    """
    take_turns(CartCopy)
    merged = [pk for _kept, pk in merges]
    rows = CartCopy.objects.filter(cart__in=merged).values_list("cart", "abandonment", "shared")
    copies: list[tuple[Any, Any, Any]] = list(rows)
    linked = Abandonment.objects.filter(cart__in=merged, recovered_at=None, expired_at=None)
    linked = linked.filter(restore_links__isnull=False).distinct()
    copies += [(cart, pk, None) for cart, pk in linked.values_list("cart", "pk")]
    shared = SharedCart.objects.filter(cart__in=merged)
    copies += [(cart, None, pk) for cart, pk in shared.values_list("cart", "pk")]
    if not copies:
        return
    there = set(existing_carts([pk for pk, _merged in merges]).values_list("pk", flat=True))
    now = clock.now()
    CartCopy.objects.bulk_create(
        [
            CartCopy(cart_id=kept, abandonment_id=abandonment, shared_id=shared_id, copied_at=now)
            for kept, gone in merges
            for cart, abandonment, shared_id in copies
            if cart == gone and kept in there
        ],
        ignore_conflicts=True,
    )
    CartCopy.objects.filter(cart__in=merged).delete()


def delete_old_links(is_stopped: Callable[[], bool] = never_stopped) -> int:
    """Delete the links that have expired; return how many.

    Those are kept for the admin's days in which an order counts as won back: when a link was used shows that.
    Carts that their shoppers asked for go with the last of their links.
    """
    limit = clock.now() - timedelta(days=get_preferences().won_back_days)
    due = RestoreLink.objects.filter(expires_at__lt=limit).order_by("expires_at")
    done = in_batches(due, lambda ids: RestoreLink.objects.filter(pk__in=ids).delete(), is_stopped)
    old = SharedCart.objects.filter(restore_links=None, shared_at__lt=limit - LONGEST).order_by("pk")
    return done + in_batches(old, lambda ids: SharedCart.objects.filter(pk__in=ids).delete(), is_stopped)

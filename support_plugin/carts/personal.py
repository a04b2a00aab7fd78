"""What carts reveal about one person: finding it, and forgetting whom it was about."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from support_plugin import clock
from support_plugin.carts.events import stream_of, stream_of_abandonment
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.incentives.models import PersonalVoucher
from support_plugin.carts.incentives.queries import vouchers_of
from support_plugin.carts.models import Abandonment, CartActivity
from support_plugin.carts.prompts.queries import forget_prompted
from support_plugin.carts.restoring.models import CartCopy, SharedCart
from support_plugin.preferences.queries import get_preferences
from support_plugin.tasks.flows import drop_tasks
from support_plugin.tasks.models import Task


def activities_of(
    cart_ids: Collection[Any],
    user_ids: Collection[Any],
    emails: Collection[str],
    phones: Collection[str],
    visitor_hashes: Collection[str],
) -> QuerySet[CartActivity]:
    """Return what is followed of a person's carts, those that became orders too.

    Addresses in lower case, phones in E.164.
    """
    return CartActivity.objects.filter(
        Q(pk__in=cart_ids) | Q(email__in=emails) | Q(phone__in=phones) | Q(visitor_hash__in=visitor_hashes)
    )


def abandonments_of(
    cart_ids: Collection[Any],
    user_ids: Collection[Any],
    emails: Collection[str],
    phones: Collection[str],
    visitor_hashes: Collection[str],
) -> QuerySet[Abandonment]:
    """Return the times that a person left a cart. Addresses in lower case, phones in E.164."""
    carts = Q(cart__in=cart_ids) | Q(user__in=user_ids)
    guests = Q(email__in=emails) | Q(phone__in=phones) | Q(visitor_hash__in=visitor_hashes)
    return Abandonment.objects.filter(carts | guests)


def browsers_of(**traces: Collection[Any]) -> set[str]:
    """Return the hashes of the browsers that had a person's carts; the arguments are those of above."""
    rows = [
        *activities_of(**traces).values_list("visitor_hash"),
        *abandonments_of(**traces).values_list("visitor_hash"),
    ]
    return {found for (found,) in rows if found}


def events_of(**traces: Collection[Any]) -> set[str]:
    """Return the streams of the events about a person's carts; the arguments are those of above."""
    carts = set(activities_of(**traces).values_list("pk", flat=True))
    left = abandonments_of(**traces)
    return {stream_of(pk) for pk in carts} | {stream_of_abandonment(row) for row in left}


def codes_of(**traces: Collection[Any]) -> QuerySet[PersonalVoucher]:
    """Return the voucher codes that a person got for carts; the arguments are those of above."""
    known = {name: found for name, found in traces.items() if name != "cart_ids"}
    return vouchers_of(abandonments_of(**traces), **known)


def hesitations_of(
    cart_ids: Collection[Any],
    user_ids: Collection[Any],
    emails: Collection[str],
    phones: Collection[str],
    visitor_hashes: Collection[str],
) -> QuerySet[Hesitation]:
    """Return a person's hesitations, by all carts that are known to be theirs.

    Addresses in lower case, phones in E.164.
    """
    traces = (cart_ids, user_ids, emails, phones, visitor_hashes)
    followed, left = activities_of(*traces).values("pk"), abandonments_of(*traces).values("cart")
    return Hesitation.objects.filter(Q(cart__in=cart_ids) | Q(cart__in=followed) | Q(cart__in=left))


def copies_of(
    cart_ids: Collection[Any],
    user_ids: Collection[Any],
    emails: Collection[str],
    phones: Collection[str],
    visitor_hashes: Collection[str],
) -> QuerySet[CartCopy]:
    """Return which carts go on with what a person left, and which of theirs do with what others left."""
    traces = (cart_ids, user_ids, emails, phones, visitor_hashes)
    followed, left = activities_of(*traces).values("pk"), abandonments_of(*traces).values("pk")
    shared = SharedCart.objects.filter(Q(cart__in=cart_ids) | Q(cart__in=followed)).values("pk")
    theirs = Q(abandonment__in=left) | Q(shared__in=shared)
    return CartCopy.objects.filter(Q(cart__in=cart_ids) | Q(cart__in=followed) | theirs)


def shared_carts_of(
    cart_ids: Collection[Any],
    user_ids: Collection[Any],
    emails: Collection[str],
    phones: Collection[str],
    visitor_hashes: Collection[str],
) -> QuerySet[SharedCart]:
    """Return what a person asked for links to, by all carts that are known to be theirs."""
    traces = (cart_ids, user_ids, emails, phones, visitor_hashes)
    followed, left = activities_of(*traces).values("pk"), abandonments_of(*traces).values("cart")
    return SharedCart.objects.filter(Q(cart__in=cart_ids) | Q(cart__in=followed) | Q(cart__in=left))


def forget_guests(now: datetime | None = None) -> int:
    """Name no guest any more in abandonments that can no longer be recovered; return in how many.

    What was in the cart stays, for the reports; hesitations name nobody. Prompts of that age are forgotten
    too: whose they were, and what they said. Tasks about guests go, as their words may name one.
    """
    limit = (now or clock.now()) - timedelta(days=get_preferences().cart_expiry_days)
    forget_prompted(limit)
    named = Abandonment.objects.filter(abandoned_at__lt=limit).exclude(email="", phone="", visitor_hash="")
    # Mostly there is none, which one statement shows.
    if not named.exists():
        return 0
    drop_tasks(Task.objects.filter(abandonment__in=named.filter(user=None)))
    return named.update(email="", phone="", visitor_hash="")

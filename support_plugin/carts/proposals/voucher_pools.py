"""Codes of the shop that agents may propose, so many a day: the admin's pools."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.carts.proposals.models import Proposal, VoucherPool
from support_plugin.errors import Code, Refused


def pool_of(changes: Sequence[Mapping[str, Any]]) -> VoucherPool | None:
    """Return the pool that one of the changes names; None without. Raises Refused where it is not open."""
    key = next((change["pool"] for change in changes if "pool" in change), None)
    if key is None:
        return None
    pool = (
        VoucherPool.objects.filter(pk=key, enabled=True).first() if key.isascii() and key.isdigit() else None
    )
    if pool is None:
        raise _not_open()
    return pool


def take_from(pool: VoucherPool) -> None:
    """Lock a pool; raise Refused where its day is used up. Two agents at once count one after the other."""
    locked = VoucherPool.objects.select_for_update().filter(pk=pool.pk, enabled=True).first()
    if locked is None:
        raise _not_open()
    if count_today(locked) >= locked.daily_cap:
        raise Refused(Code.TOO_MANY, _("This pool of vouchers is used up for today."))


def count_today(pool: VoucherPool) -> int:
    """Return how many proposals of the shop's day count for a pool; those that were withdrawn do not."""
    with clock.use_zone(None):
        since = clock.start_of(clock.today())
    made = Proposal.objects.filter(pool=pool, offered_at__gte=since)
    return made.exclude(state=Proposal.State.WITHDRAWN).count()


def _not_open() -> Refused:
    return Refused(Code.INVALID, _("This pool of vouchers is not open."))

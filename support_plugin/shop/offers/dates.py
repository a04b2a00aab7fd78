"""When the shop's offers begin and end: what is cached of them lasts until then."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, Q
from oscar.core.loading import get_model

from support_plugin import clock
from support_plugin.cache import SHOP, cached
from support_plugin.shop.offers.cart_vouchers import vouchers_of

# Oscar's offers and vouchers still count at the very moment of their end.
_INSTANT = timedelta(microseconds=1)


def next_date(cart: Any) -> datetime | None:
    """Return when next an offer, or a voucher in the cart, begins or has ended; None for never."""
    return _first([next_offer_date(), *_voucher_dates(cart)])


def next_offer_date() -> datetime | None:
    """Return when next an offer of the shop begins or has ended; None for never."""
    found: datetime | None = cached("next offer date", _find_offer_date, (SHOP,))
    # One that has passed since: the date after it.
    return found if found is None or found > clock.now() else _find_offer_date()


def _find_offer_date() -> datetime | None:
    now = clock.now()
    offers = get_model("offer", "ConditionalOffer")._default_manager
    found = offers.aggregate(
        start=Min("start_datetime", filter=Q(start_datetime__gt=now)),
        end=Min("end_datetime", filter=Q(end_datetime__gte=now)),
    )
    return _first([found["start"], found["end"] and found["end"] + _INSTANT])


def _voucher_dates(cart: Any) -> list[datetime]:
    now, found = clock.now(), []
    for voucher in vouchers_of(cart):
        start, end = voucher.start_datetime, voucher.end_datetime
        found.extend([start] if start and start > now else [])
        found.extend([end + _INSTANT] if end and end >= now else [])
    return found


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)

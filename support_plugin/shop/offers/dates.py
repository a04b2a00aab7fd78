"""When the shop's offers begin and end: what is cached of them lasts until then."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from oscar.core.loading import get_model

from support_plugin import clock
from support_plugin.cache import SHOP
from support_plugin.database.facts import NOW, Fact
from support_plugin.shop.offers.cart_vouchers import vouchers_of

# Oscar's offers and vouchers still count at the very moment of their end.
_INSTANT = timedelta(microseconds=1)


def next_date(cart: Any) -> datetime | None:
    """Return when next an offer, or a voucher in the cart, begins or has ended; None for never."""
    return _first([next_offer_date(), *_voucher_dates(cart)])


def next_offer_date() -> datetime | None:
    """Return when next an offer of the shop begins or has ended; None for never."""
    found: datetime | None = _OFFER_DATE.read()
    return found


def _dates_ahead() -> list[Any]:
    offers = get_model("offer", "ConditionalOffer")._default_manager
    starts = offers.filter(start_datetime__gt=NOW).order_by("start_datetime")
    ends = offers.filter(end_datetime__gte=NOW).order_by("end_datetime")
    return [starts.values_list("start_datetime")[:1], ends.values_list("end_datetime")[:1]]


def _next_of(starts: list[tuple[datetime]], ends: list[tuple[datetime]]) -> datetime | None:
    return _first([*(start for (start,) in starts), *(end + _INSTANT for (end,) in ends)])


def _voucher_dates(cart: Any) -> list[datetime]:
    now, found = clock.now(), []
    for voucher in vouchers_of(cart):
        start, end = voucher.start_datetime, voucher.end_datetime
        found.extend([start] if start and start > now else [])
        found.extend([end + _INSTANT] if end and end >= now else [])
    return found


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


_OFFER_DATE = Fact("next offer date", (SHOP,), _dates_ahead, _next_of, until=lambda date: date)

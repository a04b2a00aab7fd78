"""Quotes with made-up amounts, for the admin's preview and nothing else."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from support_plugin.notices.changes import Cause, Change
from support_plugin.notices.queries import policy_lines
from support_plugin.notices.slots import SWITCHES, ShippingNotice, is_wanted, notice_slot
from support_plugin.notices.texts import describe_delivery_dates, method_rows
from support_plugin.shop.quotes.carts import CartQuote, MethodQuote
from support_plugin.shop.quotes.certainty import Certainty

ITEMS = Decimal(1_000_000)
CHARGES = {
    Certainty.EXACT: (50_000, 50_000),
    Certainty.ESTIMATE: (50_000, 50_000),
    Certainty.RANGE: (50_000, 90_000),
}


def sample_quote(certainty: Certainty) -> CartQuote:
    """Return a quote of this certainty; it has no destination: the shop's places are not known here."""
    low, high = (Decimal(amount) for amount in CHARGES.get(certainty, (0, 0)))
    is_known = certainty != Certainty.UNKNOWN
    method = _sample_method(low, high) if is_known else None
    return CartQuote(
        certainty=certainty,
        assumed=(),
        destination=None,
        places=(),
        currency=getattr(settings, "OSCAR_DEFAULT_CURRENCY", "GBP"),
        is_shipping_required=True,
        items=ITEMS,
        discount=Decimal(0),
        tax=Decimal(0),
        method=method,
        methods=(method,) if method else (),
        charge_low=low if is_known else None,
        charge_high=high if is_known else None,
        total_low=ITEMS + low if is_known else None,
        total_high=ITEMS + high if is_known else None,
    )


def _sample_method(low: Decimal, high: Decimal) -> MethodQuote:
    return MethodQuote(
        code="sample",
        name=_("Sample method"),
        charge_low=low,
        charge_high=high,
        full_charge=high,
        surcharges=Decimal(0),
        total_low=ITEMS + low,
        total_high=ITEMS + high,
        tax=Decimal(0),
        delivery_days=(1, 3),
        is_everywhere=True,
        is_estimate=False,
    )


def sample_notices() -> list[dict[str, Any]]:
    """Return each placement with its notices, one for each certainty, in the active language."""
    return [
        {
            "placement": placement,
            "is_wanted": is_wanted(placement),
            "slots": [notice_slot(_notice(placement, certainty)) for certainty in Certainty],
        }
        for placement in SWITCHES
    ]


def _notice(placement: str, certainty: Certainty) -> ShippingNotice:
    quote = sample_quote(certainty)
    place = _("the chosen place") if certainty in (Certainty.EXACT, Certainty.ESTIMATE) else ""
    change = None
    if placement == "checkout" and certainty == Certainty.EXACT:
        change = Change(ITEMS, ITEMS + 50_000, quote.currency, (Cause("address"),))
    return ShippingNotice(
        quote,
        placement,
        place=place,
        arrival=describe_delivery_dates((1, 3)) if quote.is_known else "",
        methods=method_rows(quote),
        policies=policy_lines(is_abroad=True),
        change=change,
    )

"""Why the total rose since the shopper looked: shown at the next step, before payment."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from support_plugin.notices.destination.found import Destination
from support_plugin.shop.quotes.carts import CartQuote
from support_plugin.shop.quotes.contents import Contents
from support_plugin.signals import obstacle_met

SESSION_KEY = "support_quote"
# The causes that come on top of what the goods cost.
CHARGES = {"address", "method", "shipping", "tax", "surcharge"}


@dataclass(frozen=True)
class Cause:
    """One reason why the total rose.

    ``kind``: "address", "method", "shipping", "added", "more", "price", "voucher", "offer", "tax",
    "surcharge" or "unknown".
    """

    kind: str
    # What it is about: a product, a voucher's code, an offer, a method. Empty where there is no name.
    name: str = ""


@dataclass(frozen=True)
class Change:
    """A total that is higher than the one shown before."""

    before: Decimal
    now: Decimal
    currency: str
    causes: tuple[Cause, ...]

    @property
    def rise(self) -> Decimal:
        """By how much."""
        return self.now - self.before

    @property
    def is_own_doing(self) -> bool:
        """Whether the shopper simply has more in the cart, which may weigh more, too."""
        kinds = {cause.kind for cause in self.causes}
        return bool(kinds & {"added", "more"}) and kinds <= {"added", "more", "shipping"}

    @property
    def is_shops_doing(self) -> bool:
        """Whether shipping, taxes or surcharges have risen, and not only by what was put into the cart."""
        return not self.is_own_doing and bool({cause.kind for cause in self.causes} & CHARGES)


def snapshot(quote: CartQuote, contents: Contents) -> dict[str, Any]:
    """Return what a session keeps of a quote that was shown; of the destination only a hash, to compare."""
    return {
        "currency": quote.currency,
        "total": [str(quote.total_low), str(quote.total_high)],
        "charge": str(quote.charge_high),
        "surcharges": str(quote.surcharges),
        "tax": quote.tax is not None,
        "method": quote.method.code if quote.method else "",
        "place": _place_key(quote.destination),
        "lines": {ref: [count, str(price)] for ref, (count, price) in contents.lines.items()},
        "vouchers": contents.vouchers,
        "offers": contents.offers,
    }


def find_change(before: dict[str, Any], quote: CartQuote, contents: Contents) -> Change | None:
    """Return why a total is above what a session keeps; None where it is not, or can't be compared."""
    if before["currency"] != quote.currency or quote.total_low is None:
        return None
    highest = Decimal(before["total"][1])
    if quote.total_low <= highest:
        return None
    causes = [*_cart_causes(before, contents), *_shipping_causes(before, quote)]
    if not before["tax"] and quote.tax is not None:
        causes.append(Cause("tax"))
    if quote.surcharges > Decimal(before["surcharges"]):
        causes.append(Cause("surcharge"))
    return Change(highest, quote.total_low, quote.currency, tuple(causes) or (Cause("unknown"),))


def _cart_causes(before: dict[str, Any], contents: Contents) -> list[Cause]:
    causes = []
    for reference, (count, price) in contents.lines.items():
        title = contents.titles.get(reference, "")
        known = before["lines"].get(reference)
        if known is None:
            causes.append(Cause("added", title))
            continue
        if count > known[0]:
            causes.append(Cause("more", title))
        if price > Decimal(known[1]):
            causes.append(Cause("price", title))
    for kind, now in (("voucher", contents.vouchers), ("offer", contents.offers)):
        ended = before[f"{kind}s"].items()
        causes.extend(Cause(kind, name) for key, name in ended if key not in now)
    return causes


def _shipping_causes(before: dict[str, Any], quote: CartQuote) -> list[Cause]:
    if quote.charge_low is None or quote.charge_low <= Decimal(before["charge"]):
        return []
    if before["place"] != _place_key(quote.destination):
        return [Cause("address")]
    if quote.method and before["method"] != quote.method.code:
        return [Cause("method", quote.method.name)]
    return [Cause("shipping")]


def _place_key(destination: Destination | None) -> str:
    if destination is None:
        return ""
    parts = (destination.country, destination.state, destination.city, destination.postcode)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def notice_change(request: HttpRequest, quote: CartQuote, contents: Contents) -> Change | None:
    """Compare with what the session keeps, keep this, and return the change to show on this page.

    A change stays on the page where it was shown first, however often that is loaded; the next page is quiet.
    The session is written only where something changed.
    """
    if not quote.is_known:
        return None
    session: Any = request.session
    page = request.path
    kept, last = session.get(SESSION_KEY), snapshot(quote, contents)
    is_reload = bool(kept) and kept["page"] == page and kept["last"] == last
    base = None if not kept else kept["base"] if is_reload else kept["last"]
    if not is_reload:
        session[SESSION_KEY] = {"page": page, "last": last, "base": base}
    change = find_change(base, quote, contents) if base else None
    if change is not None and not is_reload and change.is_shops_doing:
        obstacle_met.send_robust(sender=Change, request=request, obstacle="shipping_jump")
    return change

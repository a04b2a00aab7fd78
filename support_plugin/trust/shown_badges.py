"""Reading the badges without a query a page."""

from datetime import date

from django.utils.translation import get_language

from support_plugin import clock
from support_plugin.cache import BADGES, watch
from support_plugin.database.facts import Fact
from support_plugin.text.language import is_among
from support_plugin.trust.expiry import is_within_dates
from support_plugin.trust.models import Badge, Placement

# What shoppers want to know before the checkout.
EARLY_KINDS = (Badge.Kind.PAYMENT, Badge.Kind.RETURNS)


def shown_badges(
    placement: str, today: date | None = None, *, country: str | None = None, is_secure: bool = False
) -> list[Badge]:
    """Return the badges to show at a placement in the active language, in order: switched on, and true now.

    ``today`` is the shop's day. ``country``: the ISO code of the shopper's country, None where it is not
    known: a badge for some countries is shown only to shoppers known to be in one of them. ``is_secure``: the
    page came over HTTPS. The returned objects are shared: do not change them.
    """
    today = today or clock.shop_day()
    return [
        badge
        for badge in active_badges()
        if _has_placement(badge, placement)
        and is_within_dates(badge, today)
        and is_among(get_language() or "", badge.languages)
        and (not badge.countries or country in badge.countries)
        and (is_secure or not (badge.known_provider and badge.known_provider.needs_https))
    ]


def _has_placement(badge: Badge, placement: str) -> bool:
    is_early = badge.kind in EARLY_KINDS and Placement.PAYMENT in badge.placements
    return placement in badge.placements or (placement == Placement.BASKET and is_early)


def asks_for_country(placement: str) -> bool:
    """Return whether some badge there depends on the shopper's country."""
    return any(badge.countries and _has_placement(badge, placement) for badge in active_badges())


def active_badges() -> list[Badge]:
    """Return all badges that are switched on, from the cache."""
    found: list[Badge] = _BADGES.read()
    return found


_BADGES = Fact(
    BADGES,
    (BADGES,),
    lambda: [Badge.objects.filter(is_active=True).order_by()],
    # As the model orders them.
    lambda rows: sorted(rows, key=lambda badge: (badge.position, badge.pk)),
)
watch(BADGES, Badge)

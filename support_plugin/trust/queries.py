"""Reading the badges without a query a page."""

import time
from datetime import date

from django.db.models.signals import post_delete, post_save
from django.utils.translation import get_language

from support_plugin import clock
from support_plugin.conf import get_config
from support_plugin.trust.models import Badge, Placement

# What shoppers want to know before the checkout.
EARLY_KINDS = (Badge.Kind.PAYMENT, Badge.Kind.RETURNS)

_cached: tuple[float, list[Badge]] | None = None


def shown_badges(
    placement: str, today: date | None = None, *, country: str | None = None, is_secure: bool = False
) -> list[Badge]:
    """Return the badges to show at a placement in the active language, in order: switched on, and true now.

    ``today`` is the shop's day. ``country``: the ISO code of the shopper's country, None where it is not
    known: a badge for some countries is shown only to shoppers known to be in one of them. ``is_secure``: the
    page came over HTTPS. A change by another process is seen after ``PREFERENCES_CACHE_SECONDS``.
    The returned objects are shared: do not change them.
    """
    today = today or clock.shop_day()
    return [
        badge
        for badge in active_badges()
        if _belongs_to(badge, placement)
        and is_valid(badge, today)
        and _is_for_language(badge)
        and (not badge.countries or country in badge.countries)
        and (is_secure or not (badge.known_provider and badge.known_provider.needs_https))
    ]


def _belongs_to(badge: Badge, placement: str) -> bool:
    is_early = badge.kind in EARLY_KINDS and Placement.PAYMENT in badge.placements
    return placement in badge.placements or (placement == Placement.BASKET and is_early)


def is_valid(badge: Badge, today: date) -> bool:
    """Return whether a day lies within the badge's dates."""
    has_begun = badge.valid_from is None or badge.valid_from <= today
    return has_begun and (badge.valid_until is None or today <= badge.valid_until)


def _is_for_language(badge: Badge) -> bool:
    language = get_language() or ""
    return not badge.languages or language in badge.languages or language.split("-")[0] in badge.languages


def asks_for_country(placement: str) -> bool:
    """Return whether some badge there depends on the shopper's country."""
    return any(badge.countries and _belongs_to(badge, placement) for badge in active_badges())


def active_badges() -> list[Badge]:
    """Return all badges that are switched on, from this process's memory."""
    global _cached
    now = time.monotonic()
    if _cached is None or now - _cached[0] >= get_config()["PREFERENCES_CACHE_SECONDS"]:
        _cached = (now, list(Badge.objects.filter(is_active=True)))
    return _cached[1]


def badges_version() -> float:
    """Return a number that is another one after the badges were read again."""
    active_badges()
    return _cached[0] if _cached else 0


def forget_badges(**kwargs: object) -> None:
    """Let the next reader see the badges as they are now."""
    global _cached
    _cached = None


post_save.connect(forget_badges, sender=Badge, dispatch_uid="support_plugin.trust.save")
post_delete.connect(forget_badges, sender=Badge, dispatch_uid="support_plugin.trust.delete")

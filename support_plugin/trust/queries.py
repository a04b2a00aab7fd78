"""Reading the badges without a query a page."""

import time
from datetime import date

from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from support_plugin.conf import get_config
from support_plugin.trust.models import Badge

_cached: tuple[float, list[Badge]] | None = None


def shown_badges(placement: str, today: date | None = None) -> list[Badge]:
    """Return the badges to show at a placement, in order: switched on, and within their dates today.

    ``today`` is the shop's day. A change by another process is seen after ``PREFERENCES_CACHE_SECONDS``.
    The returned objects are shared: do not change them.
    """
    today = today or timezone.localdate()
    return [badge for badge in _active_badges() if placement in badge.placements and _is_valid(badge, today)]


def _is_valid(badge: Badge, today: date) -> bool:
    has_begun = badge.valid_from is None or badge.valid_from <= today
    return has_begun and (badge.valid_until is None or today <= badge.valid_until)


def _active_badges() -> list[Badge]:
    global _cached
    now = time.monotonic()
    if _cached is None or now - _cached[0] >= get_config()["PREFERENCES_CACHE_SECONDS"]:
        _cached = (now, list(Badge.objects.filter(is_active=True)))
    return _cached[1]


def forget_badges(**kwargs: object) -> None:
    """Let the next reader see the badges as they are now."""
    global _cached
    _cached = None


post_save.connect(forget_badges, sender=Badge, dispatch_uid="support_plugin.trust.save")
post_delete.connect(forget_badges, sender=Badge, dispatch_uid="support_plugin.trust.delete")

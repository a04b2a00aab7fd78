"""Reading the preferences without a query a page."""

import time

from django.db.models.signals import post_save

from support_plugin.conf import get_config
from support_plugin.preferences.models import SupportSettings

_cached: tuple[float, SupportSettings] | None = None


def get_preferences() -> SupportSettings:
    """Return the admin's choices, at most ``PREFERENCES_CACHE_SECONDS`` old.

    Each process reads the row again after that time, so that a change reaches all of them
    without a shared cache. The returned object is shared: do not change it.
    """
    global _cached
    now = time.monotonic()
    if _cached is None or now - _cached[0] >= get_config()["PREFERENCES_CACHE_SECONDS"]:
        row = SupportSettings.objects.filter(pk=SupportSettings.singleton_instance_id).first()
        _cached = (now, row or SupportSettings())
    return _cached[1]


def forget_preferences(**kwargs: object) -> None:
    """Let the next reader see the row as it is now."""
    global _cached
    _cached = None


post_save.connect(forget_preferences, sender=SupportSettings, dispatch_uid="support_plugin.preferences")

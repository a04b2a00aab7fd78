"""Reading the preferences without a query a page."""

import asyncio

from support_plugin.cache import PREFERENCES, cached, last_known, watch
from support_plugin.preferences.models import SupportSettings


def get_preferences() -> SupportSettings:
    """Return the admin's choices, from the cache. Shared: do not change the object.

    On the event loop, where Django asks no database, the last ones that this process has read.
    """
    if _is_on_event_loop():
        return last_known(PREFERENCES) or SupportSettings()
    found: SupportSettings = cached(PREFERENCES, _read, (PREFERENCES,))
    return found


def _read() -> SupportSettings:
    row = SupportSettings.objects.filter(pk=SupportSettings.singleton_instance_id).first()
    return row or SupportSettings()


def _is_on_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


watch(PREFERENCES, SupportSettings)

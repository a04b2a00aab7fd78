"""Reading the preferences without a query a page."""

from support_plugin.cache import PREFERENCES, cached, watch
from support_plugin.preferences.models import SupportSettings


def get_preferences() -> SupportSettings:
    """Return the admin's choices, from the cache. Shared: do not change the object."""
    found: SupportSettings = cached(PREFERENCES, _read, (PREFERENCES,))
    return found


def _read() -> SupportSettings:
    row = SupportSettings.objects.filter(pk=SupportSettings.singleton_instance_id).first()
    return row or SupportSettings()


watch(PREFERENCES, SupportSettings)

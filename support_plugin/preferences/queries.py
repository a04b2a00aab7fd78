"""Reading the preferences without a query a page."""

import asyncio
from collections.abc import Sequence

from support_plugin.cache import PREFERENCES, last_known, watch
from support_plugin.database.facts import Fact
from support_plugin.preferences.models import SupportSettings


def get_preferences() -> SupportSettings:
    """Return the admin's choices, from the cache. Shared: do not change the object.

    On the event loop, where Django asks no database, the last ones that this process has read.
    """
    # The public function raises where no loop runs, and a page asks a hundred times.
    if asyncio._get_running_loop() is not None:
        return last_known(PREFERENCES) or SupportSettings()
    found: SupportSettings = _PREFERENCES.read()
    return found


def _make(rows: Sequence[SupportSettings]) -> SupportSettings:
    return rows[0] if rows else SupportSettings()


_PREFERENCES = Fact(
    PREFERENCES,
    (PREFERENCES,),
    lambda: [SupportSettings.objects.filter(pk=SupportSettings.singleton_instance_id)],
    _make,
)
watch(PREFERENCES, SupportSettings)

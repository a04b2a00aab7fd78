"""Reading what the admin set of the queue, without a query each time."""

from support_plugin.cache import PREFERENCES, cached, watch
from support_plugin.chat.queue.models import QueueSettings


def settings_of_queue() -> QueueSettings:
    """Return the admin's choices, from the cache. Shared: do not change the object."""
    found: QueueSettings = cached("queue settings", _read, (PREFERENCES,))
    return found


def _read() -> QueueSettings:
    row = QueueSettings.objects.filter(pk=QueueSettings.singleton_instance_id).first()
    return row or QueueSettings()


watch(PREFERENCES, QueueSettings)

"""The developer's settings: one dict of defaults, overridden by ``SUPPORT_PLUGIN`` in the project's settings.

What an admin may change at run time is not here but in ``support_plugin.preferences``.
"""

from functools import cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

DEFAULTS: dict[str, Any] = {
    # Dotted path of the class with the override points, see support_plugin.adapters.
    "ADAPTER": "support_plugin.adapters.SupportAdapter",
    # Path of the chat's socket on the shop's own host; must begin and end with a slash.
    "WEBSOCKET_PATH": "/support/ws/",
    "VISITOR_COOKIE_NAME": "support_visitor",
    # Seconds.
    "VISITOR_COOKIE_AGE": 180 * 24 * 3600,
    # Characters of one message.
    "MESSAGE_MAX_LENGTH": 4000,
    # Messages a shopper may send, and conversations an address may open, in a minute.
    "MESSAGES_PER_MINUTE": 30,
    "CONVERSATIONS_PER_MINUTE": 60,
    # Sockets that an address may open in a minute, a tenth of them with one browser's cookies.
    "CONNECTIONS_PER_MINUTE": 600,
    # Files that a shopper, and an address, may upload in a minute; megabytes that a shopper may in a day.
    "UPLOADS_PER_MINUTE": 20,
    "UPLOAD_MB_PER_DAY": 200,
    # Conversations that a shopper, an e-mail address and an IP address may have sent by e-mail in an hour.
    "TRANSCRIPTS_PER_HOUR": 5,
    # "https://shop.example", for links in e-mails; empty: the domain of django.contrib.sites.
    "SITE_URL": "",
    # Seconds between two looks at the server where sockets are blocked.
    "POLL_SECONDS": 3,
    # Seconds for which a process may go on with old preferences after an admin changed them.
    "PREFERENCES_CACHE_SECONDS": 5,
}


@cache
def get_config() -> dict[str, Any]:
    """Return the defaults with the project's ``SUPPORT_PLUGIN`` laid over them.

    A ``SUPPORT_PLUGIN`` that is no dict counts as empty here; ``manage.py check`` names it (E001).
    """
    chosen = getattr(settings, "SUPPORT_PLUGIN", {})
    return {**DEFAULTS, **chosen} if isinstance(chosen, dict) else dict(DEFAULTS)


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "SUPPORT_PLUGIN":
        get_config.cache_clear()


setting_changed.connect(_forget, dispatch_uid="support_plugin.conf")

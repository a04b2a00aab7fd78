"""What the app needs of the server, and of what stands beside it."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.core.files.storage import FileSystemStorage, default_storage

from support_plugin.chat.storage import ALIAS
from support_plugin.checks.tag import TAG


@register(TAG)
def check_channel_layer(**kwargs: Any) -> list[CheckMessage]:
    """There is a channel layer to wake other processes."""
    if "default" in getattr(settings, "CHANNEL_LAYERS", {}):
        return []
    hint = (
        "Set CHANNEL_LAYERS['default'] to channels_redis.pubsub.RedisPubSubChannelLayer; "
        "for a single process channels.layers.InMemoryChannelLayer will do."
    )
    message = (
        "There is no channel layer: with several processes, messages arrive only with the next heartbeat."
    )
    return [Warning(message, hint=hint, id="support_plugin.W012")]


@register(TAG)
def check_private_storage(**kwargs: Any) -> list[CheckMessage]:
    """The chat's files lie where nobody else can read them."""
    if ALIAS in settings.STORAGES or isinstance(default_storage, FileSystemStorage):
        return []
    hint = (
        f"Name a private storage {ALIAS!r} in STORAGES. "
        "If the default storage gives nothing to strangers, silence this warning."
    )
    message = "The chat's files go into the default storage: if that is public, so are they."
    return [Warning(message, hint=hint, id="support_plugin.W013")]

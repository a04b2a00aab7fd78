"""What the app needs of the server, and of what stands beside it."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.core.files.storage import FileSystemStorage, default_storage

from support_plugin.chat.files.storage import ALIAS
from support_plugin.checks.tag import TAG
from support_plugin.conf import get_config


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


@register(TAG, deploy=True)
def check_proxy(**kwargs: Any) -> list[CheckMessage]:
    """A shop behind a proxy has thought of whose address its limits count."""
    is_behind = settings.SECURE_PROXY_SSL_HEADER or settings.USE_X_FORWARDED_HOST
    if not is_behind or get_config()["ADDRESS_HEADER"]:
        return []
    hint = (
        "Let the server put the shopper's address into REMOTE_ADDR (uvicorn: --proxy-headers, with "
        "--forwarded-allow-ips), and silence this warning; or name your proxy's header in "
        "SUPPORT_PLUGIN['ADDRESS_HEADER']. See docs/installing.md, Behind a proxy."
    )
    message = (
        "The shop is behind a proxy: if REMOTE_ADDR is the proxy's address, all shoppers share one limit."
    )
    return [Warning(message, hint=hint, id="support_plugin.W040")]

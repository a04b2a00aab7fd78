"""What the app needs of the server, and of what stands beside it."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.core.files.storage import FileSystemStorage, default_storage

from support_plugin.chat.storage import ALIAS
from support_plugin.checks.tag import TAG


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

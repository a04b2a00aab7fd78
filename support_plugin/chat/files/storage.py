"""Where the chat's files lie: never below MEDIA_URL, for only their view knows who may have them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages
from django.core.signals import setting_changed
from django.utils.functional import LazyObject, empty

ALIAS = "support_private"
# Beside MEDIA_ROOT, where the shop names no storage of its own.
FOLDER = "support_private"


class PrivateStorage(LazyObject):
    """The shop's storage "support_private", else a folder beside MEDIA_ROOT.

    A shop whose default storage is no folder (an object store) and that names none for this gets its default:
    ``manage.py check`` then asks whether it is private (W013).
    """

    def _setup(self) -> None:
        self._wrapped = _choose()


def _choose() -> Storage:
    if ALIAS in settings.STORAGES:
        return storages[ALIAS]
    if isinstance(default_storage, FileSystemStorage):
        location = Path(default_storage.location).resolve().parent / FOLDER
        return FileSystemStorage(
            location, base_url="", file_permissions_mode=0o600, directory_permissions_mode=0o700
        )
    return storages["default"]


private_storage = PrivateStorage()


def get_private_storage() -> Storage:
    """Return the storage; the models name this function, so that migrations name no folder."""
    return private_storage  # type: ignore[return-value]


def _forget(*, setting: str, **kwargs: Any) -> None:
    if setting in ("STORAGES", "MEDIA_ROOT"):
        private_storage._wrapped = empty  # type: ignore[assignment]


setting_changed.connect(_forget, dispatch_uid="support_plugin.chat.files.storage")
